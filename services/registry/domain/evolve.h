// Folds of the registry's facts into its tables: total, without rules. Reads and writes own tables only.
#pragma once

#include "common/journal/machine.h"
#include "common/store/overlay.h"
#include "padu/registry/v1/facts.pb.h"

namespace padu::registry {

// Grows whenever a fold changes.
inline constexpr std::uint32_t kFoldVersion = 2;

void EvolveFact(const v1::Fact& fact, const journal::Place& place, store::Txn& own);

}  // namespace padu::registry
