// Folds one fact into notification's own tables. Total: no rules, cannot fail.
#pragma once

#include "common/journal/machine.h"
#include "padu/notification/v1/facts.pb.h"

namespace padu::notification {

void EvolveFact(const v1::Fact& fact, const journal::Place& place, store::Txn& own);

// Its parts, by what they touch; false: the fact is none of theirs.
bool EvolveAlert(const v1::Fact& fact, const journal::Place& place, store::Txn& own);
bool EvolveSetting(const v1::Fact& fact, const journal::Place& place, store::Txn& own);

}  // namespace padu::notification
