// The service's keys of the APIs: made, listed and revoked.
#include "common/base/city.h"
#include "common/base/status.h"
#include "common/rpc/api_key.h"
#include "google/protobuf/util/time_util.h"
#include "services/registry/api/names.h"
#include "services/registry/api/reads.h"
#include "services/registry/api/service.h"
#include "services/registry/api/views.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

absl::StatusOr<v1::ApiKey> ReadKey(const Written& written, const std::string& id, absl::Time deadline) {
  absl::StatusOr<v1::ApiKey> key = Refused(Reason::kApiKeyNotFound);
  RETURN_IF_ERROR(ReadBack(written, deadline, [&](const store::Reader& tables) {
    if (const auto row = Get<pb::ApiKeyRow>(tables, ApiKeyKey(written.city, id))) key = ToApiKey(written.city, *row);
    return absl::OkStatus();
  }));
  return key;
}

// The secret goes to the caller; what enters the mailbox is its digest.
absl::StatusOr<v1::ApiKey> Create(const Parts& parts, const rpc::Call& call, const v1::CreateApiKeyRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  // A service acts in every city: its key is for who may do so as well.
  const bool every_city = request.api_key().holder().starts_with("services/");
  if (every_city && !call.caller().city.empty()) return Refused(Reason::kCallerNotPermitted);
  std::string text;
  const auto fill = [&](Draft& draft) -> absl::Status {
    text = rpc::NewApiKeyText(CityCode(city), draft.NewId("key"), draft.random);
    ASSIGN_OR_RETURN(const rpc::ApiKey key, rpc::ParseApiKey(text));
    pb::ApiKeyCreated& made = *draft.command.mutable_create_api_key()->mutable_key();
    made.set_key(key.id);
    made.set_sha256(key.sha256);
    made.set_holder(request.api_key().holder());
    made.set_label(request.api_key().label());
    if (request.api_key().has_expire_time()) {
      using google::protobuf::util::TimeUtil;
      made.set_expires_at(TimeUtil::TimestampToMicroseconds(request.api_key().expire_time()));
    }
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const Written written, Write(parts, call, city, request.request_id(), request, fill));
  ASSIGN_OR_RETURN(v1::ApiKey key, ReadKey(written, written.facts().at(0).api_key_created().key(), call.deadline()));
  if (!written.answer.replayed) key.set_secret(std::move(text));
  return key;
}

absl::StatusOr<v1::ApiKey> Revoke(const Parts& parts, const rpc::Call& call, const v1::RevokeApiKeyRequest& request) {
  ASSIGN_OR_RETURN(const ParsedName name, ParseName(request.name(), "apiKeys", "name"));
  const auto fill = [&](Draft& draft) {
    draft.command.set_etag(request.etag());
    draft.command.mutable_revoke_api_key()->set_key(name.id);
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const Written written, Write(parts, call, name.city, request.request_id(), request, fill));
  return ReadKey(written, name.id, call.deadline());
}

}  // namespace

grpc::ServerUnaryReactor* RegistryService::CreateApiKey(grpc::CallbackServerContext* context,
                                                        const v1::CreateApiKeyRequest* request, v1::ApiKey* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::CreateApiKeyRequest& asked) {
    return Create(parts_, call, asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::RevokeApiKey(grpc::CallbackServerContext* context,
                                                        const v1::RevokeApiKeyRequest* request, v1::ApiKey* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::RevokeApiKeyRequest& asked) {
    return Revoke(parts_, call, asked);
  });
}

}  // namespace padu::registry
