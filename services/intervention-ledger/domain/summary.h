// Sums of a household's year, and what they add to a cell of coverage. Pure arithmetic over messages.
#pragma once

#include <string_view>

#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

pb::BenefitKind KindOf(const pb::Entry& entry);
// Rupiah, units or times, by the entry's kind; negative in a reversal.
std::int64_t AmountOf(const pb::Entry& entry);

// What an entry changed in its cell of coverage beside sums: -1, 0 or 1 each.
struct Distinct {
  int households = 0;
  int persons = 0;
};

// Adds an entry to the sums of the year in which it was given; a reversal takes off. Lines and cells in which nothing
// stands any more go. After a reversal the
// line's last day may be too late; the caller sets it.
Distinct AddToYear(const pb::EntryRow& row, pb::HouseholdYear& year);

// The line to which an entry belongs, if anything stands in it.
pb::YearLine* FindLine(const pb::EntryRow& row, pb::HouseholdYear& year);

// Whether the year has aid that stands of the entry's person, programme, kelurahan and month.
bool HasPerson(const pb::HouseholdYear& year, const pb::Entry& entry);

// Whether both are aid of one line.
bool SameLine(const pb::EntryRow& a, const pb::EntryRow& b);

}  // namespace padu::ledger
