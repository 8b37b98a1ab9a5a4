// What must hold of the ledger, worked out from accepted rows alone, of the ledger and of the registry: one verdict for
// each submission, an event id taken once, aid in the household of its day, and tables that equal what stands. Reads
// tables by their keys, and uses none of the services' decisions and folds.
#pragma once

#include <vector>

#include "common/journal/machine.h"
#include "tests/simulation/services.h"

namespace padu::simulation {

// `view_short`: decisions may rest on less of the registry than their rows say; what depends on it is left out.
void CheckLedger(const std::vector<common::v1::Row>& registry, const Remains& ledger, bool view_short);

void CheckLedgerAnswer(const journal::Command& command, const common::v1::Row& row);

}  // namespace padu::simulation
