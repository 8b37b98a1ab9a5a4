// What must hold of the ledger, worked out from accepted rows alone, of the ledger and of the registry: one verdict for
// each submission, an event id taken once, aid in the household of its day, and tables that equal what stands. Reads
// tables by their keys, and uses none of the services' decisions and folds.
#pragma once

#include <vector>

#include "common/journal/machine.h"
#include "tests/simulation/services.h"

namespace padu::simulation {

void CheckLedger(const std::vector<common::v1::Row>& registry, const Remains& ledger);

void CheckLedgerAnswer(const journal::Command& command, const common::v1::Row& row);

}  // namespace padu::simulation
