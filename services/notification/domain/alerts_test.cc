// One alert for each household, need and first day unserved, and how it goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/notification/domain/limits.h"
#include "services/notification/domain/testing/world.h"

namespace padu::notification {
namespace {

using testing::At;
using ::testing::Contains;
using testing::DayAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kBelimbing;
using testing::kTelihan;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using testing::World;

constexpr int kHour = 3600;

class AlertsTest : public ::testing::Test {
 protected:
  ~AlertsTest() override { world.ExpectRefold(); }
  // The last digest of the recipient.
  static pb::DigestComposed DigestOf(const std::vector<pb::Fact>& facts, const std::string& recipient) {
    pb::DigestComposed last;
    for (const pb::Fact& fact : facts) {
      if (fact.digest_composed().recipient() == recipient) last = fact.digest_composed();
    }
    return last;
  }
  std::string Answer(const std::string& household, const std::string& more = "",
                     const std::string& caller = "officers/telihan-kesra") {
    const pb::AlertId id = world.Alert(household).alert();
    return world.Refusal("answer_alert { alert { sequence: " + std::to_string(id.sequence()) +
                             " index: " + std::to_string(id.index()) + " } " + more + " }",
                         caller);
  }

  World world;
};

TEST_F(AlertsTest, OpensOnceAndTellsTheOfficersOfTheKelurahan) {
  world.Unserved("hh-1");
  world.Unserved("hh-1");
  EXPECT_THAT(world.TakeNames(), ElementsAre("alert_opened", "digest_scheduled", "digest_scheduled"));
  EXPECT_EQ(world.StateOf("hh-1"), "OPEN");
  world.Pass(29);
  EXPECT_THAT(world.TakeDigests(), IsEmpty());
  world.Pass(1);
  EXPECT_THAT(world.TakeDigests(),
              UnorderedElementsAre("officers/telihan-kesra: 1 alerts", "officers/telihan-puskesos: 1 alerts"));
  world.Pass(24 * kHour);
  EXPECT_THAT(world.TakeDigests(), IsEmpty());
}

TEST_F(AlertsTest, ManyAtOnceAreOneMessageForEachOfficer) {
  for (int i = 0; i < 500; ++i) world.Unserved("hh-" + std::to_string(i));
  world.Pass(kHour);
  EXPECT_THAT(world.TakeDigests(),
              UnorderedElementsAre("officers/telihan-kesra: 500 alerts", "officers/telihan-puskesos: 500 alerts"));
}

TEST_F(AlertsTest, WhileMatchingLooksAtManyNobodyIsTold) {
  world.Matching({"sweep_begun { why: 'NEED_SAVED' }"});
  world.Unserved("hh-1");
  world.Pass(600);
  EXPECT_THAT(world.TakeDigests(), IsEmpty());
  world.Unserved("hh-2");
  world.Matching({"work_done { sweep: true }"});
  world.Pass(30);
  EXPECT_THAT(world.TakeDigests(), Contains("officers/telihan-kesra: 2 alerts"));
}

TEST_F(AlertsTest, ServedBeforeAnybodyWasToldTellsNobody) {
  world.Unserved("hh-1");
  world.Served("hh-1");
  world.Pass(kHour);
  EXPECT_THAT(world.TakeDigests(), IsEmpty());
  EXPECT_EQ(world.StateOf("hh-1"), "RESOLVED");
}

TEST_F(AlertsTest, AcknowledgedAndServed) {
  world.Unserved("hh-1");
  world.Pass(60);
  EXPECT_EQ(Answer("hh-1"), "");
  EXPECT_EQ(world.StateOf("hh-1"), "ACKNOWLEDGED");
  world.Served("hh-1");
  EXPECT_EQ(world.StateOf("hh-1"), "RESOLVED");
  EXPECT_EQ(world.Alert("hh-1").events().rbegin()->who(), "stakeholders/baznas");
  EXPECT_EQ(Answer("hh-1"), "ALERT_RESOLVED");
  world.Take();
  world.Pass(400 * 24 * kHour);
  EXPECT_THAT(world.TakeNames(), Not(Contains("alert_reopened")));
}

TEST_F(AlertsTest, NothingFollowedOpensItAgain) {
  world.Unserved("hh-1");
  world.Pass(60);
  ASSERT_EQ(Answer("hh-1"), "");
  world.Pass(7 * 24 * kHour - 1);
  EXPECT_EQ(world.StateOf("hh-1"), "ACKNOWLEDGED");
  world.Pass(1);
  EXPECT_EQ(world.StateOf("hh-1"), "REOPENED");
  world.Take();
  world.Pass(24 * kHour);
  EXPECT_THAT(world.TakeDigests(), Contains("officers/telihan-kesra: 1 alerts"));
}

TEST_F(AlertsTest, APromiseHoldsToTheEndOfItsDay) {
  world.Unserved("hh-1");
  EXPECT_EQ(Answer("hh-1", "promised_day: " + std::to_string(DayAt("2026-03-15"))), "PROMISE_INVALID");
  EXPECT_EQ(Answer("hh-1", "promised_day: " + std::to_string(DayAt("2026-04-16"))), "PROMISE_INVALID");
  ASSERT_EQ(Answer("hh-1", "promised_day: " + std::to_string(DayAt("2026-03-18"))), "");
  EXPECT_EQ(world.StateOf("hh-1"), "PROMISED");
  world.PassUntil(At("2026-03-19", 0) - 1);
  EXPECT_EQ(world.StateOf("hh-1"), "PROMISED");
  world.PassUntil(At("2026-03-19", 0));
  EXPECT_EQ(world.StateOf("hh-1"), "REOPENED");
}

TEST_F(AlertsTest, NobodyAnsweredGoesToTheKecamatanThenToTheCity) {
  world.Unserved("hh-1");
  world.Pass(48 * kHour - 1);
  world.Take();
  world.Pass(1);
  EXPECT_THAT(world.TakeNames(), ElementsAre("alert_escalated", "digest_scheduled"));
  world.Pass(60);
  const auto facts = world.Take();
  EXPECT_EQ(DigestOf(facts, "officers/barat-camat").alerts_size(), 1);
  EXPECT_EQ(DigestOf(facts, "officers/barat-camat").lines(0).kind(), pb::NOTICE_KIND_ESCALATED);
  EXPECT_EQ(DigestOf(facts, "officers/telihan-kesra").alerts_size(), 0) << "they know";
  world.Pass(72 * kHour);
  EXPECT_THAT(world.TakeDigests(), Contains("officers/dinsos-kabid: 1 alerts"));
  world.Pass(1000 * kHour);
  EXPECT_THAT(world.TakeNames(), IsEmpty()) << "nobody is above";
}

TEST_F(AlertsTest, TakenBackAidOpensTheSameAlert) {
  world.Unserved("hh-1");
  const std::string first = testing::World::Standing("hh-1", "UNSERVED", kTelihan);
  const pb::AlertId id = world.Alert("hh-1").alert();
  world.Served("hh-1");
  world.Unserved("hh-1");
  EXPECT_TRUE(SameAlert(world.Alert("hh-1").alert(), id));
  EXPECT_EQ(world.StateOf("hh-1"), "REOPENED");
  EXPECT_THAT(world.TakeNames(), Contains("alert_reopened").Times(1));
}

TEST_F(AlertsTest, AnotherFirstDayIsAnotherAlert) {
  world.Unserved("hh-1");
  const pb::AlertId id = world.Alert("hh-1").alert();
  world.Unserved("hh-1", kTelihan, "2026-03-16");
  EXPECT_FALSE(SameAlert(world.Alert("hh-1").alert(), id));
  world.Pass(60);
  EXPECT_THAT(world.TakeDigests(), Contains("officers/telihan-kesra: 1 alerts"));
}

TEST_F(AlertsTest, AHouseholdThatMovesChangesItsOfficer) {
  world.Unserved("hh-1");
  world.Pass(60);
  ASSERT_EQ(Answer("hh-1"), "");
  world.Take();
  world.Matching({"standing_updated { " + World::Standing("hh-1", "UNSERVED", kBelimbing) + " }"});
  world.Pass(60);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("officers/belimbing-kesra: 1 alerts"));
  EXPECT_EQ(world.StateOf("hh-1"), "OPEN");
  EXPECT_EQ(Answer("hh-1"), "REGION_NOT_YOURS");
  EXPECT_EQ(Answer("hh-1", "", "officers/belimbing-kesra"), "");
}

TEST_F(AlertsTest, UncertainIsHeldAndGoesOn) {
  world.Unserved("hh-1");
  world.Matching({"household_became_uncertain { " + World::Standing("hh-1", "UNCERTAIN", kTelihan) + " }"});
  world.Pass(100 * kHour);
  EXPECT_THAT(world.TakeDigests(), IsEmpty());
  world.Unserved("hh-1");
  world.Pass(24 * kHour);
  EXPECT_THAT(world.TakeDigests(), Contains("officers/telihan-kesra: 1 alerts"));
}

TEST_F(AlertsTest, AcknowledgedAndHeldOpensAgainIfNothingFollowsAtTheCityToo) {
  world.Unserved("hh-1");
  world.Pass(121 * kHour);
  ASSERT_EQ(world.Alert("hh-1").routing().level(), pb::LEVEL_CITY);
  ASSERT_EQ(Answer("hh-1"), "");
  world.Matching({"household_became_uncertain { " + World::Standing("hh-1", "UNCERTAIN", kTelihan) + " }"});
  world.Unserved("hh-1");
  EXPECT_EQ(world.Alert("hh-1").routing().waits_until(), world.now + 7 * kMicrosPerDay);
}

TEST_F(AlertsTest, WhileMatchingIsAwayForADayADueAlertLeavesFewRows) {
  world.Unserved("hh-1");
  world.Pass(48 * kHour - 1);
  world.now += kMicrosPerHour;
  world.Take();
  world.Pass(24 * kHour, false);
  EXPECT_LT(world.Take().size(), 40U);
  EXPECT_EQ(world.Alert("hh-1").routing().level(), pb::LEVEL_KELURAHAN);
  world.Pass(kHour);
  EXPECT_EQ(world.Alert("hh-1").routing().level(), pb::LEVEL_DISTRICT);
}

TEST_F(AlertsTest, WithMatchingBehindNobodyIsToldAndNothingGoesFurther) {
  world.Unserved("hh-1");
  world.now += kBehindMost + 1;
  world.Pass(10 * kHour, false);
  world.Pass(60 * kHour, false);
  EXPECT_THAT(world.TakeDigests(), IsEmpty());
  EXPECT_EQ(world.Alert("hh-1").routing().level(), pb::LEVEL_KELURAHAN);
  world.Served("hh-1");
  world.Pass(60);
  EXPECT_THAT(world.TakeDigests(), IsEmpty());
}

TEST_F(AlertsTest, ACrashingDueEntryWaits) {
  world.Unserved("hh-1");
  world.SkipDue();
  world.SkipDue();
  world.SkipDue();
  world.Pass(24 * kHour);
  EXPECT_THAT(world.TakeDigests(), Contains("officers/telihan-kesra: 1 alerts"));
}

TEST_F(AlertsTest, ALinkAnswersWhatItsDigestTold) {
  world.Unserved("hh-1");
  world.Unserved("hh-2");
  world.Pass(60);
  const auto digest = DigestOf(world.Take(), "officers/telihan-kesra");
  world.Unserved("hh-3");
  const std::string answer = "answer_digest { digest: " + std::to_string(digest.digest()) + " }";
  EXPECT_EQ(world.Refusal(answer, "officers/belimbing-kesra"), "DIGEST_NOT_FOUND");
  EXPECT_EQ(world.Refusal("answer_digest { digest: 999 }", "officers/telihan-kesra"), "DIGEST_NOT_FOUND");
  EXPECT_EQ(world.Refusal(answer, "officers/telihan-kesra"), "");
  EXPECT_EQ(world.StateOf("hh-1"), "ACKNOWLEDGED");
  EXPECT_EQ(world.StateOf("hh-2"), "ACKNOWLEDGED");
  EXPECT_EQ(world.StateOf("hh-3"), "OPEN");
  const Sequence rows = world.rows();
  EXPECT_EQ(world.Refusal(answer, "officers/telihan-kesra"), "") << "tapped again";
  EXPECT_EQ(world.rows(), rows);
  world.Unserved("hh-4");
  world.Registry({"officer_released { officer: 'telihan-kesra' }"});
  EXPECT_EQ(world.Refusal(answer, "officers/telihan-kesra"), "DIGEST_NOT_FOUND") << "released, with an old link";
}

}  // namespace
}  // namespace padu::notification
