// Decides what people ask of matching: saving what a city sets. Pure.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "common/journal/machine.h"
#include "padu/matching/v1/commands.pb.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// Emits the next version of the setting, and begins the sweep by which all households are looked at again. Refusals:
// those of rules/check.h and check_settings.h, and of reasons.h.
absl::Status DecideSave(const pb::SaveCommand& command, std::string_view caller, const store::Reader& tables,
                        journal::Emitter& out);

}  // namespace padu::matching
