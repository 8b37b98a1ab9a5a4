// The handler's side of a Turn. For connection.cc alone.
#pragma once

#include <memory>

#include "services/gateway/http/connection.h"

namespace padu::gateway {

std::shared_ptr<Exchange> NewExchange(Request request, std::shared_ptr<Turn> turn);

}  // namespace padu::gateway
