// One GET of an admin page, over plain HTTP/1.1.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace padu::ops {

// The body of http://<host:port><path>. UNAVAILABLE if nobody answers in time or the answer is not 200. Blocks.
absl::StatusOr<std::string> HttpGet(const std::string& host_port, const std::string& path, absl::Duration timeout);

}  // namespace padu::ops
