// Folds of matching's facts into its tables: total, without rules. Reads and writes own tables only.
#pragma once

#include "common/journal/machine.h"
#include "common/store/overlay.h"
#include "padu/matching/v1/facts.pb.h"

namespace padu::matching {

// Grows whenever a fold changes.
inline constexpr std::uint32_t kFoldVersion = 1;

void EvolveFact(const v1::Fact& fact, const journal::Place& place, store::Txn& own);

}  // namespace padu::matching
