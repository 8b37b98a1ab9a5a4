// Whose a key of the APIs is, by the registry's own tables. The digest alone is kept: of a secret with 256 bits of
// chance nobody finds the text.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/journal/mailbox.h"
#include "common/rpc/authenticator.h"
#include "common/rpc/cached_keys.h"

namespace padu::registry {

// Any thread.
class ApiKeys final : public rpc::Keys {
 public:
  // `first`: a key of operators/root of every city that no table knows: by it the first keys are made. All outlive
  // this.
  ApiKeys(journal::Partitions& partitions, const Clock& clock, std::optional<rpc::ApiKey> first = std::nullopt)
      : partitions_(partitions), clock_(clock), first_(std::move(first)) {}

  // UNAUTHENTICATED with the reason KEY_UNKNOWN (also for a wrong secret), KEY_REVOKED, KEY_EXPIRED or KEY_HOLDER_GONE,
  // and the metadata "api_key"; else what reading the tables comes to. Reads a snapshot of a moment ago.
  absl::StatusOr<rpc::KeyHolder> Find(const rpc::ApiKey& key) const;

  void Check(const rpc::ApiKey& key, rpc::Identified done) const override;

 private:
  journal::Partitions& partitions_;
  const Clock& clock_;
  const std::optional<rpc::ApiKey> first_;
};

}  // namespace padu::registry
