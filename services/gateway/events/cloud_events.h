// CloudEvents 1.0 over HTTP, as records of a letter box: binary, structured and batched.
//
// What a record holds is what the caller sent: `data` and structured events byte by byte. The attributes that every
// event must have are checked here, since nobody could be told of a record without an id; all else is the ledger's to
// judge.
#pragma once

#include <string>
#include <vector>

#include "common/stream/stream.h"
#include "services/gateway/http/message.h"
#include "services/gateway/http/problem.h"

namespace padu::gateway {

struct Event {
  std::string id;
  stream::OutRecord record;
};

// The events of a request; or `problem` (its status is not 0), with a violation for each fault of each event.
struct EventsRead {
  std::vector<Event> events;
  Problem problem{.status = 0};
};

// 400: a fault in an event; 413: too many or too large; 415: a type of body that is none of the three.
EventsRead ReadEvents(const Request& request);

}  // namespace padu::gateway
