// OpenAPI 3.1 of what the gateway serves.
#pragma once

#include <string>

#include "services/gateway/transcode/routes.h"

namespace padu::gateway {

// JSON. `routes` were read from CommentedPool, whose comments become descriptions.
std::string OpenApi(const Routes& routes, const std::string& version);

}  // namespace padu::gateway
