#include "services/intervention-ledger/domain/summary.h"

#include <algorithm>

namespace padu::ledger {
namespace {

// The place of a text in `names`, put there if it is new.
std::uint32_t Intern(std::string_view name, pb::HouseholdYear& year) {
  const auto& names = year.names();
  const auto at = std::find(names.begin(), names.end(), name);
  if (at != names.end()) return static_cast<std::uint32_t>(at - names.begin());
  year.add_names()->assign(name);
  return static_cast<std::uint32_t>(year.names_size() - 1);
}

template <typename T>
void Remove(google::protobuf::RepeatedPtrField<T>& items, const T* item) {
  for (int i = 0; i < items.size(); ++i) {
    if (&items[i] == item) return items.DeleteSubrange(i, 1);
  }
}

int Sign(const pb::Entry& entry) { return entry.has_reverses_sequence() ? -1 : 1; }

void AddToLine(const pb::EntryRow& row, pb::HouseholdYear& year) {
  pb::YearLine* line = FindLine(row, year);
  if (line == nullptr) {
    const std::uint32_t programme = Intern(row.entry().programme(), year);
    const std::uint32_t stakeholder = Intern(row.stakeholder(), year);
    const std::uint32_t unit = Intern(row.entry().unit(), year);
    line = year.add_lines();
    line->set_programme(programme);
    line->set_stakeholder(stakeholder);
    line->set_unit(unit);
    line->set_kind(KindOf(row.entry()));
    line->set_last_day(row.entry().day());
  }
  line->set_count(line->count() + Sign(row.entry()));
  line->set_sum(line->sum() + AmountOf(row.entry()));
  line->set_last_day(std::max(line->last_day(), row.entry().day()));
  if (line->count() == 0) Remove(*year.mutable_lines(), line);
}

pb::MonthCell& CellOf(const pb::Entry& entry, pb::HouseholdYear& year) {
  const std::uint32_t programme = Intern(entry.programme(), year);
  const std::uint32_t kelurahan = Intern(entry.kelurahan(), year);
  const auto month = static_cast<std::uint32_t>(MonthOf(entry.day()).month);
  for (pb::MonthCell& cell : *year.mutable_cells()) {
    if (cell.month() == month && cell.programme() == programme && cell.kelurahan() == kelurahan) return cell;
  }
  pb::MonthCell& cell = *year.add_cells();
  cell.set_programme(programme);
  cell.set_kelurahan(kelurahan);
  cell.set_month(month);
  return cell;
}

// 1 if the person is new to the cell, -1 if no longer there.
int AddPerson(std::uint32_t person, int sign, pb::MonthCell& cell) {
  const auto& persons = cell.persons();
  const auto at = std::find(persons.begin(), persons.end(), person);
  if (at == persons.end()) {
    cell.add_persons(person);
    cell.add_person_counts(1);
    return 1;
  }
  const int i = static_cast<int>(at - persons.begin());
  const std::uint32_t count = cell.person_counts(i) + static_cast<std::uint32_t>(sign);
  cell.set_person_counts(i, count);
  if (count > 0) return 0;
  const int last = cell.persons_size() - 1;
  cell.mutable_persons()->SwapElements(i, last);
  cell.mutable_person_counts()->SwapElements(i, last);
  cell.mutable_persons()->RemoveLast();
  cell.mutable_person_counts()->RemoveLast();
  return -1;
}

}  // namespace

pb::BenefitKind KindOf(const pb::Entry& entry) {
  if (entry.rupiah() != 0) return pb::BENEFIT_KIND_MONEY;
  return entry.times() != 0 ? pb::BENEFIT_KIND_SERVICE : pb::BENEFIT_KIND_GOODS;
}

std::int64_t AmountOf(const pb::Entry& entry) { return entry.rupiah() + entry.quantity() + entry.times(); }

bool SameLine(const pb::EntryRow& a, const pb::EntryRow& b) {
  return a.entry().programme() == b.entry().programme() && a.stakeholder() == b.stakeholder() &&
         KindOf(a.entry()) == KindOf(b.entry()) && a.entry().unit() == b.entry().unit();
}

pb::YearLine* FindLine(const pb::EntryRow& row, pb::HouseholdYear& year) {
  const pb::BenefitKind kind = KindOf(row.entry());
  for (pb::YearLine& line : *year.mutable_lines()) {
    const auto name = [&year](std::uint32_t i) -> const std::string& { return year.names(static_cast<int>(i)); };
    const bool same = line.kind() == kind && name(line.programme()) == row.entry().programme() &&
                      name(line.stakeholder()) == row.stakeholder() && name(line.unit()) == row.entry().unit();
    if (same) return &line;
  }
  return nullptr;
}

bool HasPerson(const pb::HouseholdYear& year, const pb::Entry& entry) {
  const auto month = static_cast<std::uint32_t>(MonthOf(entry.day()).month);
  const auto name = [&year](std::uint32_t i) -> const std::string& { return year.names(static_cast<int>(i)); };
  for (const pb::MonthCell& cell : year.cells()) {
    if (cell.month() != month || name(cell.programme()) != entry.programme()) continue;
    if (name(cell.kelurahan()) != entry.kelurahan()) continue;
    for (const std::uint32_t person : cell.persons()) {
      if (name(person) == entry.person()) return true;
    }
  }
  return false;
}

Distinct AddToYear(const pb::EntryRow& row, pb::HouseholdYear& year) {
  AddToLine(row, year);
  const pb::Entry& entry = row.entry();
  const int sign = Sign(entry);
  Distinct distinct;
  pb::MonthCell& cell = CellOf(entry, year);
  if (cell.count() == 0) distinct.households = 1;
  cell.set_count(cell.count() + sign);
  if (!entry.person().empty()) {
    const std::uint32_t person = Intern(entry.person(), year);
    distinct.persons = AddPerson(person, sign, cell);
  }
  if (cell.count() == 0) {
    distinct.households = -1;
    Remove(*year.mutable_cells(), &cell);
  }
  return distinct;
}

}  // namespace padu::ledger
