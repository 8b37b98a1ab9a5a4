// The status page: HTML made here, without scripts or styles from elsewhere. Indonesian first, then English.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/gateway/pages/latest.h"
#include "services/gateway/pages/services_status.h"

namespace padu::gateway {

// The whole page.
std::string StatusPage(const std::vector<ServiceStatus>& services, const std::vector<LatestEntry>& latest);
// The part that shows the services: the page's script asks for it again and again.
std::string ServicesPart(const std::vector<ServiceStatus>& services);

// `text` as it may stand in HTML, also within quotes.
std::string Escaped(std::string_view text);

}  // namespace padu::gateway
