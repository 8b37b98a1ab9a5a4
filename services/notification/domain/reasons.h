// Why notification refuses what was found well formed: stable names, codes, and texts for users in Indonesian and
// English.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace padu::notification {

enum class Reason {
  kCallerNotPermitted,
  kRegionNotYours,
  kEtagMismatch,
  kCommandEmpty,
  kPolicyInvalid,
  kContactInvalid,
  kStakeholderUnknown,
  kOfficerUnknown,
  kAbsenceInvalid,
  kSilenceInvalid,
  kSilenceNotFound,
  kTooManySilences,
  kAlertNotFound,
  kAlertResolved,
  kPromiseInvalid,
  kDigestNotFound,
  kDeliveryTaken,
};

inline constexpr int kReasons = static_cast<int>(Reason::kDeliveryTaken) + 1;

struct ReasonText {
  std::string_view name;  // "ETAG_MISMATCH"
  absl::StatusCode code;
  std::string_view id;  // Indonesian: what is wrong and what to do
  std::string_view en;
};
const ReasonText& TextOf(Reason reason);

// The refusal as a status. "field" in the metadata names the field concerned.
absl::Status Refused(Reason reason, std::map<std::string, std::string> metadata = {});

}  // namespace padu::notification
