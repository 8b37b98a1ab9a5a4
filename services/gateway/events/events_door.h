// POST /v1/cities/{city}/stakeholders/{stakeholder}/events: CloudEvents into that stakeholder's letter box.
//
// 202 with the place of each event, once the broker has all of them. Only the stakeholder itself may write there.
#pragma once

#include <memory>

#include "common/rpc/authenticator.h"
#include "services/gateway/events/boxes.h"
#include "services/gateway/http/exchange.h"
#include "services/gateway/http/target.h"

namespace padu::gateway {

// Any thread; outlives its exchanges.
class EventsDoor {
 public:
  EventsDoor(Boxes& boxes, const rpc::Authenticator& authenticator) : boxes_(boxes), authenticator_(authenticator) {}

  // Whether this path is the door's, whatever the method.
  static bool IsFor(const Target& target);
  // Answers. `target` IsFor it.
  void Handle(const Target& target, const std::shared_ptr<Exchange>& exchange) const;

 private:
  void Take(const std::string& city, const std::string& stakeholder, const std::shared_ptr<Exchange>& exchange) const;

  Boxes& boxes_;
  const rpc::Authenticator& authenticator_;
};

}  // namespace padu::gateway
