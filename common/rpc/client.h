// Calls to a Padu server: channel, deadline, caller, statuses back. Brings in grpcpp.
//
//   rpc::Client client({.target = "127.0.0.1:17001", .key = "padu_..."});
//   auto stub = registry::v1::RegistryService::NewStub(client.channel());
//   absl::StatusOr<Household> household = client.Unary(*stub, &RegistryService::Stub::GetHousehold, request);
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/status.h"

namespace padu::rpc {

struct ClientOptions {
  std::string target;  // "127.0.0.1:17001", "dns:///padu-registry:17001"
  std::string caller;  // Caller::name(), for a server that believes it; empty sends none
  std::string key;     // of the caller, as it was made; empty sends none
  absl::Duration timeout = absl::Seconds(5);
  std::int64_t message_bytes_max = 4 << 20;
};

struct CallOptions {
  absl::Duration timeout = absl::ZeroDuration();  // zero: the client's
  std::string caller;                             // empty: the client's
  std::string traceparent;                        // empty: none
  bool wait_for_ready = false;
};

// Any thread.
class Client {
 public:
  explicit Client(ClientOptions options);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Sets deadline and metadata: for streams, whose contexts callers keep.
  void Prepare(grpc::ClientContext& context, const CallOptions& options = {}) const;

  // What the server's health service says of `service`: "", a service's full name, "liveness". NOT_FOUND if it has no
  // such name.
  absl::StatusOr<bool> Serving(const std::string& service, const CallOptions& options = {}) const;

  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Unary(Stub& stub,
                                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                 const Request& request, const CallOptions& options = {}) const {
    grpc::ClientContext context;
    Prepare(context, options);
    Response response;
    const absl::Status status = FromGrpc((stub.*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

 private:
  ClientOptions options_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace padu::rpc
