// The ledger's tables against the entries that stand: households' summaries, cells of coverage, entries and histories.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/store/store.h"
#include "padu/ledger/v1/facts.pb.h"

namespace padu::simulation {

struct Posted {
  ledger::v1::Entry entry;
  std::string stakeholder;
};
// (row, index) -> an entry that no reversal took back; reversals are not there.
using Standing = std::map<std::pair<std::uint64_t, std::uint32_t>, Posted>;

// Throws Broken. `all`: every entry, reversals too.
void CheckSums(const Standing& standing, const std::vector<Posted>& all, const store::Reader& tables);

}  // namespace padu::simulation
