// Scripts that let a shell complete paductl's commands and flags.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace padu::ctl {

// For "bash", "zsh" or "fish"; INVALID_ARGUMENT for others. `words`: what CommandLine::Words gives.
absl::StatusOr<std::string> CompletionScript(const std::string& shell, const std::vector<std::string>& words);

}  // namespace padu::ctl
