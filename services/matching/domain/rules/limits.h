// Bounds of what a city may set (rule 16), each with its unit; a test stands at each.
#pragma once

#include <cstddef>
#include <cstdint>

namespace padu::matching {

// Nodes of a rule, and how deep they may lie in each other.
inline constexpr int kRuleNodesMax = 64;
inline constexpr int kRuleLevelsMax = 8;
// Codes of one node.
inline constexpr int kRuleCodesMax = 64;
// Evaluations of a node that the search for always true or false may take, for each subtree.
inline constexpr std::int64_t kCheckStepsMax = 1'000'000;

// Years of age, both included; who is older counts as that old.
inline constexpr int kAgeMax = 130;
inline constexpr int kDesilMax = 10;
inline constexpr int kCriteria = 8;
// Persons who live in a household.
inline constexpr int kMembersMax = 60;

inline constexpr std::size_t kIdBytesMax = 63;
inline constexpr std::size_t kTextBytesMax = 200;
inline constexpr int kAidKindsMax = 20;
inline constexpr int kPeriodDaysMax = 366;
inline constexpr std::int64_t kWeightMax = 1'000'000;
inline constexpr int kCompatibilityLinesMax = 100;
// Hundredths of a unit per day and person: a hundred meals a day is a slip.
inline constexpr int kPerDayE2Max = 10'000;
// Seconds: a feed that may be silent for longer than a year is not watched.
inline constexpr std::int64_t kSilentAfterMax = 366LL * 24 * 3600;
inline constexpr std::int64_t kSettleMax = 7LL * 24 * 3600;

}  // namespace padu::matching
