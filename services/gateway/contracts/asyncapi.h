// AsyncAPI 3 of Padu's topics: the letter boxes, which stakeholders write, and what Padu keeps for itself.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace padu::gateway {

// JSON. `topics` is deploy/topics.yaml; the data of events is described from CommentedPool. INVALID_ARGUMENT: `topics`
// is not what that file is.
absl::StatusOr<std::string> AsyncApi(std::string_view topics, const std::string& version);

// deploy/topics.yaml, as the build put it into the program.
std::string_view EmbeddedTopics();

}  // namespace padu::gateway
