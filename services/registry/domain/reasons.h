// Why the registry refuses: stable names, codes, and texts for users in Indonesian and English.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace padu::registry {

enum class Reason {
  // The request itself.
  kFieldMissing,
  kFieldInvalid,
  kFieldTooLong,
  kTextHoldsNik,
  kNameInvalid,
  kDayInvalid,
  kDayInFuture,
  kNikFormatInvalid,
  kNikDateInvalid,
  kKkNumberInvalid,
  // Who asks.
  kCallerNotPermitted,
  kRegionNotYours,
  kFourEyes,
  kPurposeNotPermitted,
  // What it is about.
  kRegionUnknown,
  kStakeholderUnknown,
  kRegionNotFound,
  kStakeholderNotFound,
  kProgrammeNotFound,
  kOfficerNotFound,
  kHouseholdNotFound,
  kFamilyNotFound,
  kPersonNotFound,
  kRegionAlreadyExists,
  kStakeholderAlreadyExists,
  kProgrammeAlreadyExists,
  kOfficerAlreadyExists,
  kHouseholdAlreadyExists,
  kEtagMismatch,
  // What state it is in.
  kProgrammeUnitFixed,
  kOfficerReleased,
  kHouseholdMerged,
  kHouseholdsSame,
  kHouseholdWithoutPersons,
  kHouseholdTooLarge,
  kHistoryTooLong,
  kFamilyNotOfHousehold,
  kPersonDeceased,
  kPersonMerged,
  kPersonsSame,
  kPersonsDifferInDeath,
  kPersonErased,
  kPersonAlreadyThere,
  kPersonWithoutHousehold,
  kDayBeforeMembership,
  kDayBeforeStay,
  kNikNotHeld,
  kNothingToChange,
  kIllegalTransition,
  kEvidenceMissing,
  kNothingSealed,
  // Keys of the APIs.
  kHolderInvalid,
  kExpireTimePassed,
  kApiKeyNotFound,
  kApiKeyRevoked,
};

struct ReasonText {
  std::string_view name;  // "HOUSEHOLD_NOT_FOUND"
  absl::StatusCode code;
  std::string_view id;  // Indonesian: what is wrong and what to do
  std::string_view en;
};

inline constexpr int kReasons = static_cast<int>(Reason::kApiKeyRevoked) + 1;

const ReasonText& TextOf(Reason reason);

// The refusal as a status. `metadata` holds no personal data; "field" names the field concerned.
absl::Status Refused(Reason reason, std::map<std::string, std::string> metadata = {});
// The same about a field of the request.
absl::Status RefusedField(Reason reason, std::string_view field);

}  // namespace padu::registry
