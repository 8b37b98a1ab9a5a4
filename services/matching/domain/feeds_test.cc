// Silent feeds make absence uncertain, and only where it rests on them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/matching/domain/testing/world.h"

namespace padu::matching {
namespace {

using ::testing::Contains;
using testing::DayAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::NoonOf;
using ::testing::Not;
using testing::World;

// Baznas is to be heard each two days; hh-baznas lives on its aid of 15 March, hh-dinsos on that of dinsos.
class FeedsTest : public ::testing::Test {
 protected:
  FeedsTest() {
    world.AddProgramme("sembako");
    world.MustSave("need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'money' days: 30 }");
    world.MustSave(
        "feed_expectation { stakeholder: 'baznas' silent_after_s: 172800 relied_on_days: 60 settle_s: 3600 }");
    for (const char* who : {"baznas", "dinsos"}) {
      world.AddHousehold(std::string("hh-") + who);
      world.Give({.household = std::string("hh-") + who, .day = "2026-03-15", .stakeholder = who});
    }
  }
  std::string Baznas() const { return world.How("hh-baznas", "food"); }
  std::string Dinsos() const { return world.How("hh-dinsos", "food"); }
  void HearBaznas() {
    ledger::v1::Fact fact;
    fact.mutable_rejected()->mutable_head()->set_city(testing::kBontang);
    fact.mutable_rejected()->mutable_head()->set_stakeholder("baznas");
    world.Ledger(fact);
  }
  void HoursPass(int hours) { world.ReachTime(world.now + hours * kMicrosPerHour); }

  World world;
};

TEST_F(FeedsTest, SilentAfterItsTime) {
  HoursPass(48);
  EXPECT_THAT(world.facts(), Not(Contains("feed_silent")));
  world.ReachTime(world.now + 1);
  EXPECT_THAT(world.facts(), ElementsAre("feed_silent", "sweep_begun", "work_done"));
  EXPECT_EQ(world.last()[0].feed_silent().stakeholder(), "baznas");
  EXPECT_EQ(world.last()[0].feed_silent().last_heard(), NoonOf(DayAt("2026-03-15")));
  HoursPass(100);
  EXPECT_THAT(world.facts(), Not(Contains("feed_silent"))) << "told once";
  world.ExpectRefold();
}

TEST_F(FeedsTest, AnySubmissionIsASign) {
  HoursPass(47);
  HearBaznas();
  HoursPass(47);
  EXPECT_THAT(world.facts(), Not(Contains("feed_silent")));
}

TEST_F(FeedsTest, WhoReliedOnTheSilentOneIsUncertain) {
  world.GoTo("2026-04-14");
  EXPECT_EQ(Baznas(), "UNCERTAIN since 2026-04-14");
  EXPECT_EQ(Dinsos(), "UNSERVED since 2026-04-14");
  EXPECT_THAT(world.Standing("hh-baznas", "food")->silent_stakeholders(), ElementsAre("baznas"));
  world.ExpectRefold();
}

TEST_F(FeedsTest, OnlyWithinTheDaysReliedOn) {
  world.MustSave("need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'money' days: 100 }");
  world.GoTo("2026-06-23");
  EXPECT_EQ(Baznas(), "UNSERVED since 2026-06-23") << "its last aid is 100 days before";
}

TEST_F(FeedsTest, WhoWasUnservedBeforeTheSilenceMayHaveBeenServedSince) {
  for (Day day = DayAt("2026-03-17"); day <= DayAt("2026-04-14"); day += 2) {
    HearBaznas();
    world.GoTo(FormatDay(day));
  }
  EXPECT_EQ(Baznas(), "UNSERVED since 2026-04-14");
  world.GoTo("2026-04-30");
  EXPECT_EQ(Baznas(), "UNCERTAIN since 2026-04-14");
}

TEST_F(FeedsTest, HeardAgainItSettlesFirst) {
  world.GoTo("2026-04-14");
  HearBaznas();
  EXPECT_THAT(world.facts(), ElementsAre("feed_heard"));
  EXPECT_EQ(Baznas(), "UNCERTAIN since 2026-04-14");
  HearBaznas();
  EXPECT_THAT(world.facts(), IsEmpty());
  // What it held back comes: nobody was called unserved for it.
  world.Give({.household = "hh-baznas", .day = "2026-04-10", .stakeholder = "baznas"});
  EXPECT_EQ(Baznas(), "SERVED");
  HoursPass(1);
  EXPECT_THAT(world.facts(), Not(Contains("feed_resumed")));
  world.ReachTime(world.now + 1);
  EXPECT_THAT(world.facts(), ElementsAre("feed_resumed", "sweep_begun", "work_done"));
  world.ExpectRefold();
}

TEST_F(FeedsTest, ResumedWithoutAidTheTruthFollows) {
  world.GoTo("2026-04-14");
  HearBaznas();
  HoursPass(2);
  EXPECT_EQ(Baznas(), "UNSERVED since 2026-04-14");
}

TEST_F(FeedsTest, SilentAgainBeforeItSettled) {
  world.MustSave("feed_expectation { stakeholder: 'baznas' silent_after_s: 7200 relied_on_days: 60 settle_s: 36000 }");
  HoursPass(3);
  HearBaznas();
  HoursPass(3);
  EXPECT_THAT(world.facts(), ElementsAre("feed_silent"));
  HoursPass(30);
  EXPECT_THAT(world.facts(), Not(Contains("feed_silent")));
  EXPECT_THAT(world.facts(), Not(Contains("feed_resumed")));
}

TEST_F(FeedsTest, AStoppedBoxIsSilentAtOnceWhoeverIsWatched) {
  world.GoTo("2026-04-14");
  world.LedgerEngine("box_stopped { box: 'padu.aid.submitted.v1.6474.dinsos' reason: 'BOX_TRUNCATED' }");
  EXPECT_THAT(world.facts(), ElementsAre("feed_silent", "sweep_begun"));
  EXPECT_EQ(world.last()[0].feed_silent().box_stopped(), "BOX_TRUNCATED");
  world.Work();
  EXPECT_EQ(Dinsos(), "UNCERTAIN since 2026-04-14");
  HoursPass(500);
  EXPECT_EQ(Dinsos(), "UNCERTAIN since 2026-04-14");
  world.LedgerEngine("box_opened { box: 'padu.aid.submitted.v1.6474.dinsos' generation: 2 }");
  EXPECT_THAT(world.facts(), ElementsAre("feed_heard"));
  world.ReachTime(world.now + 1);
  EXPECT_EQ(Dinsos(), "UNSERVED since 2026-04-14");
  world.ExpectRefold();
}

TEST_F(FeedsTest, NoLongerWatched) {
  world.GoTo("2026-04-14");
  world.MustSave("feed_expectation { stakeholder: 'baznas' silent_after_s: 0 relied_on_days: 60 }");
  world.ReachTime(world.now + 1);
  EXPECT_EQ(Baznas(), "UNSERVED since 2026-04-14");
}

TEST_F(FeedsTest, NeverHeardCountsFromWhenItWasExpected) {
  world.MustSave("feed_expectation { stakeholder: 'pupuk' silent_after_s: 86400 relied_on_days: 60 }");
  HoursPass(24);
  EXPECT_THAT(world.facts(), Not(Contains("feed_silent")));
  world.ReachTime(world.now + 1);
  EXPECT_THAT(world.facts(), Contains("feed_silent"));
}

}  // namespace
}  // namespace padu::matching
