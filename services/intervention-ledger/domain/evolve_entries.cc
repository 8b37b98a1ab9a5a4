#include "services/intervention-ledger/domain/evolve_entries.h"

#include <set>
#include <string>
#include <utility>

#include "services/intervention-ledger/domain/summary.h"

namespace padu::ledger {
namespace {

using store::Txn;

// The last day on which aid of this line that stands was given. A reversal has the day of what it takes back and a
// later row, so walking back it is met first.
Day LastStandingDay(const pb::EntryRow& like, const Txn& own) {
  const std::string& household = like.entry().household();
  std::set<std::pair<Sequence, std::uint32_t>> taken_back;
  for (auto at = own.ScanBack(EntryPrefix(household), EntryDayKey(household, like.entry().day() + 1)); at->Valid();
       at->Next()) {
    const auto row = ParseValue<pb::EntryRow>(at->value());
    if (!SameLine(row, like)) continue;
    if (row.entry().has_reverses_sequence()) {
      taken_back.emplace(row.entry().reverses_sequence(), row.entry().reverses_index());
      continue;
    }
    const EntryKeyParts key = ReadEntryKey(at->key());
    if (!taken_back.contains({key.row, key.index})) return key.day;
  }
  PADU_FATAL("a line counts aid that stands, and there is none");
}

// Whether the person has aid that stands in the same cell of coverage through another household.
bool InCellElsewhere(const pb::Entry& entry, const Txn& own) {
  const YearMonth month = MonthOf(entry.day());
  for (const std::string& household : entry.other_households()) {
    const auto year = Get<pb::HouseholdYear>(own, YearKey(household, month.year));
    if (year && HasPerson(*year, entry)) return true;
  }
  return false;
}

void AddToCoverage(const pb::SubmissionHead& head, const pb::Entry& entry, const Distinct& distinct, Txn& own) {
  const std::string key = CoverageKey(head.city(), entry.kelurahan(), entry.programme(), MonthOf(entry.day()));
  pb::CoverageState cell = Get<pb::CoverageState>(own, key).value_or(pb::CoverageState());
  cell.set_households(cell.households() + distinct.households);
  cell.set_persons(cell.persons() + distinct.persons);
  cell.set_rupiah(cell.rupiah() + entry.rupiah());
  cell.set_quantity(cell.quantity() + entry.quantity());
  cell.set_times(cell.times() + entry.times());
  cell.set_count(cell.count() + (entry.has_reverses_sequence() ? -1 : 1));
  if (cell.count() == 0) {
    own.Delete(key);
  } else {
    own.Put(key, cell.SerializeAsString());
  }
}

}  // namespace

void PutEntry(const pb::SubmissionHead& head, const pb::Entry& entry, std::uint8_t index, Sequence submission,
              const journal::Place& place, store::Txn& own) {
  pb::EntryRow row;
  *row.mutable_entry() = entry;
  row.set_stakeholder(head.stakeholder());
  row.set_event_id(head.event_id());
  row.set_recorded_at(place.decided_at);
  row.set_city(head.city());
  row.set_submission(submission);
  own.Put(EntryKey(entry.household(), entry.day(), place.sequence, index), row.SerializeAsString());

  const std::string year_key = YearKey(entry.household(), MonthOf(entry.day()).year);
  pb::HouseholdYear year = Get<pb::HouseholdYear>(own, year_key).value_or(pb::HouseholdYear());
  Distinct distinct = AddToYear(row, year);
  if (distinct.persons != 0 && InCellElsewhere(entry, own)) distinct.persons = 0;
  if (entry.has_reverses_sequence()) {
    pb::YearLine* line = FindLine(row, year);
    if (line != nullptr && line->last_day() == entry.day()) line->set_last_day(LastStandingDay(row, own));
  }
  if (year.lines_size() == 0) {
    own.Delete(year_key);
  } else {
    own.Put(year_key, year.SerializeAsString());
  }
  AddToCoverage(head, entry, distinct, own);
}

}  // namespace padu::ledger
