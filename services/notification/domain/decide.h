// Decides what people and dispatchers ask of notification. Pure.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "padu/notification/v1/commands.pb.h"
#include "services/notification/domain/context.h"

namespace padu::notification {

// Refusals: those of reasons.h.
absl::StatusOr<journal::Decision> DecideCommand(const Context& context, const pb::Command& command,
                                                std::string_view caller);

}  // namespace padu::notification
