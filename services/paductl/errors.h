// How a command ends: exit codes that scripts can rely on, and an error that says what to do next.
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"

namespace padu::ctl {

// Stable for ever.
enum class ExitCode {
  kOk = 0,
  kError = 1,        // something broke
  kUsage = 2,        // the command line is not understood
  kNotFound = 3,     // what was asked for is not there
  kDenied = 4,       // the caller may not
  kRejected = 5,     // the input is refused: sending it again does not help
  kUnavailable = 6,  // a service or the broker cannot be reached: try again
};

ExitCode ExitCodeOf(const absl::Status& status);

// The command line makes no sense: exit code 2.
absl::Status UsageError(std::string what);

// `status` of a call to `target`: that nobody answers there is said in our words.
absl::Status OfCall(absl::Status status, const std::string& target);

// `status` with the command that helps, e.g. "paductl events tail baznas". A hint that is there already stays.
absl::Status WithHint(absl::Status status, std::string command);

// Prints what is wrong in Indonesian and English, and the next command. `json`: as one JSON object.
void PrintError(const absl::Status& status, bool json, std::ostream& out);

}  // namespace padu::ctl
