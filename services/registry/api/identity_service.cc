#include "services/registry/api/identity_service.h"

#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {

namespace {

absl::StatusOr<common::v1::AuthenticateResponse> Answer(const ApiKeys& keys, const rpc::Call& call,
                                                        const common::v1::AuthenticateRequest& request) {
  using Kind = rpc::Caller::Kind;
  if (call.caller().kind != Kind::kService && call.caller().kind != Kind::kOperator) {
    return Refused(Reason::kCallerNotPermitted);
  }
  ASSIGN_OR_RETURN(const rpc::ApiKey key, rpc::ApiKeyOf(request.name(), request.sha256()));
  ASSIGN_OR_RETURN(const rpc::KeyHolder holder, keys.Find(key));
  common::v1::AuthenticateResponse response;
  response.set_caller(holder.caller.name());
  response.set_city(holder.caller.city);
  if (holder.expires_at) {
    *response.mutable_expire_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(*holder.expires_at);
  }
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* IdentityService::Authenticate(grpc::CallbackServerContext* context,
                                                        const common::v1::AuthenticateRequest* request,
                                                        common::v1::AuthenticateResponse* response) {
  // At once: every service's callers wait for it, and readers that keep their threads must not keep them waiting.
  return calls_.Command(
      context, request, response,
      [this](const rpc::Call& call, const common::v1::AuthenticateRequest& asked,
             const rpc::Reply<common::v1::AuthenticateResponse>& reply) { reply(Answer(keys_, call, asked)); });
}

}  // namespace padu::registry
