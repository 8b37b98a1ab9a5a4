// What a row of an upstream sets off, once the view has folded it. Pure but for what it emits.
#pragma once

#include "common/journal/machine.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

void DecideRegistryRow(const journal::Row& row, const store::Reader& tables, journal::Emitter& out);
void DecideLedgerRow(const journal::Row& row, const store::Reader& tables, journal::Emitter& out);

}  // namespace padu::matching
