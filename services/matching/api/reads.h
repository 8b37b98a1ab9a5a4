// Matching's reads over a snapshot of its tables: who asks, tables and a request in, an answer or a refusal out
// (without its ReadPosition, which the service adds). Any thread.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/secrets.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "padu/matching/v1/matching_service.pb.h"

namespace padu::matching {

// Entries passed over at most to fill one page.
inline constexpr int kScannedMax = 10'000;
// Nodes that one answer explains at most; beyond them units come without their explanation.
inline constexpr int kExplainedMax = 5'000;

// Who asks, and by when.
struct Asking {
  const rpc::Caller& caller;
  UnixMicros journal_time = 0;
  absl::Time deadline;
};

absl::StatusOr<v1::GetProgrammeRuleResponse> Read(const store::Reader& tables, const v1::GetProgrammeRuleRequest& get,
                                                  const Asking& asking);
absl::StatusOr<v1::ListProgrammeRulesResponse> Read(const store::Reader& tables,
                                                    const v1::ListProgrammeRulesRequest& list, const Asking& asking);
absl::StatusOr<v1::GetNeedResponse> Read(const store::Reader& tables, const v1::GetNeedRequest& get,
                                         const Asking& asking);
absl::StatusOr<v1::ListNeedsResponse> Read(const store::Reader& tables, const v1::ListNeedsRequest& list,
                                           const Asking& asking);
absl::StatusOr<v1::GetRankingResponse> Read(const store::Reader& tables, const v1::GetRankingRequest& get,
                                            const Asking& asking);
absl::StatusOr<v1::GetCompatibilityResponse> Read(const store::Reader& tables, const v1::GetCompatibilityRequest& get,
                                                  const Asking& asking);
absl::StatusOr<v1::ListFeedsResponse> Read(const store::Reader& tables, const v1::ListFeedsRequest& list,
                                           const Asking& asking);
absl::StatusOr<v1::ListUnservedResponse> Read(const store::Reader& tables, const v1::ListUnservedRequest& list,
                                              const Asking& asking);
absl::StatusOr<v1::ListOverlapsResponse> Read(const store::Reader& tables, const v1::ListOverlapsRequest& list,
                                              const Asking& asking);
absl::StatusOr<v1::ExplainHouseholdResponse> Read(const store::Reader& tables,
                                                  const v1::ExplainHouseholdRequest& explain, const Asking& asking);
absl::StatusOr<v1::SimulateRuleResponse> Read(const store::Reader& tables, const v1::SimulateRuleRequest& simulate,
                                              const Asking& asking);
// `secrets` make the token of a NIK.
absl::StatusOr<v1::CheckBeforeGivingResponse> Check(const store::Reader& tables,
                                                    const v1::CheckBeforeGivingRequest& check, const Asking& asking,
                                                    const CitySecrets& secrets);

}  // namespace padu::matching
