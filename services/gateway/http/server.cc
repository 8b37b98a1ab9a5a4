#include "services/gateway/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "services/gateway/http/connection.h"
#include "services/gateway/http/problem.h"
#include "services/gateway/http/wire.h"

namespace padu::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwaited = asio::as_tuple(asio::use_awaitable);
constexpr absl::Duration kAcceptPause = absl::Milliseconds(50);  // after an error such as "too many open files"

// Whom a connection counts for: an IPv4 address, or the /64 that a client has of IPv6.
std::string CountedAs(const asio::ip::address& address) {
  if (!address.is_v6() || address.to_v6().is_v4_mapped()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return std::string(bytes.begin(), bytes.begin() + 8);
}

}  // namespace

struct HttpServer::State {
  State(HttpOptions options, Handler handler, ops::Metrics& metrics)
      : shared(std::make_shared<Shared>(std::move(options), std::move(handler), metrics)),
        acceptor(shared->context),
        pause(shared->context) {}

  asio::awaitable<void> Accept();
  void Take(tcp::socket socket);
  void Refuse(tcp::socket socket, const std::string& bound);
  void Forget(const std::shared_ptr<Connection>& connection, const std::string& address);

  const std::shared_ptr<Shared> shared;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::map<std::string, int> per_address;
  std::set<std::shared_ptr<Connection>> connections;
  std::thread thread;
  int port = 0;

  std::mutex mutex;  // of what Drain waits for
  std::condition_variable ended;
  bool empty = false;
};

asio::awaitable<void> HttpServer::State::Accept() {
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(kAwaited);
    if (!error) {
      Take(std::move(socket));
    } else if (error != asio::error::operation_aborted) {
      Log(Severity::kWarn, "no connection could be accepted", {{"error", error.message()}});
      pause.expires_after(absl::ToChronoNanoseconds(kAcceptPause));
      co_await pause.async_wait(kAwaited);
    }
  }
}

void HttpServer::State::Take(tcp::socket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // gone already
  const std::string address = CountedAs(peer.address());
  const HttpOptions& options = shared->options;
  if (static_cast<int>(connections.size()) >= options.connections_max) return Refuse(std::move(socket), "total");
  if (per_address[address] >= options.connections_per_address_max) return Refuse(std::move(socket), "address");
  socket.set_option(tcp::no_delay(true), error);
  const auto connection = std::make_shared<Connection>(std::move(socket), shared);
  connections.insert(connection);
  ++per_address[address];
  shared->meters.connections.Set(static_cast<double>(connections.size()));
  asio::co_spawn(
      shared->context, [connection] { return connection->Run(); },
      [this, connection, address](const std::exception_ptr& failed) {
        if (failed) Log(Severity::kError, "a connection failed");
        Forget(connection, address);
      });
}

void HttpServer::State::Forget(const std::shared_ptr<Connection>& connection, const std::string& address) {
  connections.erase(connection);
  if (--per_address[address] == 0) per_address.erase(address);
  shared->meters.connections.Set(static_cast<double>(connections.size()));
  if (!shared->draining || !connections.empty()) return;
  const std::lock_guard<std::mutex> lock(mutex);
  empty = true;
  ended.notify_all();
}

// Best effort and at once: nothing is kept for it.
void HttpServer::State::Refuse(tcp::socket socket, const std::string& bound) {
  shared->meters.refused.With({bound}).Add();
  static const std::string* const told = new std::string(ToWire(
      Render(HttpProblem(503, "CONNECTIONS_TOO_MANY", {"Terlalu banyak sambungan.", "There are too many connections."}),
             ""),
      {}));
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.send(asio::buffer(*told), 0, ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

HttpServer::HttpServer(HttpOptions options, Handler handler, ops::Metrics& metrics)
    : state_(std::make_unique<State>(std::move(options), std::move(handler), metrics)) {}

HttpServer::~HttpServer() { Drain(absl::ZeroDuration()); }

absl::Status HttpServer::Start() {
  const HttpOptions& options = state_->shared->options;
  const std::string where = absl::StrCat("HTTP at ", options.listen, ":", options.port);
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.listen, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat(where, ": --listen must be an IP address"));
  const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(options.port));
  tcp::acceptor& acceptor = state_->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return absl::UnavailableError(absl::StrCat(where, ": ", error.message()));
  state_->port = acceptor.local_endpoint(error).port();
  asio::co_spawn(state_->shared->context, state_->Accept(), asio::detached);
  state_->thread = std::thread([state = state_.get()] { state->shared->context.run(); });
  return absl::OkStatus();
}

int HttpServer::port() const { return state_->port; }

void HttpServer::Drain(absl::Duration patience) {
  if (!state_->thread.joinable()) return;
  asio::post(state_->shared->context, [state = state_.get()] {
    boost::system::error_code ignored;
    state->acceptor.close(ignored);
    state->pause.cancel();
    state->shared->draining = true;
    const auto now = state->connections;  // closing one changes the set
    for (const auto& connection : now) connection->Drain();
    const std::lock_guard<std::mutex> lock(state->mutex);
    state->empty = state->connections.empty();
    state->ended.notify_all();
  });
  {
    std::unique_lock<std::mutex> lock(state_->mutex);
    state_->ended.wait_for(lock, absl::ToChronoNanoseconds(patience), [this] { return state_->empty; });
  }
  asio::post(state_->shared->context, [state = state_.get()] {
    state->shared->aborting = true;
    const auto now = state->connections;
    for (const auto& connection : now) connection->Abort();
  });
  state_->thread.join();  // once no coroutine is left
}

}  // namespace padu::gateway
