// What can be wrong with what a city sets: stable names and texts in Indonesian and English.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace padu::matching {

enum class Fault {
  kFieldMissing,
  kFieldInvalid,
  kFieldTooLong,
  kValueOutOfRange,
  // Of a rule.
  kNodeEmpty,
  kRuleTooLarge,
  kRuleTooDeep,
  kCountInvalid,
  kFieldUnknown,
  kTypeMismatch,
  kComparatorMismatch,
  kPersonOutsideMembers,
  kMembersNested,
  kCodeUnknown,
  kCodeRepeated,
  kRegionInvalid,
  kAlwaysTrue,
  kAlwaysFalse,
  // Of a ranking and a matrix.
  kComponentRepeated,
  kLineUnreachable,
};

inline constexpr int kFaults = static_cast<int>(Fault::kLineUnreachable) + 1;

struct FaultText {
  std::string_view name;  // "RULE_NODE_EMPTY"
  std::string_view id;
  std::string_view en;
};

const FaultText& TextOf(Fault fault);

// INVALID_ARGUMENT about the field or node at `path`. `metadata` says more ("least", "most"): no personal data.
absl::Status Faulty(Fault fault, std::string_view path, std::map<std::string, std::string> metadata = {});

}  // namespace padu::matching
