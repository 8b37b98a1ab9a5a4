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
// Before any handler: the caller must be known (authenticator.h), enough time must be left (DEADLINE_EXCEEDED), the
// server must not be stopping (UNAVAILABLE). Callers of streams are looked at again each `stream_recheck`: a stream
// whose caller is no longer known ends.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/authenticator.h"
#include "common/rpc/call.h"
#include "common/rpc/pool.h"
#include "common/rpc/reactors.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/rpc/stream_guard.h"

namespace padu::rpc {

// What runs the handlers of one server. Any thread.
class Calls {
 public:
  explicit Calls(const ServerOptions& options);

  // Who tells callers; outlives this. Before the server starts.
  void AuthenticateBy(const Authenticator& authenticator) {
    authenticator_ = &authenticator;
    guard_.AuthenticateBy(authenticator);
  }

  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Command(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                    Handler handler) {
    auto* reactor = new internal::UnaryReactor<Response>(response);
    // The reply keeps reactor, request and response until it is given.
    Begin(*context, MethodOf<Request>(), Kind::kUnary, reactor->cancelled(),
          [request, handler = std::move(handler), reply = reactor->MakeReply()](const absl::StatusOr<Call>& call) {
            if (!call.ok()) return reply(call.status());
            handler(*call, *request, reply);
          });
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
    const auto run = [reactor, request, handler = std::move(handler)](const Call& call) {
      Writer<Response> writer(*reactor);
      return handler(call, *request, writer);
    };
    BeginStream<Request>(*context, reactor, run);
    return reactor;
  }

  template <typename Request, typename Response, typename Handler>
  grpc::ServerReadReactor<Request>* Collect(grpc::CallbackServerContext* context, Response* response, Handler handler) {
    auto* reactor = new internal::CollectReactor<Request>();
    const auto run = [reactor, response, handler = std::move(handler)](const Call& call) -> absl::Status {
      Incoming<Request> incoming(*reactor);
      absl::StatusOr<Response> answer = handler(call, incoming);
      if (answer.ok()) *response = *std::move(answer);
      return answer.status();
    };
    BeginStream<Request>(*context, reactor, run);
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

  // Runs `run` on a thread of the streams' and ends the call with what it returns, or with why the caller is not known.
  template <typename Request, typename Reactor, typename Run>
  void BeginStream(const grpc::CallbackServerContext& context, Reactor* reactor, Run run) {
    const Credentials credentials = CredentialsOf(context);
    Begin(context, MethodOf<Request>(), Kind::kStream, reactor->cancelled(),
          [this, reactor, run = std::move(run), credentials](const absl::StatusOr<Call>& call) {
            if (!call.ok()) return reactor->Finish(ToGrpc(call.status()));
            const auto guarded = guard_.Add(credentials, reactor->cancelled());
            const bool taken = streams_.Submit([reactor, run, call = *call, guarded] {
              const absl::Status status = run(call);
              reactor->Finish(ToGrpc(guarded->Why(status)));
            });
            if (!taken) reactor->Finish(ToGrpc(Busy()));
          });
  }

  static Credentials CredentialsOf(const grpc::CallbackServerContext& context);
  // `begun` gets the call or why there is none; at once, or when the caller is known.
  void Begin(const grpc::CallbackServerContext& context, std::string method, Kind kind,
             std::shared_ptr<std::atomic<bool>> cancelled, std::function<void(absl::StatusOr<Call>)> begun);
  static absl::Status StillWorth(const Call& call);
  static absl::Status Busy();

  const absl::Duration deadline_default_;
  const absl::Duration deadline_most_;
  const absl::Duration stream_deadline_default_;
  const absl::Duration deadline_least_;
  std::atomic<bool> stopping_ = false;
  const Authenticator nobody_{nullptr, false};
  const Authenticator* authenticator_ = &nobody_;
  internal::Flags stream_flags_;
  StreamGuard guard_;
  Pool reads_;
  Pool streams_;
};

}  // namespace padu::rpc
