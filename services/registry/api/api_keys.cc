#include "services/registry/api/api_keys.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/city.h"
#include "common/base/crypto.h"
#include "common/base/status.h"
#include "services/registry/domain/authority.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {
namespace {

constexpr absl::Duration kReadTimeout = absl::Seconds(1);

absl::Status Refused(const rpc::ApiKey& key, std::string reason, std::string text_id, std::string text_en) {
  return Refuse(absl::StatusCode::kUnauthenticated, {.reason = std::move(reason),
                                                     .text_id = std::move(text_id),
                                                     .text_en = std::move(text_en),
                                                     .metadata = {{"api_key", key.id}}});
}

absl::Status Unknown(const rpc::ApiKey& key) {
  return Refused(key, "KEY_UNKNOWN", "Kunci tidak dikenal. Periksa apakah tersalin utuh, atau minta kunci baru.",
                 "The key is not known. Check that it was copied whole, or ask for a new one.");
}

absl::Status HolderGone(const rpc::ApiKey& key) {
  return Refused(key, "KEY_HOLDER_GONE", "Petugas pemegang kunci ini sudah tidak bertugas.",
                 "The officer who holds this key has no assignment any more.");
}

absl::StatusOr<rpc::KeyHolder> Judge(const rpc::ApiKey& key, CityNumber city, UnixMicros now,
                                     const store::Reader& tables) {
  const auto row = Get<pb::ApiKeyRow>(tables, ApiKeyKey(city, key.id));
  if (!row || !ConstantTimeEqual(row->key().sha256(), key.sha256)) return Unknown(key);
  if (row->has_revoked_at()) {
    return Refused(key, "KEY_REVOKED", "Kunci sudah dicabut. Minta kunci baru kepada operator Padu.",
                   "The key was revoked. Ask an operator of Padu for a new one.");
  }
  rpc::KeyHolder holder;
  if (row->key().has_expires_at()) {
    holder.expires_at = row->key().expires_at();
    if (now >= *holder.expires_at) {
      const auto text = *RefusalOf(rpc::KeyExpired());
      return Refused(key, text.reason, text.text_id, text.text_en);
    }
  }
  ASSIGN_OR_RETURN(holder.caller, rpc::ParseCaller(row->key().holder()));
  // Services serve every city that they own.
  if (holder.caller.kind != rpc::Caller::Kind::kService) holder.caller.city = key.city;
  if (holder.caller.kind == rpc::Caller::Kind::kOfficer) {
    const auto officer = Get<pb::OfficerRow>(tables, OfficerKey(city, holder.caller.id));
    if (!officer || officer->released()) return HolderGone(key);
  }
  return holder;
}

}  // namespace

absl::StatusOr<rpc::KeyHolder> ApiKeys::Find(const rpc::ApiKey& key) const {
  if (first_ && first_->id == key.id) {
    if (!ConstantTimeEqual(first_->sha256, key.sha256)) return Unknown(key);
    return rpc::KeyHolder{.caller = {.kind = rpc::Caller::Kind::kOperator, .id = "root", .city = ""},
                          .expires_at = std::nullopt};
  }
  const auto city = ParseCityCode(key.city);
  if (!city) return Unknown(key);
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions_.ForCity(key.city));
  absl::StatusOr<rpc::KeyHolder> holder = Unknown(key);
  RETURN_IF_ERROR(partition->Read(std::nullopt, absl::Now() + kReadTimeout,
                                  [&](const store::Reader& tables, const journal::Freshness&) {
                                    holder = Judge(key, *city, clock_.WallNow(), tables);
                                    return absl::OkStatus();
                                  }));
  return holder;
}

void ApiKeys::Check(const rpc::ApiKey& key, rpc::Identified done) const {
  absl::StatusOr<rpc::KeyHolder> holder = Find(key);
  if (!holder.ok()) return done(holder.status());
  done(std::move(holder->caller));
}

}  // namespace padu::registry
