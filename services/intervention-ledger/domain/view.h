// The ledger's view of the registry: what it keeps of the registry's facts, and which parked submissions a fact may
// concern. Touches view tables only.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "common/journal/machine.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// Folds one row of the registry's journal. FAILED_PRECONDITION, with nothing folded, if it holds a fact that this
// binary does not know or that does not parse.
absl::Status FoldRegistryRow(const journal::Row& row, store::Txn& view);

// What parked submissions may have waited for that this row brings, without repetitions.
std::vector<pb::Wait> WaitsTouched(const journal::Row& row);

}  // namespace padu::ledger
