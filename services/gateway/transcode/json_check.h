// Whether a text is one JSON value as RFC 8259 has it: protobuf's own parser is lenient (unquoted names, single
// quotes).
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace padu::gateway {

// INVALID_ARGUMENT, reason JSON_INVALID with the place, or JSON_TOO_DEEP (kBodyDepthMax).
absl::Status CheckJson(std::string_view text);

}  // namespace padu::gateway
