// What a row of an upstream sets off, once the view has folded it. Pure but for what it emits.
#pragma once

#include "common/journal/machine.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

void DecideRegistryRow(const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                       journal::Emitter& out);
void DecideLedgerRow(const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out);
void DecideMatchingRow(const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                       journal::Emitter& out);

}  // namespace padu::notification
