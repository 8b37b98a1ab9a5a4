// The HTTP/1.1 server: one thread of coroutines, by Boost.Beast, which only the sources of this folder include.
//
// What a client may do is bounded by limits.h; a connection that breaks a bound is told why, if it reads, and closed.
// No answer is compressed, no origin but the own one is allowed (no CORS), and every answer carries the security
// headers.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/gateway/http/exchange.h"
#include "services/gateway/http/limits.h"

namespace padu::ops {
class Metrics;
}

namespace padu::gateway {

struct HttpOptions {
  std::string listen = "127.0.0.1";  // an IP address
  int port = 0;                      // 0 takes a free one
  bool hsts = false;                 // Strict-Transport-Security: only where TLS ends before this server

  // limits.h, for tests and for proxies that bring many clients from one address.
  int connections_max = kConnectionsMax;
  int connections_per_address_max = kConnectionsPerAddressMax;
  absl::Duration header_timeout = kHeaderTimeout;
  absl::Duration body_timeout = kBodyTimeout;
  absl::Duration idle_timeout = kIdleTimeout;
  absl::Duration write_timeout = kWriteTimeout;
  absl::Duration heartbeat = kHeartbeat;
};

// Start and Drain: the thread that owns it.
class HttpServer {
 public:
  // `handler` is called on the server's thread and must not block.
  HttpServer(HttpOptions options, Handler handler, ops::Metrics& metrics);
  ~HttpServer();  // drains without patience
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // UNAVAILABLE if the address cannot be had.
  absl::Status Start();
  int port() const;

  // No new connections; idle ones are closed, streams end with a hint when to come back; requests under way are
  // answered, up to `patience`. Again: nothing.
  void Drain(absl::Duration patience);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace padu::gateway
