// Refusals that several parts of the api make.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace padu::ledger {

// INVALID_ARGUMENT NAME_INVALID: the field does not hold a name of the expected form.
absl::Status InvalidName(std::string field, std::string form);
// INVALID_ARGUMENT DAY_INVALID.
absl::Status InvalidDay(std::string field);
// NOT_FOUND SUBMISSION_NOT_FOUND.
absl::Status SubmissionNotFound();
// NOT_FOUND HOUSEHOLD_NOT_FOUND.
absl::Status HouseholdNotFound();

}  // namespace padu::ledger
