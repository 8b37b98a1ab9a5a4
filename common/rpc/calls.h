// How a gRPC service's methods become handlers that know nothing of reactors. For api/ rooms; brings in grpcpp.
//
// A service derives from the generated CallbackService and gives each method one line:
//
//   grpc::ServerUnaryReactor* GetHousehold(grpc::CallbackServerContext* context, const GetHouseholdRequest* request,
//                                          Household* response) override {
//     return calls_.Read(context, request, response, [this](const Call& call, const GetHouseholdRequest& request) {
//       return Get(call, request);                        // absl::StatusOr<Household>
//     });
//   }
//
//   Command  the handler gets a Reply and may answer later, from any thread: for what goes through the mailbox. It runs
//   on
//            one of gRPC's few threads and must not block.
//   Read     the handler returns the answer; it may block up to the call's deadline.
//   Stream   the handler writes any number of messages, then returns the status; it may block, and ends when
//            call.cancelled().
//   Collect  the handler reads what the client streams, then returns the answer; it may block.
//
// Before any handler: a caller must be named (UNAUTHENTICATED), enough time must be left (DEADLINE_EXCEEDED), the
// server must not be stopping (UNAVAILABLE).
#pragma once

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/pool.h"
#include "common/rpc/reactors.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"

namespace padu::rpc {

// What runs the handlers of one server. Any thread.
class Calls {
 public:
  explicit Calls(const ServerOptions& options);

  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Command(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                    Handler handler) {
    auto* reactor = new internal::UnaryReactor<Response>(response);
    auto call = Begin(*context, MethodOf<Request>(), Kind::kUnary, reactor->cancelled());
    Reply<Response> reply = reactor->MakeReply();
    if (!call.ok()) {
      reply(call.status());
    } else {
      handler(*call, *request, std::move(reply));
    }
    return reactor;
  }

  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                 Handler handler) {
    return Command(
        context, request, response,
        [this, handler = std::move(handler)](const Call& call, const Request& request, Reply<Response> reply) {
          const bool taken = reads_.Submit([this, handler, call, &request, reply] {
            const absl::Status late = StillWorth(call);
            reply(late.ok() ? absl::StatusOr<Response>(handler(call, request)) : late);
          });
          if (!taken) reply(Busy());
        });
  }

  template <typename Response, typename Request, typename Handler>
  grpc::ServerWriteReactor<Response>* Stream(grpc::CallbackServerContext* context, const Request* request,
                                             Handler handler) {
    auto* reactor = new internal::StreamReactor<Response>();
    auto call = Begin(*context, MethodOf<Request>(), Kind::kStream, reactor->cancelled());
    if (!call.ok()) {
      reactor->Finish(ToGrpc(call.status()));
      return reactor;
    }
    const bool taken = streams_.Submit([reactor, request, handler = std::move(handler), call = *std::move(call)] {
      Writer<Response> writer(*reactor);
      reactor->Finish(ToGrpc(handler(call, *request, writer)));
    });
    if (!taken) reactor->Finish(ToGrpc(Busy()));
    return reactor;
  }

  template <typename Request, typename Response, typename Handler>
  grpc::ServerReadReactor<Request>* Collect(grpc::CallbackServerContext* context, Response* response, Handler handler) {
    auto* reactor = new internal::CollectReactor<Request>();
    auto call = Begin(*context, MethodOf<Request>(), Kind::kStream, reactor->cancelled());
    if (!call.ok()) {
      reactor->Finish(ToGrpc(call.status()));
      return reactor;
    }
    const bool taken = streams_.Submit([reactor, response, handler = std::move(handler), call = *std::move(call)] {
      Incoming<Request> incoming(*reactor);
      absl::StatusOr<Response> answer = handler(call, incoming);
      if (answer.ok()) *response = *std::move(answer);
      reactor->Finish(ToGrpc(answer.status()));
    });
    if (!taken) reactor->Finish(ToGrpc(Busy()));
    return reactor;
  }

  // See Server::StopStreams.
  void Stop();

 private:
  enum class Kind { kUnary, kStream };

  template <typename Request>
  static std::string MethodOf() {
    std::string name = Request::descriptor()->full_name();
    if (name.ends_with("Request")) name.resize(name.size() - 7);
    return name;
  }

  absl::StatusOr<Call> Begin(const grpc::CallbackServerContext& context, std::string method, Kind kind,
                             std::shared_ptr<std::atomic<bool>> cancelled);
  static absl::Status StillWorth(const Call& call);
  static absl::Status Busy();

  const absl::Duration deadline_default_;
  const absl::Duration stream_deadline_default_;
  const absl::Duration deadline_least_;
  std::atomic<bool> stopping_ = false;
  internal::Flags stream_flags_;
  Pool reads_;
  Pool streams_;
};

}  // namespace padu::rpc
