#include "services/gateway/http/connection.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/gateway/http/problem.h"
#include "services/gateway/http/sse.h"
#include "services/gateway/http/turn_exchange.h"
#include "services/gateway/http/wire.h"

namespace padu::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto kAwaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPieceBytes = 64 << 10;
constexpr int kHttp11 = 11;
// Handlers answer by kUnaryTimeout; this is for one that does not.
constexpr absl::Duration kAnswerMost = absl::Seconds(20);
constexpr absl::Duration kRetrySpread = absl::Milliseconds(137);
constexpr int kRetrySteps = 16;

using Parser = http::request_parser<http::string_body>;

Response Refused(int status, std::string reason, std::string text_id, std::string text_en,
                 std::string_view language = {}) {
  return Render(HttpProblem(status, std::move(reason), {std::move(text_id), std::move(text_en)}), language);
}

// What a client is told of bytes that are no request; nullopt if there is nobody to tell.
std::optional<Response> RefusalOf(const beast::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Refused(431, "HEADERS_TOO_LARGE", absl::StrCat("Kepala permintaan melebihi ", kHeaderBytesMax, " byte."),
                   absl::StrCat("The headers have more than ", kHeaderBytesMax, " bytes."));
  }
  if (error == http::error::body_limit) {
    return Refused(413, "BODY_TOO_LARGE", absl::StrCat("Isi permintaan melebihi ", kBodyBytesMax, " byte. Bagilah."),
                   absl::StrCat("The body has more than ", kBodyBytesMax, " bytes. Divide it."));
  }
  const bool of_http = error.category() == make_error_code(http::error::bad_method).category();
  if (!of_http || error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  return Refused(400, "HTTP_INVALID", absl::StrCat("Bukan permintaan HTTP/1.1 yang sah: ", error.message(), "."),
                 absl::StrCat("Not a valid HTTP/1.1 request: ", error.message(), "."));
}

Request ToRequest(http::request<http::string_body>&& message) {
  Request request{.method = std::string(message.method_string()), .target = std::string(message.target())};
  if (request.method == "HEAD") request.method = "GET";
  for (const auto& field : message) {
    request.headers.emplace_back(absl::AsciiStrToLower(std::string(field.name_string())), std::string(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

// What is wrong with a request whose syntax is right.
std::optional<Response> RefusalOf(const Parser& parser) {
  const auto& message = parser.get();
  if (message.target().size() > kTargetBytesMax) {
    return Refused(414, "TARGET_TOO_LONG", absl::StrCat("Alamat melebihi ", kTargetBytesMax, " byte."),
                   absl::StrCat("The address has more than ", kTargetBytesMax, " bytes."));
  }
  if (message.version() == kHttp11 && message.count(http::field::host) != 1) {
    return Refused(400, "HOST_MISSING", "Kepala Host harus ada tepat satu kali.", "There must be one Host header.");
  }
  return std::nullopt;
}

}  // namespace

asio::awaitable<bool> Turn::Woken(absl::Duration most) {
  wake.expires_after(absl::ToChronoNanoseconds(most));
  const auto [error] = co_await wake.async_wait(kAwaited);
  co_return error == asio::error::operation_aborted;
}

Connection::Connection(asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared)
    : stream_(std::move(socket)), shared_(std::move(shared)) {}

asio::awaitable<void> Connection::Run() {
  for (int served = 1; !shared_->draining; ++served) {
    Incoming incoming = co_await ReadRequest();
    if (incoming.refused) {
      const int status = incoming.refused->status;
      shared_->meters.requests.With({"none", absl::StrCat(status)}).Add();
      if (co_await Write(ToWire(*incoming.refused, {.hsts = shared_->options.hsts}))) co_await Linger();
      break;
    }
    if (!incoming.request) break;
    const bool last = served == kRequestsPerConnectionMax;
    if (co_await Serve(std::move(incoming), last) == Next::kClose) break;
  }
  Close();
}

asio::awaitable<Connection::Incoming> Connection::ReadRequest() {
  Incoming incoming;
  if (!buffer_) buffer_.emplace(kBufferBytesMax);
  if (buffer_->size() == 0) {
    buffer_.emplace(kBufferBytesMax);  // an idle connection holds no memory of the request before
    stream_.expires_after(absl::ToChronoNanoseconds(shared_->options.idle_timeout));
    constexpr std::size_t kFirstBytes = 2048;
    const auto [error, got] = co_await stream_.async_read_some(buffer_->prepare(kFirstBytes), kAwaited);
    if (error) co_return incoming;
    buffer_->commit(got);
  }
  Parser parser;
  parser.header_limit(kHeaderBytesMax);
  parser.body_limit(kBodyBytesMax);
  stream_.expires_after(absl::ToChronoNanoseconds(shared_->options.header_timeout));
  auto [error, got] = co_await http::async_read_header(stream_, *buffer_, parser, kAwaited);
  if (!error) {
    incoming.refused = RefusalOf(parser);
    if (incoming.refused) co_return incoming;
    stream_.expires_after(absl::ToChronoNanoseconds(shared_->options.body_timeout));
    const bool expects = beast::iequals(parser.get()[http::field::expect], "100-continue");
    if (expects && !parser.is_done() && !co_await Write("HTTP/1.1 100 Continue\r\n\r\n")) co_return incoming;
    if (!parser.is_done()) std::tie(error, got) = co_await http::async_read(stream_, *buffer_, parser, kAwaited);
  }
  if (error) {
    incoming.refused = RefusalOf(error);
    co_return incoming;
  }
  incoming.keep_alive = parser.get().keep_alive();
  incoming.head = parser.get().method() == http::verb::head;
  incoming.request = ToRequest(parser.release());
  co_return incoming;
}

asio::awaitable<Connection::Next> Connection::Serve(Incoming incoming, bool last) {
  const absl::Time begun = absl::Now();
  const auto turn = std::make_shared<Turn>(shared_);
  turn_ = turn;
  const std::string language(incoming.request->Header("accept-language"));
  shared_->handler(NewExchange(*std::move(incoming.request), turn));
  incoming.request.reset();
  while (!turn->answer && !turn->streams && !shared_->aborting && co_await turn->Woken(kAnswerMost)) {
  }
  Next next = Next::kClose;
  if (turn->streams && !shared_->aborting) {
    buffer_.reset();
    shared_->meters.requests.With({turn->label, "200"}).Add();
    co_await StreamEvents(turn);
  } else {
    turn->closed = true;
    if (!turn->answer) turn->answer = Render(ProblemOf(absl::DeadlineExceededError("no answer in time")), language);
    shared_->meters.requests.With({turn->label, absl::StrCat(turn->answer->status)}).Add();
    shared_->meters.seconds.With({turn->label}).Observe(absl::ToDoubleSeconds(absl::Now() - begun));
    const bool keep = incoming.keep_alive && !last && !shared_->draining;
    const bool written = co_await Write(
        ToWire(*turn->answer, {.keep_alive = keep, .head = incoming.head, .hsts = shared_->options.hsts}));
    if (written && keep) next = Next::kGoOn;
  }
  turn_.reset();
  co_return next;
}

asio::awaitable<bool> Connection::Write(std::string bytes) {
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view piece = rest.substr(0, kPieceBytes);
    stream_.expires_after(absl::ToChronoNanoseconds(shared_->options.write_timeout));
    const auto [error, sent] = co_await asio::async_write(stream_, asio::buffer(piece.data(), piece.size()), kAwaited);
    if (error) co_return false;
    rest.remove_prefix(sent);
  }
  co_return true;
}

asio::awaitable<void> Connection::StreamEvents(std::shared_ptr<Turn> turn) {
  shared_->meters.streams.Add(1);
  const Response head{.type = "text/event-stream", .headers = {{"X-Accel-Buffering", "no"}}};
  // Not all at once when they come back after a restart of this server.
  const absl::Duration retry = kRetry + kRetrySpread * (shared_->streams_begun++ % kRetrySteps);
  bool alive =
      co_await Write(absl::StrCat(ToWire(head, {.stream = true, .hsts = shared_->options.hsts}), RetryText(retry)));
  stream_.expires_never();
  asio::co_spawn(
      stream_.get_executor(), [self = shared_from_this(), turn] { return self->WatchClient(turn); }, asio::detached);
  while (alive && !turn->left && !shared_->draining) {
    if (turn->outbox) {
      alive = co_await Write(*std::exchange(turn->outbox, std::nullopt));
      const auto sent = std::exchange(turn->sent, nullptr);
      sent(alive);
    } else if (turn->ended) {
      break;
    } else if (!co_await turn->Woken(shared_->options.heartbeat)) {
      alive = co_await Write(CommentText("hidup | alive"));
    }
  }
  if (alive && shared_->draining) co_await Write(absl::StrCat(RetryText(retry), CommentText("sebentar | back soon")));
  EndStream(*turn);
  Close();
  shared_->meters.streams.Add(-1);
}

// Whoever streams learns that nobody listens any more.
void Connection::EndStream(Turn& turn) {
  turn.closed = true;
  turn.outbox.reset();
  const auto sent = std::exchange(turn.sent, nullptr);
  const auto gone = std::exchange(turn.gone, nullptr);
  if (sent) sent(false);
  if (gone) gone();
}

// A client of a stream has nothing more to say: what comes is its end, or too much.
asio::awaitable<void> Connection::WatchClient(std::shared_ptr<Turn> turn) {
  char scratch[512];
  for (std::size_t taken = 0; taken < kHeaderBytesMax;) {
    const auto [error, got] = co_await stream_.async_read_some(asio::buffer(scratch), kAwaited);
    if (error) break;
    taken += got;
  }
  turn->left = true;
  turn->Wake();
}

// Reads on for a while, so that closing does not take the answer from a client that still sends.
asio::awaitable<void> Connection::Linger() {
  beast::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(absl::ToChronoNanoseconds(kLingerTimeout));
  std::string scratch(kPieceBytes, '\0');
  for (std::size_t taken = 0; taken < kLingerBytesMax;) {
    const auto [error, got] = co_await stream_.async_read_some(asio::buffer(scratch), kAwaited);
    if (error) break;
    taken += got;
  }
}

void Connection::Drain() {
  if (turn_ != nullptr) {
    turn_->Wake();
  } else {
    Close();
  }
}

void Connection::Abort() {
  Close();
  if (turn_ != nullptr) turn_->Wake();
}

void Connection::Close() {
  beast::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.socket().close(ignored);
}

}  // namespace padu::gateway
