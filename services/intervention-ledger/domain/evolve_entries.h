// The part of the fold that an entry sets off: the household's ledger and sums, and coverage.
#pragma once

#include "common/journal/machine.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

void PutEntry(const pb::SubmissionHead& head, const pb::Entry& entry, std::uint8_t index, Sequence submission,
              const journal::Place& place, store::Txn& own);

}  // namespace padu::ledger
