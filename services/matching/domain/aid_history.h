// The aid that stands of a household and of those merged into it, the latest first: read from the tables as far back as
// somebody looks. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/matching/domain/tables.h"

namespace padu::matching {

struct Aid {
  AidId id;
  Day day = 0;
  pb::AidView view;
};

// The last day that it covers: of its period if that is later than the day itself.
Day CoversUntil(const Aid& aid);
pb::AidRef RefOf(const Aid& aid);

class AidHistory {
 public:
  // `tables` outlives it.
  AidHistory(const store::Reader& tables, const pb::HouseholdView& household);

  // The i-th from the last day back (of one day, from the ledger's last row back); nullptr: there are no more. Stays
  // where it is in memory.
  const Aid* At(std::size_t i);

 private:
  const store::Reader* tables_;          // a pointer, so that histories can be assigned
  std::vector<std::string> households_;  // whose aid is still to be opened
  std::vector<std::unique_ptr<store::Cursor>> cursors_;
  std::vector<std::unique_ptr<Aid>> aid_;
};

}  // namespace padu::matching
