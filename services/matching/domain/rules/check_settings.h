// Checks of the other things that a city sets: as check.h says. What needs tables (does the programme exist, is the
// matrix's kind known) is the decision's.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "padu/matching/v1/settings.pb.h"
#include "padu/registry/v1/codes.pb.h"

namespace padu::matching {

// `unit`: the programme's assistance unit.
absl::Status CheckProgrammeRule(const padu::matching::v1::ProgrammeRule& rule, padu::registry::v1::AssistanceUnit unit,
                                std::uint32_t city);
absl::Status CheckNeed(const padu::matching::v1::Need& need, std::uint32_t city);
absl::Status CheckRanking(const padu::matching::v1::Ranking& ranking);
absl::Status CheckCompatibility(const padu::matching::v1::Compatibility& compatibility);
absl::Status CheckFeedExpectation(const padu::matching::v1::FeedExpectation& expectation);

}  // namespace padu::matching
