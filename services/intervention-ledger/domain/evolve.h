// The fold of the ledger's facts into its own tables. Total: no rules, cannot fail, reads own tables only.
#pragma once

#include "common/journal/machine.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// Grows whenever this fold or that of the view (view.h) changes: tables of another version are folded anew.
inline constexpr std::uint32_t kFoldVersion = 4;

void EvolveFact(const pb::Fact& fact, const journal::Place& place, store::Txn& own);

}  // namespace padu::ledger
