// Random submissions, seeded: the tables equal what a naive reading of all rows comes to, and a refold.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <tuple>

#include "services/intervention-ledger/domain/testing/world.h"

namespace padu::ledger {
namespace {

using testing::Aid;
using testing::Corrected;
using testing::Recorded;
using testing::Reversed;
using testing::StayOf;
using testing::World;

// Draws submissions over few ids, so that they often meet.
class Draw {
 public:
  explicit Draw(std::uint32_t seed) : engine_(seed) {}
  int Below(int n) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(n)); }
  std::string Id(const char* prefix, int n) { return prefix + std::to_string(Below(n)); }

  Aid NextAid() {
    Aid aid{.event_id = Id("e", 60), .day = FormatDay(20'440 + Below(90))};
    switch (Below(4)) {
      case 0:
        aid.household = Id("hh-", 6);
        aid.rupiah = 1'000 * (Below(4) - 0);
        aid.stakeholder = Below(2) == 0 ? "dinsos" : "baznas";
        break;
      case 1:
        aid.programme = "pkh";
        aid.family = Id("kk-", 8);
        aid.rupiah = 1'000 * Below(3);
        break;
      case 2:
        aid.programme = "rantang";
        aid.token = Id("token-", 10);
        aid.quantity = 1 + Below(2);
        aid.unit = "meal";
        break;
      default:
        aid.programme = "dokter";
        aid.person = Id("p-", 10);
        aid.times = 1;
    }
    return aid;
  }

  pb::SubmissionContent Next() {
    const int what = Below(10);
    if (what < 6) return Recorded(NextAid());
    if (what < 8) return Reversed(Id("e", 90), Id("e", 60));
    return Corrected(Id("e", 60), NextAid());
  }

 private:
  std::mt19937 engine_;
};

// Sums of everything that stands, from the facts alone.
struct Naive {
  using Line = std::tuple<std::string, int, std::string, std::string, int, std::string>;
  struct Sums {
    std::int64_t count = 0, sum = 0;
    Day last = 0;
    auto operator<=>(const Sums&) const = default;
  };
  using Cell = std::tuple<std::string, std::string, std::string>;
  struct Covered {
    std::set<std::string> households, persons;
    std::int64_t rupiah = 0, quantity = 0, times = 0, count = 0;
  };

  explicit Naive(const World& world) {
    std::map<std::pair<Sequence, std::uint32_t>, std::pair<pb::Entry, std::string>> stands;
    for (const auto& row : world.rows) {
      for (const pb::Fact& fact : row.facts) {
        for (int i = 0; i < fact.posted().entries_size(); ++i) {
          const pb::Entry& entry = fact.posted().entries(i);
          if (entry.has_reverses_sequence()) {
            const auto erased = stands.erase({entry.reverses_sequence(), entry.reverses_index()});
            EXPECT_EQ(erased, 1U) << "a reversal of nothing that stood";
          } else {
            stands[{row.place.sequence, i}] = {entry, fact.posted().head().stakeholder()};
          }
        }
      }
    }
    for (const auto& [id, standing] : stands) Add(standing.first, standing.second);
  }

  void Add(const pb::Entry& entry, const std::string& stakeholder) {
    const YearMonth month = MonthOf(entry.day());
    const int kind = entry.rupiah() != 0 ? 1 : entry.quantity() != 0 ? 2 : 3;
    Sums& line = lines[{entry.household(), month.year, entry.programme(), stakeholder, kind, entry.unit()}];
    line.count += 1;
    line.sum += entry.rupiah() + entry.quantity() + entry.times();
    line.last = std::max(line.last, entry.day());
    Covered& cell = cells[{entry.kelurahan(), entry.programme(), FormatMonth(month)}];
    cell.households.insert(entry.household());
    if (!entry.person().empty()) cell.persons.insert(entry.person());
    cell.rupiah += entry.rupiah();
    cell.quantity += entry.quantity();
    cell.times += entry.times();
    cell.count += 1;
  }

  std::map<Line, Sums> lines;
  std::map<Cell, Covered> cells;
};

std::map<Naive::Line, Naive::Sums> LinesOf(const World& world) {
  std::map<Naive::Line, Naive::Sums> lines;
  for (int i = 0; i < 10; ++i) {
    const std::string household = "hh-" + std::to_string(i);
    const std::string prefix = YearPrefix(household);
    for (auto at = world.tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
      const auto year = ParseValue<pb::HouseholdYear>(at->value());
      KeyReader key(at->key().substr(prefix.size()));
      const int number = static_cast<int>(key.U32());
      const auto name = [&year](std::uint32_t n) { return year.names(static_cast<int>(n)); };
      for (const pb::YearLine& line : year.lines()) {
        lines[{household, number, name(line.programme()), name(line.stakeholder()), line.kind(), name(line.unit())}] = {
            line.count(), line.sum(), line.last_day()};
      }
    }
  }
  return lines;
}

void ExpectCoverage(const World& world, const Naive& naive) {
  const std::string prefix = CoveragePrefix(testing::kBontang);
  std::size_t cells = 0;
  for (auto at = world.tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next(), ++cells) {
    const CoverageKeyParts key = ReadCoverageKey(at->key());
    const auto cell = ParseValue<pb::CoverageState>(at->value());
    const auto expected = naive.cells.find({key.kelurahan, key.programme, FormatMonth(key.month)});
    ASSERT_NE(expected, naive.cells.end()) << key.programme << " " << FormatMonth(key.month);
    EXPECT_EQ(cell.households(), static_cast<std::int64_t>(expected->second.households.size()));
    EXPECT_EQ(cell.persons(), static_cast<std::int64_t>(expected->second.persons.size()));
    EXPECT_EQ(cell.rupiah(), expected->second.rupiah);
    EXPECT_EQ(cell.quantity(), expected->second.quantity);
    EXPECT_EQ(cell.times(), expected->second.times);
    EXPECT_EQ(cell.count(), expected->second.count);
  }
  EXPECT_EQ(cells, naive.cells.size());
}

// At most one posting of each id, and every entry of a household under its day.
void ExpectOnePostingEach(const World& world) {
  std::map<std::pair<std::string, std::string>, int> postings;
  std::size_t entries = 0;
  for (const auto& row : world.rows) {
    for (const pb::Fact& fact : row.facts) {
      if (!fact.has_posted()) continue;
      EXPECT_EQ(++postings[std::make_pair(fact.posted().head().stakeholder(), fact.posted().head().event_id())], 1);
      entries += static_cast<std::size_t>(fact.posted().entries_size());
    }
  }
  std::size_t kept = 0;
  for (int i = 0; i < 10; ++i) kept += world.Entries("hh-" + std::to_string(i)).size();
  EXPECT_EQ(kept, entries);
}

class PropertyTest : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(PropertyTest, TablesEqualTheFoldOfWhatStands) {
  Draw draw(GetParam());
  World world;
  for (int i = 0; i < 4; ++i) world.AddHousehold("hh-" + std::to_string(i), i < 2 ? "64.74.03.1002" : "64.74.03.1001");
  for (int step = 0; step < 600; ++step) {
    if (step % 40 == 20) {  // the registry learns something
      const int n = draw.Below(10);
      const std::string household = draw.Id("hh-", 6);
      const std::string person = "p-" + std::to_string(n);
      const std::string token = "token-" + std::to_string(n);
      world.AddHousehold(household);
      world.AddPerson(person, {StayOf("hh-0", "kk-0", "2025-12-01", "2026-01-20"), StayOf(household, "", "2026-02-01")},
                      token);
      world.AddFamily("kk-" + std::to_string(draw.Below(8)), {StayOf(household, "", "2026-01-01")});
      pb::Wait wait;
      for (int family = 0; family < 8; ++family) {
        wait.set_family("kk-" + std::to_string(family));
        world.EndWait(wait);
      }
      wait.set_nik_token(token);
      world.EndWait(wait);
      wait.set_person(person);
      world.EndWait(wait);
      wait.set_household(household);
      world.EndWait(wait);
    }
    world.Send(draw.Next());
    if (draw.Below(5) == 0) world.RunDue();
    world.now += kMicrosPerMinute;
  }
  world.RunDue();
  const Naive naive(world);
  EXPECT_EQ(LinesOf(world), naive.lines);
  ExpectCoverage(world, naive);
  ExpectOnePostingEach(world);
  EXPECT_EQ(world.Refold(), world.OwnTables());
}

INSTANTIATE_TEST_SUITE_P(Seeds, PropertyTest, ::testing::Range(0U, 40U));

}  // namespace
}  // namespace padu::ledger
