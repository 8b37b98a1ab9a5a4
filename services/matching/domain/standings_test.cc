// How households stand with their needs: each rule of README.md, and what is told when it changes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/matching/domain/testing/food_city.h"

namespace padu::matching {
namespace {

using testing::DayAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kBelimbing;
using testing::kTelihan;

class StandingsTest : public testing::FoodCity {};

TEST_F(StandingsTest, VerifiedWithoutAidIsUnservedFromTheFirstDay) {
  world.AddHousehold("hh-1");
  EXPECT_THAT(world.facts(), ElementsAre("household_became_unserved"));
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
  EXPECT_THAT(world.Ranked("food"), ElementsAre("UNSERVED 64.74.03.1002 hh-1"));
  world.ExpectRefold();
}

TEST_F(StandingsTest, OnlyVerifiedHouseholdsOfPeopleCount) {
  world.Registry({"household_registered { household: 'hh-1' domicile { kelurahan: '64.74.03.1002' } from_day: 20000 }",
                  "household_verification_changed { household: 'hh-1' to: VERIFICATION_STATE_APPROVED }"});
  EXPECT_EQ(How(), "-") << "nobody lives there";
  world.AddPerson("hh-1", "pe-1");
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
  for (const char* state : {"PROPOSED", "REJECTED", "DISPUTED", "WITHDRAWN", "GRADUATED"}) {
    world.Registry(
        {std::string("household_verification_changed { household: 'hh-1' to: VERIFICATION_STATE_") + state + " }"});
    EXPECT_EQ(How(), "-") << state;
    world.Registry({"household_verification_changed { household: 'hh-1' to: VERIFICATION_STATE_ACTIVE }"});
    EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
  }
  world.ExpectRefold();
}

TEST_F(StandingsTest, DisqualificationSaysWhyAndWhatItWas) {
  world.AddHousehold("hh-1");
  world.Registry({"membership_ended { person: 'pe-hh-1' household: 'hh-1' until_day: 20500 from_day: 20000 }",
                  "household_verification_changed { household: 'hh-1' to: VERIFICATION_STATE_DECEASED }"});
  ASSERT_THAT(world.facts(), ElementsAre("household_disqualified"));
  const auto& fact = world.last()[0].household_disqualified();
  EXPECT_EQ(fact.reason(), pb::DISQUALIFICATION_EMPTY);
  EXPECT_EQ(fact.former_status(), pb::STANDING_STATUS_UNSERVED);
  EXPECT_EQ(fact.former_since_day(), DayAt("2026-03-15"));
  EXPECT_THAT(world.Ranked("food"), IsEmpty());
}

TEST_F(StandingsTest, AidServesForThePeriodThatDayIncluded) {
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-14", .stakeholder = "baznas"});
  ASSERT_THAT(world.facts(), ElementsAre("household_served"));
  const auto& served = world.last()[0].household_served();
  EXPECT_EQ(served.stakeholder(), "baznas");
  EXPECT_EQ(served.programme(), "sembako");
  EXPECT_EQ(served.former_status(), pb::STANDING_STATUS_UNSERVED);
  EXPECT_EQ(served.former_since_day(), DayAt("2026-03-15"));
  EXPECT_EQ(CheckDay(), DayAt("2026-04-13"));
  world.GoTo("2026-04-12");
  EXPECT_EQ(How(), "SERVED");
  world.GoTo("2026-04-13");
  EXPECT_EQ(How(), "UNSERVED since 2026-04-13");
  world.ExpectRefold();
}

TEST_F(StandingsTest, MoreAidOfTheServedSaysNothing) {
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-10"});
  const auto before = world.OwnTables();
  world.Give({.day = "2026-03-15"});
  EXPECT_THAT(world.facts(), IsEmpty());
  EXPECT_EQ(world.OwnTables(), before);
  // It is looked at once for nothing, and waits for its true day then.
  world.GoTo("2026-04-09");
  EXPECT_THAT(world.facts(), ElementsAre("day_reached", "standing_updated", "work_done"));
  EXPECT_EQ(CheckDay(), DayAt("2026-04-14"));
  world.GoTo("2026-04-14");
  EXPECT_EQ(How(), "UNSERVED since 2026-04-14");
}

TEST_F(StandingsTest, AidOfAnotherKindServesNot) {
  world.AddProgramme("blt");
  world.AddHousehold("hh-1");
  world.Give({.programme = "blt"});
  EXPECT_THAT(world.facts(), IsEmpty());
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
}

TEST_F(StandingsTest, AnyAidServesANeedWithoutKinds) {
  world.AddProgramme("blt");
  world.MustSave("need { need: 'any' name_id: 'Apa pun' name_en: 'Any' days: 90 }");
  world.AddHousehold("hh-1");
  world.Give({.programme = "blt", .day = "2026-03-01"});
  EXPECT_EQ(world.How("hh-1", "any"), "SERVED");
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
}

TEST_F(StandingsTest, APeriodCoversItsDaysButNotForEver) {
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-01", .period_to = "2026-05-31"});
  EXPECT_EQ(CheckDay(), DayAt("2026-06-30"));
  world.AddHousehold("hh-2");
  world.Give({.household = "hh-2", .day = "2026-03-01", .period_to = "2050-01-01"});
  EXPECT_EQ(world.Standing("hh-2", "food")->check_day(), DayAt("2026-03-01") + 366 + 30);
}

TEST_F(StandingsTest, LateAidAndReversalsLeadBackToTheSameDay) {
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-15"});
  world.GoTo("2026-04-14");
  EXPECT_EQ(How(), "UNSERVED since 2026-04-14");
  world.GoTo("2026-04-20");
  const AidId late = world.Give({.day = "2026-04-10"});
  EXPECT_EQ(How(), "SERVED");
  world.TakeBack(late);
  ASSERT_THAT(world.facts(), ElementsAre("household_became_unserved"));
  EXPECT_EQ(How(), "UNSERVED since 2026-04-14");
  // Late aid that ended before today moves the day of the period, and that is told as another one.
  world.Give({.day = "2026-03-20"});
  ASSERT_THAT(world.facts(), ElementsAre("household_became_unserved"));
  EXPECT_EQ(How(), "UNSERVED since 2026-04-19");
  world.ExpectRefold();
}

TEST_F(StandingsTest, SinceIsNotBeforeItHadTheNeed) {
  world.Give({.day = "2026-01-01"});  // before anything was known of it
  world.AddHousehold("hh-1");
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
  EXPECT_EQ(world.Standing("hh-1", "food")->covered_until_day(), DayAt("2026-01-01"));
}

TEST_F(StandingsTest, CalendarMonthsServeUntilTheEndOfTheNext) {
  world.MustSave("need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'food' month {} }");
  world.AddHousehold("hh-1");
  world.Give({.day = "2026-03-02"});
  world.GoTo("2026-04-30");
  EXPECT_EQ(How(), "SERVED");
  world.GoTo("2026-05-01");
  EXPECT_EQ(How(), "UNSERVED since 2026-05-01");
}

TEST_F(StandingsTest, AMoveTakesTheStandingAlong) {
  world.AddHousehold("hh-1");
  world.Registry({"household_moved { household: 'hh-1' domicile { kelurahan: '64.74.03.1001' } from_day: 20527 }"});
  EXPECT_THAT(world.facts(), ElementsAre("standing_updated"));
  EXPECT_THAT(world.Ranked("food"), ElementsAre("UNSERVED 64.74.03.1001 hh-1"));
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
  world.Give({.day = "2026-03-15"});
  world.Registry({"household_moved { household: 'hh-1' domicile { kelurahan: '64.74.03.1002' } from_day: 20527 }"});
  EXPECT_EQ(world.Standing("hh-1", "food")->kelurahan(), kTelihan);
  world.ExpectRefold();
}

TEST_F(StandingsTest, AMoveThatBeginsLaterCountsFromThatDay) {
  world.AddHousehold("hh-1");
  world.Registry({"household_moved { household: 'hh-1' domicile { kelurahan: '64.74.03.1001' } from_day: 20529 }"});
  EXPECT_EQ(world.Standing("hh-1", "food")->kelurahan(), kTelihan);
  EXPECT_EQ(CheckDay(), 20529);
  world.GoTo("2026-03-17");
  EXPECT_EQ(world.Standing("hh-1", "food")->kelurahan(), kBelimbing);
}

TEST_F(StandingsTest, TheSurvivorOfAMergerHasTheAidOfBoth) {
  world.AddHousehold("hh-1");
  world.AddHousehold("hh-2");
  const AidId given = world.Give({.household = "hh-2", .day = "2026-03-10"});
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
  world.Registry({"membership_ended { person: 'pe-hh-2' household: 'hh-2' until_day: 20527 from_day: 20000 }",
                  "membership_began { person: 'pe-hh-2' membership { household: 'hh-1' from_day: 20527 } }",
                  "households_merged { household: 'hh-2' into: 'hh-1' day: 20527 }"});
  EXPECT_THAT(world.facts(), ElementsAre("household_served", "household_disqualified"));
  EXPECT_EQ(world.last()[1].household_disqualified().reason(), pb::DISQUALIFICATION_MERGED);
  EXPECT_EQ(How(), "SERVED");
  // What is dated before the merger still counts to the household that was.
  world.TakeBack(given);
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
  world.Give({.household = "hh-2", .day = "2026-03-11"});
  EXPECT_EQ(How(), "SERVED");
  world.ExpectRefold();
}

TEST_F(StandingsTest, ARuleOfTheNeedDecidesWhoHasIt) {
  world.MustSave(
      "need { need: 'poor' name_id: 'M' name_en: 'P' aid_kinds: 'food' days: 30"
      " rule { compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 } } }");
  world.AddHousehold("hh-1");
  EXPECT_EQ(world.How("hh-1", "poor"), "-") << "the desil is not known";
  world.Registry({"desil_recorded { household: 'hh-1' desil: 3 as_of_day: 20400 }"});
  EXPECT_EQ(world.How("hh-1", "poor"), "UNSERVED since 2026-03-15");
  world.Registry({"desil_recorded { household: 'hh-1' desil: 7 as_of_day: 20300 }"});
  EXPECT_EQ(world.How("hh-1", "poor"), "UNSERVED since 2026-03-15") << "older news";
  world.Registry({"desil_recorded { household: 'hh-1' desil: 7 as_of_day: 20401 }"});
  EXPECT_EQ(world.How("hh-1", "poor"), "-");
}

TEST_F(StandingsTest, ABirthdayIsWaitedFor) {
  world.MustSave(
      "need { need: 'old' name_id: 'L' name_en: 'O' aid_kinds: 'food' days: 30"
      " rule { members { quantity: QUANTITY_AT_LEAST of { age_between { min: 60 } } } } }");
  // Born in May 1966: not yet 60 in March.
  world.AddHousehold("hh-1", {"person_updated { person: 'pe-hh-1' content { birth_month: 23596 } }"});
  const auto standing = world.Standing("hh-1", "old");
  ASSERT_TRUE(standing.has_value());
  EXPECT_EQ(standing->status(), pb::STANDING_STATUS_NOT_CONCERNED);
  const Day check = standing->check_day();
  EXPECT_GT(check, DayAt("2026-04-30"));
  world.GoTo(FormatDay(check - 1));
  EXPECT_EQ(world.How("hh-1", "old"), "NOT_CONCERNED");
  world.GoTo(FormatDay(check));
  EXPECT_EQ(world.How("hh-1", "old"), "UNSERVED since " + FormatDay(check));
}

TEST_F(StandingsTest, VerificationRunsOut) {
  world.AddHousehold("hh-1", {"household_verification_changed { household: 'hh-1' to: VERIFICATION_STATE_ACTIVE"
                              " expires_day: 20540 }"});
  EXPECT_EQ(CheckDay(), 20540);
  world.GoTo(FormatDay(20540));
  EXPECT_EQ(How(), "-");
  EXPECT_THAT(world.facts(), ElementsAre("day_reached", "household_disqualified", "work_done"));
}

TEST_F(StandingsTest, ProgrammesBeginAndEnd) {
  world.AddProgramme("sembako", "first_day: 20530 last_day: 20539");
  world.Work();
  world.AddHousehold("hh-1");
  EXPECT_EQ(How(), "NOT_CONCERNED");
  world.GoTo(FormatDay(20530));
  EXPECT_EQ(How(), "UNSERVED since " + FormatDay(20530));
  world.GoTo(FormatDay(20540));
  EXPECT_EQ(How(), "-");
}

TEST_F(StandingsTest, AProgrammeOfAnotherRegionIsNone) {
  world.AddProgramme("sembako", "region: '64.74.03.1001'");
  world.Work();
  world.AddHousehold("hh-1");
  EXPECT_EQ(How(), "-");
  world.Registry({"household_moved { household: 'hh-1' domicile { kelurahan: '64.74.03.1001' } from_day: 20527 }"});
  EXPECT_EQ(How(), "UNSERVED since 2026-03-15");
}

TEST_F(StandingsTest, ThePlainEligibilityOfTheRegistryCounts) {
  world.AddProgramme("lansia", "assistance_unit: ASSISTANCE_UNIT_PERSON eligibility { age_min: 60 }");
  world.MustSave("programme_rule { programme: 'lansia' aid_kind: 'care' }");
  world.MustSave("need { need: 'care' name_id: 'R' name_en: 'C' aid_kinds: 'care' days: 30 }");
  world.AddHousehold("hh-1");
  EXPECT_EQ(world.Standing("hh-1", "care")->status(), pb::STANDING_STATUS_NOT_CONCERNED);
  world.AddPerson("hh-1", "pe-old", 1950);
  EXPECT_EQ(world.How("hh-1", "care"), "UNSERVED since 2026-03-15");
  world.Registry(
      {"membership_ended { person: 'pe-old' household: 'hh-1' until_day: 20527 from_day: 20000"
       " reason: MEMBERSHIP_END_DECEASED }",
       "person_died { person: 'pe-old' day: 20527 }"});
  EXPECT_EQ(world.Standing("hh-1", "care")->status(), pb::STANDING_STATUS_NOT_CONCERNED);
}

TEST_F(StandingsTest, ARuleChangeIsWorkedOffInSteps) {
  for (int i = 0; i < 100; ++i) world.AddHousehold("hh-" + std::to_string(i));
  ASSERT_TRUE(world
                  .Save("need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'food' days: 30"
                        " rule { compare { field: FIELD_MEMBERS comparator: COMPARATOR_GREATER_OR_EQUAL number: 2 }"
                        " } }")
                  .ok());
  EXPECT_THAT(world.facts(), ElementsAre("need_saved", "sweep_begun"));
  EXPECT_EQ(world.Work(1), 1);
  EXPECT_EQ(world.facts().size(), 33U);
  EXPECT_EQ(world.facts().back(), "sweep_advanced");
  EXPECT_EQ(world.Ranked("food").size(), 68U);
  // What changes meanwhile is judged by the new rule at once.
  world.AddPerson("hh-99", "pe-more");
  EXPECT_EQ(How("hh-99"), "UNSERVED since 2026-03-15");
  EXPECT_EQ(world.Work(), 3);
  EXPECT_THAT(world.Ranked("food"), ElementsAre("UNSERVED 64.74.03.1002 hh-99"));
  world.ExpectRefold();
}

TEST_F(StandingsTest, ARetiredNeedIsNobodys) {
  world.AddHousehold("hh-1");
  world.MustSave("need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'food' days: 30 retired: true }");
  EXPECT_EQ(How(), "-");
}

TEST_F(StandingsTest, TheNeedierComeFirst) {
  world.MustSave(
      "ranking { parts { component: RANKING_COMPONENT_DEPENDANTS weight: 10 }"
      " parts { component: RANKING_COMPONENT_DAYS_WITHOUT weight: 1 } }");
  world.AddHousehold("hh-1");
  world.AddHousehold("hh-2");
  world.AddPerson("hh-2", "pe-child", 2020);
  world.AddHousehold("hh-3");
  world.Give({.household = "hh-3", .day = "2026-01-15"});  // long ago: two months without
  EXPECT_THAT(world.Ranked("food"),
              ElementsAre("UNSERVED 64.74.03.1002 hh-3", "UNSERVED 64.74.03.1002 hh-2", "UNSERVED 64.74.03.1002 hh-1"));
}

}  // namespace
}  // namespace padu::matching
