// Matching's view of the registry: each household with everybody who lives in it, where each person lives, programmes,
// and how far the registry's time has come. Touches view tables only.
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/journal/machine.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// Folds one row of the registry's journal. FAILED_PRECONDITION, with nothing folded, if it holds a fact that this
// binary does not know or that does not parse.
absl::Status FoldRegistryRow(const journal::Row& row, store::Txn& view);

// What a row may change of one city: households, and whether it is all of them.
struct Touched {
  std::set<std::string> households;
  std::set<std::string> registered;  // of these, for the first time
  bool programmes = false;
};
// `tables` has the row folded.
std::map<CityNumber, Touched> TouchedBy(const journal::Row& row, const store::Reader& tables);

// Whether the row says how far its journal's time has come, and how far.
std::optional<UnixMicros> TimeOf(const journal::Row& row);

}  // namespace padu::matching
