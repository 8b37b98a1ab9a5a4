// Deliveries: a message by one channel, taken by a dispatcher and reported back. Pure but for what it emits.
#pragma once

#include "absl/status/status.h"
#include "padu/notification/v1/commands.pb.h"
#include "services/notification/domain/context.h"

namespace padu::notification {

// DELIVERY_TAKEN unless it is open and had as many attempts as the dispatcher has seen: of two that take it one does.
absl::Status BeginAttempt(const Context& context, const pb::BeginAttempt& command);
// DELIVERY_TAKEN if another attempt has begun since. A dead address is told to operations, and its alerts to others.
absl::Status EndAttempt(const Context& context, const pb::EndAttempt& command);

}  // namespace padu::notification
