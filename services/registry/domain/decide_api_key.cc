#include <string_view>

#include "common/base/crypto.h"
#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

// A key is somebody's: stakeholders and officers must be registered; operators and services are known by their keys.
absl::Status CheckHolder(const Context& context, std::string_view holder) {
  const std::size_t slash = holder.find('/');
  const std::string_view kind = holder.substr(0, slash);
  const std::string_view id = slash == std::string_view::npos ? "" : holder.substr(slash + 1);
  if (!IsId(id)) return RefusedField(Reason::kHolderInvalid, "holder");
  if (kind == "operators" || kind == "services") return absl::OkStatus();
  if (kind == "stakeholders") {
    const auto row = Get<pb::StakeholderRow>(context.tables, StakeholderKey(context.city(), id));
    return row ? absl::OkStatus() : RefusedField(Reason::kStakeholderUnknown, "holder");
  }
  if (kind != "officers") return RefusedField(Reason::kHolderInvalid, "holder");
  const auto row = Get<pb::OfficerRow>(context.tables, OfficerKey(context.city(), id));
  if (!row) return Refused(Reason::kOfficerNotFound);
  return row->released() ? Refused(Reason::kOfficerReleased) : absl::OkStatus();
}

}  // namespace

absl::Status Decide(const Context& context, const pb::CreateApiKey& command) {
  const pb::ApiKeyCreated& key = command.key();
  PADU_CHECK(IsId(key.key()) && key.sha256().size() == kSha256Bytes);  // the api draws them
  RETURN_IF_ERROR(CheckHolder(context, key.holder()));
  RETURN_IF_ERROR(CheckText(key.label(), "label", Presence::kOptional));
  if (key.has_expires_at() && key.expires_at() <= context.now) {
    return RefusedField(Reason::kExpireTimePassed, "expire_time");
  }
  pb::Fact fact = context.NewFact();
  *fact.mutable_api_key_created() = key;
  fact.mutable_api_key_created()->set_by(context.caller);
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::RevokeApiKey& command) {
  const auto row = Get<pb::ApiKeyRow>(context.tables, ApiKeyKey(context.city(), command.key()));
  if (!row) return Refused(Reason::kApiKeyNotFound);
  RETURN_IF_ERROR(CheckEtag(context, row->stamp()));
  if (row->has_revoked_at()) return Refused(Reason::kApiKeyRevoked);
  pb::Fact fact = context.NewFact();
  fact.mutable_api_key_revoked()->set_key(command.key());
  fact.mutable_api_key_revoked()->set_by(context.caller);
  context.out.Emit(fact);
  return absl::OkStatus();
}

}  // namespace padu::registry
