// The rule of the day: to which household aid counts when people move, families move and households merge.

#include "services/intervention-ledger/domain/roll_up.h"

#include <gmock/gmock.h>

#include "services/intervention-ledger/domain/testing/world.h"

namespace padu::ledger {
namespace {

using testing::Aid;
using ::testing::ElementsAre;
using testing::Recorded;
using testing::StayOf;
using testing::World;

class RollUpTest : public ::testing::Test {
 protected:
  RollUpTest() {
    for (const char* household : {"hh-1", "hh-2", "hh-3"}) world.AddHousehold(household);
  }
  // Where aid given on `day` to a person, family or household counts: "household/how".
  std::string Give(Aid aid, std::string day) {
    aid.event_id = "e" + std::to_string(++events_);
    aid.rupiah = 1'000;
    aid.day = std::move(day);
    const pb::Fact fact = world.Send(Recorded(aid));
    if (fact.has_parked()) return "parked";
    if (!fact.has_posted()) return fact.ShortDebugString();
    const pb::Entry& entry = fact.posted().entries(0);
    return entry.household() + "/" + pb::RollUp_Name(entry.roll_up()).substr(std::string("ROLL_UP_").size());
  }

  World world;

 private:
  int events_ = 0;
};

TEST_F(RollUpTest, APersonsAidCountsToTheHouseholdOfThatDay) {
  world.AddPerson("p-1", {StayOf("hh-1", "kk-1", "2025-01-01", "2025-06-01"), StayOf("hh-2", "kk-2", "2025-06-01")},
                  "token");
  EXPECT_EQ(Give({.person = "p-1"}, "2025-05-31"), "hh-1/MEMBERSHIP");
  EXPECT_EQ(Give({.person = "p-1"}, "2025-06-01"), "hh-2/MEMBERSHIP");
  EXPECT_EQ(Give({.token = "token"}, "2025-05-31"), "hh-1/MEMBERSHIP");
}

TEST_F(RollUpTest, AidBeforeTheFirstMembershipCountsToTheFirst) {
  world.AddPerson("p-1", {StayOf("hh-1", "", "2025-01-01", "2025-06-01"), StayOf("hh-2", "", "2025-06-01")});
  EXPECT_EQ(Give({.person = "p-1"}, "2024-12-31"), "hh-1/BEFORE_FIRST_MEMBERSHIP");
}

TEST_F(RollUpTest, AidInAGapOrAfterTheLastCountsToTheOneBefore) {
  world.AddPerson("p-1",
                  {StayOf("hh-1", "", "2025-01-01", "2025-03-01"), StayOf("hh-2", "", "2025-06-01", "2025-09-01")});
  EXPECT_EQ(Give({.person = "p-1"}, "2025-04-01"), "hh-1/AFTER_MEMBERSHIP");
  EXPECT_EQ(Give({.person = "p-1"}, "2025-12-01"), "hh-2/AFTER_MEMBERSHIP");
}

TEST_F(RollUpTest, AStayThatCoversTheDayGoesBeforeALaterOneThatIsOver) {
  world.AddPerson("p-1", {StayOf("hh-1", "", "2025-01-01"), StayOf("hh-2", "", "2025-02-01", "2025-03-01")});
  EXPECT_EQ(Give({.person = "p-1"}, "2025-02-10"), "hh-2/MEMBERSHIP");
  EXPECT_EQ(Give({.person = "p-1"}, "2025-04-01"), "hh-1/MEMBERSHIP");
}

TEST_F(RollUpTest, AFamilysAidCountsToItsHouseholdOfThatDay) {
  world.AddFamily("kk-1", {StayOf("hh-1", "", "2025-01-01", "2025-06-01"), StayOf("hh-2", "", "2025-06-01")});
  EXPECT_EQ(Give({.programme = "pkh", .family = "kk-1"}, "2025-05-31"), "hh-1/MEMBERSHIP");
  EXPECT_EQ(Give({.programme = "pkh", .family = "kk-1"}, "2025-07-01"), "hh-2/MEMBERSHIP");
}

TEST_F(RollUpTest, FromTheDayOfAMergeAidCountsToTheSurvivor) {
  world.MergeHousehold("hh-1", "hh-2", "2025-06-01");
  world.MergeHousehold("hh-2", "hh-3", "2025-09-01");
  EXPECT_EQ(Give({.household = "hh-1"}, "2025-05-31"), "hh-1/HOUSEHOLD");
  EXPECT_EQ(Give({.household = "hh-1"}, "2025-06-01"), "hh-2/MERGED");
  EXPECT_EQ(Give({.household = "hh-1"}, "2025-09-01"), "hh-3/MERGED");
  world.AddPerson("p-1", {StayOf("hh-1", "", "2025-01-01")});
  EXPECT_EQ(Give({.person = "p-1"}, "2025-07-01"), "hh-2/MERGED");
}

TEST_F(RollUpTest, APersonMayHaveAidWhereItsHouseholdsWereMergedInto) {
  world.MergeHousehold("hh-1", "hh-2", "2025-06-01");
  world.AddPerson("p-1", {StayOf("hh-1", "", "2025-01-01")});
  Give({.person = "p-1"}, "2025-05-31");
  EXPECT_THAT(world.LastFact().posted().entries(0).other_households(), ElementsAre("hh-2"));
  Give({.person = "p-1"}, "2025-06-01");
  EXPECT_THAT(world.LastFact().posted().entries(0).other_households(), ElementsAre("hh-1"));
}

TEST_F(RollUpTest, MergesInALoopEnd) {
  world.MergeHousehold("hh-1", "hh-2", "2025-01-01");
  world.MergeHousehold("hh-2", "hh-1", "2025-01-01");
  EXPECT_EQ(Give({.household = "hh-1"}, "2025-06-01"), "hh-1/MERGED");
}

TEST_F(RollUpTest, WhatIsNotKnownWaits) {
  world.AddPerson("p-1", {});
  EXPECT_EQ(Give({.person = "p-1"}, "2025-06-01"), "parked");
  EXPECT_EQ(Give({.person = "p-9"}, "2025-06-01"), "parked");
  EXPECT_EQ(Give({.household = "hh-9"}, "2025-06-01"), "parked");
  EXPECT_EQ(Give({.programme = "pkh", .family = "kk-9"}, "2025-06-01"), "parked");
}

TEST_F(RollUpTest, TheKelurahanIsThatOfTheDay) {
  pb::HouseholdView view;
  const auto lives = [&view](const char* from, const char* kelurahan) {
    auto& span = *view.add_domiciles();
    span.set_from_day(ParseDay(from).value());
    span.set_kelurahan(kelurahan);
  };
  lives("2025-01-01", "64.74.03.1001");
  lives("2025-06-01", "64.74.03.1002");
  world.tables.Put(HouseholdViewKey("hh-1"), view.SerializeAsString());
  const auto kelurahan = [this](const char* day) {
    Give({.household = "hh-1"}, day);
    return world.LastFact().posted().entries(0).kelurahan();
  };
  EXPECT_EQ(kelurahan("2024-01-01"), "64.74.03.1001");
  EXPECT_EQ(kelurahan("2025-05-31"), "64.74.03.1001");
  EXPECT_EQ(kelurahan("2025-06-01"), "64.74.03.1002");
}

TEST_F(RollUpTest, AfterAMovePastAidStaysAndThePersonsHouseholdsAreKnown) {
  world.AddPerson("p-1", {StayOf("hh-1", "", "2025-01-01")});
  Give({.person = "p-1"}, "2025-05-31");
  world.AddPerson("p-1", {StayOf("hh-1", "", "2025-01-01", "2025-06-01"), StayOf("hh-2", "", "2025-06-01")});
  Give({.person = "p-1"}, "2025-07-01");
  EXPECT_EQ(world.Entries("hh-1").size(), 1U);
  EXPECT_EQ(world.Entries("hh-2").size(), 1U);
  EXPECT_THAT(world.LastFact().posted().entries(0).other_households(), ElementsAre("hh-1"));
  const auto person = Get<pb::PersonView>(world.tables, PersonViewKey("p-1"));
  EXPECT_THAT(HouseholdsOf(world.tables, *person), ElementsAre("hh-1", "hh-2"));
}

}  // namespace
}  // namespace padu::ledger
