// A gRPC server with Padu's manners: health, keepalive, bounds, metrics, reflection, a drain in order.
//
//   rpc::Server server({.listen = "127.0.0.1:17001"}, metrics);
//   server.AuthenticateBy(identity.authenticator());     // identity.h
//   RegistryApi api(server.calls(), partitions);         // calls.h
//   server.Add(&api, "padu.registry.v1.RegistryService");
//   RETURN_IF_ERROR(server.Start());                      // health: liveness SERVING, all else NOT_SERVING
//   server.SetServing(true);                              // once recovered
//   ...
//   server.SetServing(false); wait drain_delay; server.StopStreams(); stop partitions; server.Shutdown(20 s);
//
// Start and Shutdown: the thread that owns it. The rest: any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace grpc {
class Service;
}
namespace padu::ops {
class Metrics;
}

namespace padu::rpc {

class Authenticator;
class Calls;

struct ServerOptions {
  std::string listen = "127.0.0.1:0";  // host:port; port 0 takes a free one
  std::int64_t message_bytes_max = 4 << 20;
  int streams_per_connection_max = 1024;

  absl::Duration deadline_default = absl::Seconds(5);  // unary calls without one
  absl::Duration deadline_most = absl::Minutes(5);     // of unary calls: a handler may keep its thread for no longer
  absl::Duration stream_deadline_default = absl::Minutes(30);
  absl::Duration deadline_least = absl::Milliseconds(20);  // less is refused: nobody would see the answer

  int read_threads_max = 8;                          // blocking handlers at once
  int read_queue_max = 256;                          // and waiting; more get RESOURCE_EXHAUSTED
  int stream_threads_max = 64;                       // streams at once; more get RESOURCE_EXHAUSTED
  absl::Duration stream_recheck = absl::Seconds(5);  // their callers are looked at again: is the key still good?

  bool reflection = false;  // never on a public listener
};

class Server {
 public:
  Server(ServerOptions options, ops::Metrics& metrics);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // What handlers run by; lives as long as the server.
  Calls& calls();

  // Who tells callers; outlives this. Before Start; without it nobody is known, and every call refused.
  void AuthenticateBy(const Authenticator& authenticator);

  // Before Start. `service` is not owned and outlives Shutdown; `full_name` gets a health status of its own.
  void Add(grpc::Service* service, std::string full_name);

  // UNAVAILABLE if the address cannot be had.
  absl::Status Start();
  // The port listened on.
  int port() const;

  // Health of "" and of every service; "liveness" apart.
  void SetServing(bool serving);
  void SetServing(std::string_view name, bool serving);

  // Streams see cancelled() and end; new calls of any kind get UNAVAILABLE.
  void StopStreams();
  // Waits for calls under way up to `patience`, then cancels them. Again: nothing.
  void Shutdown(absl::Duration patience);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace padu::rpc
