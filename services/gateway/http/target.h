// What a request asks for: the path of its target in decoded segments, its custom verb, and its query.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace padu::gateway {

struct Target {
  std::vector<std::string> segments;  // "/v1/cities/64.74" -> {"v1", "cities", "64.74"}; none for "/"
  std::string verb;                   // "/v1/cities/64.74:watch" -> "watch"; empty if there is none
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order; "+" is a space
};

// INVALID_ARGUMENT, reason PATH_INVALID or QUERY_INVALID: nothing that two readers could understand differently gets
// through - no empty, "." or ".." segment, no slash, backslash or control character that was encoded, no broken
// encoding, nothing but UTF-8. The absolute form ("http://host/path") is taken by its path.
absl::StatusOr<Target> ParseTarget(std::string_view target);

}  // namespace padu::gateway
