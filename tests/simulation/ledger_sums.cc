#include "tests/simulation/ledger_sums.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/base/days.h"
#include "common/base/key.h"
#include "services/intervention-ledger/domain/roll_up.h"
#include "services/intervention-ledger/domain/tables.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/parts.h"

namespace padu::simulation {
namespace {

namespace led = ::padu::ledger::v1;

constexpr std::uint8_t kEntries = 0x18;
constexpr std::uint8_t kYears = 0x19;
constexpr std::uint8_t kCoverage = 0x1B;

// (household, year, programme, stakeholder, kind, unit) -> (count, sum, last day)
using Line = std::tuple<std::string, int, std::string, std::string, int, std::string>;
using Lines = std::map<Line, std::tuple<std::int64_t, std::int64_t, Day>>;

int KindOf(const led::Entry& entry) {
  return entry.rupiah() != 0     ? led::BENEFIT_KIND_MONEY
         : entry.quantity() != 0 ? led::BENEFIT_KIND_GOODS
                                 : led::BENEFIT_KIND_SERVICE;
}

Lines LinesOf(const Standing& standing) {
  Lines lines;
  for (const auto& [id, posted] : standing) {
    const led::Entry& entry = posted.entry;
    auto& [count, sum, last] = lines[{entry.household(), MonthOf(entry.day()).year, entry.programme(),
                                      posted.stakeholder, KindOf(entry), entry.unit()}];
    last = count == 0 ? entry.day() : std::max(last, entry.day());
    count += 1;
    sum += entry.rupiah() + entry.quantity() + entry.times();
  }
  return lines;
}

Lines StoredLines(const store::Reader& tables) {
  Lines lines;
  for (auto at = tables.Scan(Tag(kYears), Tag(kYears + 1)); at->Valid(); at->Next()) {
    KeyReader key(at->key());
    key.U8();
    const std::string household = key.Text();
    const int number = static_cast<int>(key.U32());
    const auto year = ledger::ParseValue<led::HouseholdYear>(at->value());
    const auto name = [&year](std::uint32_t i) { return year.names(static_cast<int>(i)); };
    for (const led::YearLine& line : year.lines()) {
      const bool fresh = lines
                             .try_emplace({household, number, name(line.programme()), name(line.stakeholder()),
                                           line.kind(), name(line.unit())},
                                          line.count(), line.sum(), line.last_day())
                             .second;
      PADU_MUST(fresh, "a line stands twice in the summary of " + household);
    }
  }
  return lines;
}

struct Cell {
  std::set<std::string> households, persons;
  std::int64_t rupiah = 0, quantity = 0, times = 0, count = 0;
};

void CheckCoverage(const Standing& standing, const store::Reader& tables) {
  std::map<std::tuple<std::string, std::string, std::string>, Cell> cells;  // kelurahan, programme, month
  for (const auto& [id, posted] : standing) {
    const led::Entry& entry = posted.entry;
    Cell& cell = cells[{entry.kelurahan(), entry.programme(), FormatMonth(MonthOf(entry.day()))}];
    cell.households.insert(entry.household());
    if (!entry.person().empty()) cell.persons.insert(entry.person());
    cell.rupiah += entry.rupiah();
    cell.quantity += entry.quantity();
    cell.times += entry.times();
    cell.count += 1;
  }
  std::size_t stored = 0;
  for (auto at = tables.Scan(Tag(kCoverage), Tag(kCoverage + 1)); at->Valid(); at->Next(), ++stored) {
    const ledger::CoverageKeyParts key = ledger::ReadCoverageKey(at->key());
    const auto cell = ledger::ParseValue<led::CoverageState>(at->value());
    const std::string what = "coverage of " + key.kelurahan + " " + key.programme + " " + FormatMonth(key.month);
    const auto expected = cells.find({key.kelurahan, key.programme, FormatMonth(key.month)});
    PADU_MUST(expected != cells.end(), what + " is of nothing");
    const Cell& sums = expected->second;
    PADU_MUST(cell.count() == sums.count && cell.rupiah() == sums.rupiah && cell.quantity() == sums.quantity &&
                  cell.times() == sums.times,
              what + " has other sums than what stands");
    PADU_MUST(cell.households() == static_cast<std::int64_t>(sums.households.size()), what + ": households");
    PADU_MUST(cell.persons() == static_cast<std::int64_t>(sums.persons.size()), what + ": persons");
  }
  PADU_MUST(stored == cells.size(), "cells of coverage are missing");
}

// The households where aid of this person is looked for.
bool HistoryHas(const std::string& id, const std::string& household, const store::Reader& tables) {
  const auto person = ledger::Get<led::PersonView>(tables, ledger::PersonViewKey(id));
  if (!person.has_value()) return false;
  const std::vector<std::string> households = ledger::HouseholdsOf(tables, *person);
  return std::find(households.begin(), households.end(), household) != households.end();
}

// Every entry is there once, and found through the persons whom it names.
void CheckEntries(const std::vector<Posted>& all, const store::Reader& tables) {
  std::multiset<std::string> expected;
  for (const Posted& posted : all) {
    const led::Entry& entry = posted.entry;
    expected.insert(entry.SerializeAsString());
    PADU_MUST(entry.person().empty() || HistoryHas(entry.person(), entry.household(), tables),
              "the history of " + entry.person() + " lacks " + entry.household());
  }
  std::multiset<std::string> stored;
  for (auto at = tables.Scan(Tag(kEntries), Tag(kEntries + 1)); at->Valid(); at->Next()) {
    const auto row = ledger::ParseValue<led::EntryRow>(at->value());
    PADU_MUST(ledger::ReadEntryKey(at->key()).household == row.entry().household(), "an entry of another household");
    stored.insert(row.entry().SerializeAsString());
  }
  PADU_MUST(stored == expected, "the entries kept are not those posted");
}

}  // namespace

void CheckSums(const Standing& standing, const std::vector<Posted>& all, const store::Reader& tables) {
  const Lines expected = LinesOf(standing);
  const Lines stored = StoredLines(tables);
  for (const auto& [line, sums] : expected) {
    const auto found = stored.find(line);
    PADU_MUST(found != stored.end() && found->second == sums,
              "the summary of " + std::get<0>(line) + " in " + std::get<2>(line) + " is not what stands");
  }
  PADU_MUST(stored.size() == expected.size(), "a summary has lines of which nothing stands");
  CheckCoverage(standing, tables);
  CheckEntries(all, tables);
}

}  // namespace padu::simulation
