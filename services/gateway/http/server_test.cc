// The server by raw sockets: what it serves, and what hostile clients cost.
#include "services/gateway/http/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/ops/metrics.h"
#include "services/gateway/http/sse.h"

namespace padu::gateway {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A client that says what it likes.
class Client {
 public:
  explicit Client(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False once the server has closed.
  bool Say(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // What comes until `end` is in it, the server closes, or five seconds have passed.
  std::string HearUntil(std::string_view end) {
    std::string heard;
    const absl::Time deadline = absl::Now() + absl::Seconds(5);
    while (absl::Now() < deadline && (end.empty() || heard.find(end) == std::string::npos)) {
      pollfd poll{fd_, POLLIN, 0};
      if (::poll(&poll, 1, 100) <= 0) continue;
      char buffer[4096];
      const ssize_t got = ::recv(fd_, buffer, sizeof(buffer), 0);
      if (got <= 0) {
        closed_ = true;
        break;
      }
      heard.append(buffer, static_cast<std::size_t>(got));
    }
    return heard;
  }
  std::string HearAll() { return HearUntil(""); }
  bool closed() const { return closed_; }

 private:
  const int fd_;
  bool closed_ = false;
};

class ServerTest : public ::testing::Test {
 protected:
  ~ServerTest() override { server_.reset(); }

  void Start(HttpOptions options = {}) {
    options.header_timeout = absl::Milliseconds(300);
    options.body_timeout = absl::Milliseconds(300);
    options.heartbeat = absl::Milliseconds(100);
    server_ = std::make_unique<HttpServer>(
        options, [this](const std::shared_ptr<Exchange>& exchange) { Handle(exchange); }, metrics_);
    ASSERT_TRUE(server_->Start().ok());
  }

  void Handle(const std::shared_ptr<Exchange>& exchange) {
    const Request& request = exchange->request();
    if (request.target == "/stream") {
      stream_ = exchange->Stream([this] { gone_ = true; });
      stream_->Send(EventText("1", "", "one"), [](bool) {});
    } else if (request.target == "/dropped") {
      return;
    } else {
      exchange->Answer({.type = "text/plain", .body = absl::StrCat(request.method, " ", request.body.size())});
    }
  }

  std::string Ask(std::string_view bytes) {
    Client client(server_->port());
    client.Say(bytes);
    return client.HearAll();
  }
  // Somebody else is served, at once.
  void ExpectOthersServed() {
    const absl::Time begun = absl::Now();
    EXPECT_THAT(Ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    EXPECT_LT(absl::Now() - begun, absl::Seconds(1));
  }

  ops::Metrics metrics_{"gateway", "test"};
  std::atomic<bool> gone_ = false;
  std::shared_ptr<EventStream> stream_;
  std::unique_ptr<HttpServer> server_;
};

constexpr char kGet[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerTest, AnswersOneAfterTheOther) {
  Start();
  Client client(server_->port());
  ASSERT_TRUE(client.Say(kGet));
  EXPECT_THAT(client.HearUntil("GET 0"), StartsWith("HTTP/1.1 200 OK\r\n"));
  // Two at once, with a body each.
  ASSERT_TRUE(
      client.Say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcPOST / HTTP/1.1\r\nHost: x\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"));
  EXPECT_THAT(client.HearUntil("POST 2"), HasSubstr("POST 3"));
  ASSERT_TRUE(client.Say("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  EXPECT_THAT(client.HearAll(), EndsWith("Connection: close\r\n\r\n"));
}

TEST_F(ServerTest, ContinuesWhoAsksFirst) {
  Start();
  Client client(server_->port());
  client.Say("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(client.HearUntil("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  client.Say("abc");
  EXPECT_THAT(client.HearUntil("POST 3"), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, BytesThatAreNoRequest) {
  Start();
  for (const char* bytes :
       {"nonsense\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\na b: c\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
    EXPECT_THAT(Ask(bytes), StartsWith("HTTP/1.1 400 ")) << bytes;
  }
  ExpectOthersServed();
}

TEST_F(ServerTest, HeadersAreBounded) {
  Start();
  const std::string fits =
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: " + std::string(kHeaderBytesMax - 200, 'a') + "\r\n\r\n";
  EXPECT_THAT(Ask(fits), StartsWith("HTTP/1.1 200"));
  const std::string more = "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(kHeaderBytesMax, 'a') + "\r\n\r\n";
  EXPECT_THAT(Ask(more), StartsWith("HTTP/1.1 431 "));
  std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
  while (many.size() < (10U << 20U)) many += "Header: value\r\n";
  EXPECT_THAT(Ask(many), ::testing::AnyOf(StartsWith("HTTP/1.1 431 "), ""));
  const std::string target = "GET /" + std::string(kTargetBytesMax, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n";
  EXPECT_THAT(Ask(target), StartsWith("HTTP/1.1 414 "));
  ExpectOthersServed();
}

TEST_F(ServerTest, BodiesAreBounded) {
  Start();
  const auto post = [](std::size_t size) {
    return absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ", size, "\r\n\r\n",
                        std::string(size, 'a'));
  };
  EXPECT_THAT(Ask(post(kBodyBytesMax)), HasSubstr(absl::StrCat("POST ", kBodyBytesMax)));
  EXPECT_THAT(Ask(post(kBodyBytesMax + 1)), StartsWith("HTTP/1.1 413 "));
  std::string chunks = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  while (chunks.size() < kBodyBytesMax + (1U << 19U))
    chunks += absl::StrCat("4000\r\n", std::string(0x4000, 'a'), "\r\n");
  EXPECT_THAT(Ask(chunks), StartsWith("HTTP/1.1 413 "));
  ExpectOthersServed();
}

TEST_F(ServerTest, SlowOnesAreCutOff) {
  Start();
  Client slow_headers(server_->port());
  Client slow_body(server_->port());
  slow_body.Say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
  const absl::Time begun = absl::Now();
  slow_headers.Say("GET / HTTP/1.1\r\n");
  // A byte now and then does not help.
  for (int i = 0; i < 6; ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    slow_headers.Say("a");
    slow_body.Say("a");
  }
  EXPECT_EQ(slow_headers.HearAll(), "");
  EXPECT_EQ(slow_body.HearAll(), "");
  EXPECT_TRUE(slow_headers.closed() && slow_body.closed());
  EXPECT_LT(absl::Now() - begun, absl::Seconds(3));
  ExpectOthersServed();
}

TEST_F(ServerTest, IdleOnesAreClosed) {
  Start({.idle_timeout = absl::Milliseconds(200)});
  Client client(server_->port());
  EXPECT_EQ(client.HearAll(), "");
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, RequestsOfAConnectionAreBounded) {
  Start();
  Client client(server_->port());
  std::string heard;
  for (int i = 0; i < kRequestsPerConnectionMax; ++i) {
    ASSERT_TRUE(client.Say(kGet)) << i;
    heard = client.HearUntil("GET 0");
    ASSERT_THAT(heard, HasSubstr(i + 1 < kRequestsPerConnectionMax ? "Connection: keep-alive" : "Connection: close"))
        << i;
  }
  client.HearAll();
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, ConnectionsAreBounded) {
  Start({.connections_max = 6, .connections_per_address_max = 4});
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Client>(server_->port()));
    clients.back()->Say(kGet);
    EXPECT_THAT(clients.back()->HearUntil("GET 0"), StartsWith("HTTP/1.1 200")) << i;
  }
  EXPECT_THAT(Ask(""), StartsWith("HTTP/1.1 503 "));
  clients.pop_back();
  absl::SleepFor(absl::Milliseconds(100));
  ExpectOthersServed();
}

TEST_F(ServerTest, ADroppedRequestGetsAnAnswer) {
  Start();
  EXPECT_THAT(Ask("GET /dropped HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
}

constexpr char kStream[] = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerTest, StreamsLiveAndEnd) {
  Start();
  Client client(server_->port());
  client.Say(kStream);
  const std::string heard = client.HearUntil("data: one\n\n");
  EXPECT_THAT(heard, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(heard, HasSubstr("retry: 2000\n\n"));
  EXPECT_THAT(client.HearUntil(": hidup"), HasSubstr(": hidup")) << "a comment keeps it alive";
  stream_->End();
  client.HearAll();
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, WhoStreamsLearnsThatTheClientIsGone) {
  Start();
  {
    Client client(server_->port());
    client.Say(kStream);
    client.HearUntil("data: one\n\n");
  }
  for (int i = 0; i < 50 && !gone_; ++i) absl::SleepFor(absl::Milliseconds(20));
  EXPECT_TRUE(gone_);
  std::atomic<int> sent = -1;
  stream_->Send("x", [&](bool ok) { sent = ok ? 1 : 0; });
  for (int i = 0; i < 50 && sent < 0; ++i) absl::SleepFor(absl::Milliseconds(20));
  EXPECT_EQ(sent, 0);
}

TEST_F(ServerTest, ADrainEndsStreamsWithAHintAndClosesIdleOnes) {
  Start();
  Client streaming(server_->port());
  Client idle(server_->port());
  streaming.Say(kStream);
  streaming.HearUntil("data: one\n\n");
  idle.Say(kGet);
  idle.HearUntil("GET 0");
  const absl::Time begun = absl::Now();
  server_->Drain(absl::Seconds(10));
  EXPECT_LT(absl::Now() - begun, absl::Seconds(2)) << "nothing was under way";
  EXPECT_THAT(streaming.HearAll(), HasSubstr("retry: "));
  idle.HearAll();
  EXPECT_TRUE(streaming.closed() && idle.closed() && gone_);
}

}  // namespace
}  // namespace padu::gateway
