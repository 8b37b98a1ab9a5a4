// Refusals that several parts of the api make.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace padu::matching {

// INVALID_ARGUMENT, about a field of the request.
absl::Status InvalidName(std::string_view field, std::string_view form);
absl::Status InvalidDay(std::string_view field);
absl::Status MissingField(std::string_view field);
absl::Status InvalidPageToken();
absl::Status InvalidStatus();
// The programme is for persons, or for families and persons: a household does not say who is meant.
absl::Status BeneficiaryTooLarge();
absl::Status InvalidNik();
// NOT_FOUND.
absl::Status HouseholdNotFound();
absl::Status ProgrammeNotFound();
absl::Status SettingNotFound();
// PERMISSION_DENIED.
absl::Status ProgrammeNotYours();

}  // namespace padu::matching
