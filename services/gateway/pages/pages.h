// What is served besides the API: the status page with its parts, and the descriptions of the API.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/gateway/door.h"
#include "services/gateway/pages/latest.h"
#include "services/gateway/pages/services_status.h"

namespace padu::gateway {

// `services` and `latest` (null: none) outlive the door. An error: the descriptions cannot be made.
absl::Status AddPages(Door* door, const std::vector<std::string>& public_services, const std::string& version,
                      const ServicesStatus& services, Latest* latest);

}  // namespace padu::gateway
