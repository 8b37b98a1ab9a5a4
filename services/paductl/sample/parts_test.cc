#include <gtest/gtest.h>

#include <numeric>

#include "services/paductl/sample/csv.h"
#include "services/paductl/sample/dice.h"
#include "services/paductl/sample/geo.h"
#include "services/paductl/sample/numbers.h"
#include "services/paductl/sample/people.h"
#include "services/paductl/sample/reference.h"
#include "services/paductl/sample/spread.h"

namespace padu::sample {
namespace {

TEST(DiceTest, KnownDraws) {
  // SplitMix64 with seed 1234567, as its authors' program prints.
  Dice dice(1234567);
  EXPECT_EQ(dice.Next(), 6457827717110365317U);
  EXPECT_EQ(dice.Next(), 3203168211198807973U);
  EXPECT_EQ(Dice(1).For("a").Next(), Dice(1).For("a").Next());
  EXPECT_NE(Dice(1).For("a").Next(), Dice(1).For("b").Next());
}

TEST(SpreadTest, SumsAreExact) {
  const std::vector<int> rows = {3, 0, 10, 7};
  const std::vector<int> columns = {1, 18, 1};
  const auto table = Spread(rows, columns);
  std::vector<int> sums(columns.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    EXPECT_EQ(std::accumulate(table[r].begin(), table[r].end(), 0), rows[r]);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      EXPECT_GE(table[r][c], 0);
      sums[c] += table[r][c];
    }
  }
  EXPECT_EQ(sums, columns);
}

TEST(AreaTest, HolesIslandsAndTheEquator) {
  const auto areas = ParseAreas(R"({"type":"FeatureCollection","features":[{"properties":{"code":"x"},"geometry":
    {"type":"MultiPolygon","coordinates":[
      [[[0,-1],[10,-1],[10,9],[0,9],[0,-1]],[[4,4],[6,4],[6,6],[4,6],[4,4]]],
      [[[20,0],[21,0],[21,1],[20,1],[20,0]]]]}}]})");
  ASSERT_TRUE(areas.ok()) << areas.status();
  const Area& area = areas->at("x");
  EXPECT_TRUE(area.Contains({0, 1'000'000}));
  EXPECT_FALSE(area.Contains({5'000'000, 5'000'000}));
  EXPECT_TRUE(area.Contains({500'000, 20'500'000}));
  EXPECT_FALSE(area.Contains({500'000, 15'000'000}));
  Dice dice(1);
  for (int i = 0; i < 100; ++i) {
    const Point p = area.Somewhere(dice);
    EXPECT_TRUE(area.Contains(p));
    EXPECT_LE(p.longitude_e6, 10'000'000);
    EXPECT_TRUE(area.Contains(area.Near(p, 1000, dice)));
  }
}

TEST(AreaTest, RefusesWhatIsNoGeoJson) {
  EXPECT_FALSE(ParseAreas("[]").ok());
  EXPECT_FALSE(ParseAreas("{").ok());
  EXPECT_FALSE(ParseAreas(R"({"features":[{"properties":{"code":"x"},"geometry":{"type":"Point"}}]})").ok());
}

TEST(NumbersTest, SerialsCountWithinADayAndSex) {
  NumberBook book;
  EXPECT_EQ(book.NextNik(absl::CivilDay(1985, 8, 17), Sex::kMale), "6474991708850001");
  EXPECT_EQ(book.NextNik(absl::CivilDay(1985, 8, 17), Sex::kMale), "6474991708850002");
  EXPECT_EQ(book.NextNik(absl::CivilDay(1985, 8, 17), Sex::kFemale), "6474995708850001");
  EXPECT_EQ(book.NextNik(absl::CivilDay(2000, 2, 29), Sex::kMale), "6474992902000001");
}

TEST(PeopleTest, SizesAddUp) {
  Dice dice(3);
  for (const int persons : {0, 1, 7, 500}) {
    int sum = 0;
    for (const int size : DrawSizes(persons, dice)) {
      EXPECT_GE(size, 1);
      EXPECT_LE(size, kHouseholdSizeMax);
      sum += size;
    }
    EXPECT_EQ(sum, persons);
  }
  for (int size = 1; size <= kHouseholdSizeMax; ++size) {
    for (int i = 0; i < 50; ++i) {
      std::size_t sum = 0;
      for (const Family& family : DrawFamilies(size, absl::CivilDay(2025, 10, 1), dice)) sum += family.persons.size();
      EXPECT_EQ(sum, static_cast<std::size_t>(size));
    }
  }
}

TEST(CsvTest, NamesTheLineThatIsWrong) {
  EXPECT_EQ(CsvTable::Parse("a,b\n1,2\r\n", {"b"})->At(0, "b"), "2");
  EXPECT_EQ(CsvTable::Parse("a,b\n1,2\n3\n", {}).status().message(), "line 3: 1 values, the header has 2");
  EXPECT_EQ(CsvTable::Parse("a,b\n", {"c"}).status().message(), "no column 'c'");
}

TEST(ReferenceTest, TheRealOneHoldsTogether) {
  const absl::StatusOr<Reference> reference = LoadReference("deploy/data");
  ASSERT_TRUE(reference.ok()) << reference.status();
  EXPECT_EQ(reference->city, "64.74");
  std::map<std::string, const RegionRow*> regions;
  int kelurahan = 0;
  for (const RegionRow& row : reference->regions) {
    regions[row.code] = &row;
    EXPECT_TRUE(row.parent_code.empty() || regions.contains(row.parent_code)) << row.code;
    if (row.level != "kelurahan") continue;
    ++kelurahan;
    EXPECT_TRUE(reference->areas.contains(row.code)) << row.code;
    EXPECT_TRUE(reference->published.persons_by_kelurahan.contains(row.code)) << row.code;
  }
  EXPECT_EQ(kelurahan, 15);
  // North and south bear swapped numbers in the two systems.
  EXPECT_EQ(regions.at("64.74.01")->bps_code, "6474020");
  EXPECT_EQ(regions.at("64.74.02")->bps_code, "6474010");
  EXPECT_EQ(reference->officers.size(), 30U);
  std::map<std::string, int> programmes_of;
  for (const ProgrammeRow& programme : reference->programmes) ++programmes_of[programme.stakeholder];
  for (const StakeholderRow& stakeholder : reference->stakeholders) EXPECT_GE(programmes_of[stakeholder.id], 1);
  EXPECT_EQ(LoadReference("no/such/folder").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace padu::sample
