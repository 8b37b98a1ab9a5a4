// A service's stream, relayed to one client as server-sent events.
#pragma once

#include <memory>

#include "services/gateway/http/exchange.h"
#include "services/gateway/transcode/routes.h"
#include "services/gateway/transcode/upstream.h"

namespace padu::gateway {

// Each message becomes an event whose id is the message's position. The service is asked for the next message once the
// client's connection has taken the one before, so a slow client holds one message. The first message decides between
// 200 and a problem; an error after it is an event "problem", and the stream ends.
void RelayStream(const Route& route, Upstream& upstream, Upstream::CallSpec spec, std::shared_ptr<Exchange> exchange);

}  // namespace padu::gateway
