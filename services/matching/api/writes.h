// Saving what a city sets: a request becomes a command of the domain, and its confirmed row an answer. Blocks; any
// thread.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/matching/v1/setting_requests.pb.h"

namespace padu::matching {

// What saving stands on. All outlive it.
struct Doors {
  journal::Partitions& partitions;
  const Secrets& secrets;
};

absl::StatusOr<v1::ProgrammeRuleSetting> Save(const Doors& doors, const rpc::Call& call,
                                              const v1::SaveProgrammeRuleRequest& request);
absl::StatusOr<v1::NeedSetting> Save(const Doors& doors, const rpc::Call& call, const v1::SaveNeedRequest& request);
absl::StatusOr<v1::RankingSetting> Save(const Doors& doors, const rpc::Call& call,
                                        const v1::SaveRankingRequest& request);
absl::StatusOr<v1::CompatibilitySetting> Save(const Doors& doors, const rpc::Call& call,
                                              const v1::SaveCompatibilityRequest& request);
absl::StatusOr<v1::Feed> Save(const Doors& doors, const rpc::Call& call, const v1::SaveFeedExpectationRequest& request);

}  // namespace padu::matching
