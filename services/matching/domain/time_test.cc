// Absence is judged by what the upstreams have reached, never by a clock; work in steps comes to the same whenever it
// is done.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/matching/domain/limits.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching {
namespace {

using testing::DayAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::NoonOf;
using testing::World;

constexpr char kFood[] = "need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'money' days: 30 }";

class TimeTest : public ::testing::Test {
 protected:
  explicit TimeTest(bool clock = true) : world(clock) { world.AddProgramme("sembako"); }
  World world;
};

class NoTimeTest : public TimeTest {
 protected:
  NoTimeTest() : TimeTest(false) {}
};

TEST_F(NoTimeTest, NothingIsJudgedBeforeBothTimesAreKnown) {
  world.MustSave(kFood);
  world.AddHousehold("hh-1");
  EXPECT_THAT(world.facts(), IsEmpty());
  world.RegistryReaches(NoonOf(DayAt("2026-03-15")));
  EXPECT_THAT(world.facts(), IsEmpty());
  world.LedgerReaches(NoonOf(DayAt("2026-03-14")));
  EXPECT_THAT(world.facts(), ElementsAre("day_reached", "sweep_begun"));
  world.Work();
  EXPECT_EQ(world.How("hh-1", "food"), "UNSERVED since 2026-03-14");
  world.ExpectRefold();
}

TEST_F(TimeTest, TheLaterUpstreamAloneReachesNoDay) {
  world.MustSave(kFood);
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-15"});
  const UnixMicros later = NoonOf(DayAt("2026-05-01"));
  world.now = later;  // the machine's own clock means nothing
  world.RegistryReaches(later);
  EXPECT_FALSE(world.has_work());
  EXPECT_EQ(world.How("hh-1", "food"), "SERVED");
  // The ledger was down over midnight: what it had still to take comes first.
  world.Give({.day = "2026-04-20"});
  world.LedgerReaches(later);
  world.Work();
  EXPECT_EQ(world.How("hh-1", "food"), "SERVED");
}

TEST_F(TimeTest, ReachedTimeStaysReached) {
  world.MustSave(kFood);
  world.LedgerReaches(0);  // the ledger began anew
  world.LedgerReaches(NoonOf(DayAt("2026-01-01")));
  EXPECT_EQ(AsOf(world.tables()), NoonOf(DayAt("2026-03-15")));
}

TEST_F(TimeTest, DaysAreThoseOfTheCity) {
  world.MustSave(kFood);
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-15"});
  const UnixMicros midnight = NoonOf(DayAt("2026-04-14")) - 12 * kMicrosPerHour;  // 16:00 UTC of the day before
  world.ReachTime(midnight - 1);
  EXPECT_EQ(world.How("hh-1", "food"), "SERVED");
  world.ReachTime(midnight);
  EXPECT_EQ(world.How("hh-1", "food"), "UNSERVED since 2026-04-14");
}

TEST_F(TimeTest, ADayIsWorkedOffInSteps) {
  world.MustSave(kFood);
  for (int i = 0; i < 80; ++i) {
    const std::string household = "hh-" + std::to_string(i);
    world.AddHousehold(household);
    world.Give({.household = household, .day = "2026-03-15"});
  }
  world.RegistryReaches(NoonOf(DayAt("2026-04-14")));
  world.LedgerReaches(NoonOf(DayAt("2026-04-14")));
  EXPECT_EQ(world.Work(1), 1);
  EXPECT_EQ(world.Ranked("food").size(), static_cast<std::size_t>(kHouseholdsPerStep));
  // Another day comes meanwhile: the work goes on to it.
  world.RegistryReaches(NoonOf(DayAt("2026-04-15")));
  world.LedgerReaches(NoonOf(DayAt("2026-04-15")));
  EXPECT_THAT(world.facts(), ElementsAre("day_reached"));
  EXPECT_EQ(world.Work(), 2);
  EXPECT_EQ(world.Ranked("food").size(), 80U);
  EXPECT_FALSE(world.has_work());
  world.ExpectRefold();
}

TEST_F(TimeTest, ALateDayMakesUpForAllBetween) {
  world.MustSave(kFood);
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-15"});
  world.GoTo("2026-12-31");
  EXPECT_EQ(world.How("hh-1", "food"), "UNSERVED since 2026-04-14");
}

TEST_F(TimeTest, AStepThatCrashesIsPassedOver) {
  world.MustSave(kFood);
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-15"});
  world.RegistryReaches(NoonOf(DayAt("2026-04-14")));
  world.LedgerReaches(NoonOf(DayAt("2026-04-14")));
  world.SkipWork();
  EXPECT_THAT(world.facts(), ElementsAre("standing_updated", "work_done"));
  EXPECT_EQ(world.How("hh-1", "food"), "SERVED");
  world.GoTo("2026-04-15");
  EXPECT_EQ(world.How("hh-1", "food"), "UNSERVED since 2026-04-14");
  ASSERT_TRUE(world.Save(kFood).ok());
  world.SkipWork();
  EXPECT_THAT(world.facts(), ElementsAre("work_done"));
  world.ExpectRefold();
}

TEST_F(TimeTest, ANewSweepBeginsFromTheStart) {
  world.MustSave(kFood);
  for (int i = 0; i < 70; ++i) world.AddHousehold("hh-" + std::to_string(i));
  ASSERT_TRUE(world.Save(kFood).ok());
  EXPECT_EQ(world.Work(2), 2);
  ASSERT_TRUE(world.Save(kFood).ok());
  EXPECT_EQ(world.Work(), 3);
  world.ExpectRefold();
}

TEST_F(TimeTest, AHouseholdThatTheRegistryStillHasToTellOfIsJudgedThen) {
  world.MustSave(kFood);
  world.Give({.day = "2026-03-15"});
  EXPECT_THAT(world.facts(), IsEmpty());
  world.AddHousehold("hh-1");
  EXPECT_THAT(world.facts(), ElementsAre("household_qualified"));
}

}  // namespace
}  // namespace padu::matching
