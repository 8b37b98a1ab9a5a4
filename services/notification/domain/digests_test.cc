// What else recipients are told, when, and by which channel; what is kept quiet; what becomes of deliveries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/notification/domain/hours.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/policy.h"
#include "services/notification/domain/testing/world.h"

namespace padu::notification {
namespace {

using testing::At;
using ::testing::Contains;
using testing::DayAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kBontang;
using testing::kTelihan;
using ::testing::UnorderedElementsAre;
using testing::World;

constexpr int kHour = 3600;

class DigestsTest : public ::testing::Test {
 protected:
  ~DigestsTest() override { world.ExpectRefold(); }
  std::vector<pb::DigestComposed> Digests() {
    std::vector<pb::DigestComposed> digests;
    for (const pb::Fact& fact : world.Take()) {
      if (fact.has_digest_composed()) digests.push_back(fact.digest_composed());
    }
    return digests;
  }
  static std::string Lines(const pb::DigestComposed& digest) {
    std::string text = digest.recipient() + ":";
    for (const pb::DigestLine& line : digest.lines()) {
      text += " " + pb::NoticeKind_Name(line.kind()).substr(12) + " " + line.subject_id() + " " +
              std::to_string(line.count());
    }
    return text;
  }
  void Reject(const std::string& reason) {
    world.Ledger("rejected { head { city: 6474 stakeholder: 'baznas' } reason: REASON_" + reason + " }");
  }

  World world;
};

TEST(HoursTest, QuietOverMidnight) {
  pb::Policy policy = DefaultPolicy();  // 20:00 to 07:00
  const auto after = [&](const char* day, int hour, int minute) {
    return AfterQuiet(policy, At(day, hour, minute), kBontang);
  };
  EXPECT_EQ(after("2026-03-16", 19, 59), At("2026-03-16", 19, 59));
  EXPECT_EQ(after("2026-03-16", 20, 0), At("2026-03-17", 7));
  EXPECT_EQ(after("2026-03-17", 0, 0), At("2026-03-17", 7));
  EXPECT_EQ(after("2026-03-17", 6, 59), At("2026-03-17", 7));
  EXPECT_EQ(after("2026-03-17", 7, 0), At("2026-03-17", 7));
  EXPECT_EQ(after("2026-12-31", 23, 0), At("2027-01-01", 7));
}

TEST(HoursTest, QuietWithinADayAndNever) {
  pb::Policy policy;
  policy.set_quiet_from_minute(12 * 60);
  policy.set_quiet_until_minute(13 * 60);
  EXPECT_EQ(AfterQuiet(policy, At("2026-03-16", 12, 30), kBontang), At("2026-03-16", 13));
  EXPECT_EQ(AfterQuiet(policy, At("2026-03-16", 13), kBontang), At("2026-03-16", 13));
  EXPECT_EQ(AfterQuiet(policy, At("2026-03-16", 11, 59), kBontang), At("2026-03-16", 11, 59));
  policy.set_quiet_until_minute(12 * 60);
  EXPECT_EQ(AfterQuiet(policy, At("2026-03-16", 12), kBontang), At("2026-03-16", 12)) << "equal: never";
}

TEST(HoursTest, PausesDoubleUpToAnHourAndHalfIsChance) {
  EXPECT_EQ(RetryPause(1, 0), kRetryFirst / 2);
  EXPECT_EQ(RetryPause(3, 0), 2 * kRetryFirst);
  EXPECT_LT(RetryPause(1, 999'999), kRetryFirst);
  EXPECT_EQ(RetryPause(40, 0), kRetryMost / 2);
  EXPECT_EQ(RetryPause(4'000'000'000U, 4'000'000'000U) / kMicrosPerMinute, 59);
}

TEST_F(DigestsTest, AtNightNobodyIsWoken) {
  world.PassUntil(At("2026-03-16", 21));
  world.Unserved("hh-1");
  world.PassUntil(At("2026-03-17", 7) - 1);
  EXPECT_THAT(Digests(), IsEmpty());
  world.PassUntil(At("2026-03-17", 7));
  EXPECT_EQ(Digests().size(), 2U);
}

TEST_F(DigestsTest, NoTwoWithinTheInterval) {
  world.Unserved("hh-1");
  world.Pass(30);
  world.Unserved("hh-2");
  EXPECT_EQ(Digests().size(), 2U);
  world.Pass(kHour - 1);
  EXPECT_THAT(Digests(), IsEmpty());
  world.Pass(1);
  EXPECT_EQ(Digests().size(), 2U);
}

TEST_F(DigestsTest, LinesAreCountedAndNamed) {
  world.Unserved("hh-1");
  world.Unserved("hh-2");
  world.Pass(30);
  const pb::DigestComposed digest = Digests().at(0);
  ASSERT_EQ(digest.lines_size(), 1);
  EXPECT_EQ(digest.lines(0).count(), 2);
  EXPECT_EQ(digest.lines(0).place(), "Gunung Telihan");
  EXPECT_EQ(digest.lines(0).subject_id(), "Pangan");
  EXPECT_EQ(digest.lines(0).subject_en(), "Food");
  EXPECT_THAT(digest.channels(), ElementsAre(pb::CHANNEL_EMAIL));
}

TEST_F(DigestsTest, TheSubstituteIsToldAndWithoutOneTheOthers) {
  const std::string day = std::to_string(DayAt("2026-03-16"));
  ASSERT_EQ(world.Refusal("save_absence { officer: 'telihan-kesra' from_day: " + day + " until_day: " + day +
                          " substitute: 'belimbing-kesra' }"),
            "");
  world.Unserved("hh-1");
  world.Pass(30);
  EXPECT_THAT(world.TakeDigests(),
              UnorderedElementsAre("officers/belimbing-kesra: 1 alerts", "officers/telihan-puskesos: 1 alerts"));
  world.PassUntil(At("2026-03-17", 12));
  world.Unserved("hh-2");
  world.Pass(30);
  EXPECT_THAT(world.TakeDigests(), Contains("officers/telihan-kesra: 1 alerts")) << "back again";
}

TEST_F(DigestsTest, WithoutOfficersTheKecamatanIsToldAndWithoutAnybodyOperations) {
  world.Registry({"officer_released { officer: 'telihan-kesra' }", "officer_released { officer: 'telihan-puskesos' }"});
  world.Unserved("hh-1");
  world.Pass(30);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("officers/barat-camat: 1 alerts"));
  world.Registry({"officer_released { officer: 'barat-camat' }", "officer_released { officer: 'dinsos-kabid' }"});
  world.Unserved("hh-2");
  world.Pass(30);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("operations: 1 alerts"));
}

TEST_F(DigestsTest, WhoLeavesBeforeItsDigestIsReplaced) {
  world.Unserved("hh-1");
  world.Registry({"officer_released { officer: 'telihan-kesra' }", "officer_released { officer: 'telihan-puskesos' }"});
  world.Pass(120);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("officers/barat-camat: 1 alerts"));
}

TEST_F(DigestsTest, WhoHasOtherRegionsNowIsReplacedAndTheOthersHearItOnce) {
  world.Unserved("hh-1");
  world.Registry({"officer_assigned { officer: 'telihan-kesra' regions: '64.74.03.1001' }",
                  "officer_assigned { officer: 'telihan-baru' regions: '64.74.03.1002' }"});
  world.Pass(120);
  EXPECT_THAT(world.TakeDigests(),
              UnorderedElementsAre("officers/telihan-baru: 1 alerts", "officers/telihan-puskesos: 1 alerts"));
}

TEST_F(DigestsTest, WhoLeavesWithMuchUntoldGetsNoneOfIt) {
  world.Registry({"officer_released { officer: 'telihan-puskesos' }"});
  for (int i = 0; i < 2 * kMovesPerRow + 1; ++i) world.Unserved("hh-" + std::to_string(i));
  world.Registry({"officer_released { officer: 'telihan-kesra' }"});
  world.Pass(2 * kHour);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("officers/barat-camat: 1001 alerts"));
}

TEST_F(DigestsTest, WhoLeavesAtTheKecamatanLeavesItThere) {
  world.Unserved("hh-1");
  world.Pass(48 * kHour);
  ASSERT_EQ(world.Alert("hh-1").routing().level(), pb::LEVEL_DISTRICT);
  world.Registry({"officer_released { officer: 'barat-camat' }"});
  world.Take();
  world.Pass(120);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("officers/dinsos-kabid: 1 alerts"));
  EXPECT_EQ(world.Alert("hh-1").routing().level(), pb::LEVEL_CITY);
}

TEST_F(DigestsTest, WithoutAnAddressItWaitsForOne) {
  Reject("NIK_INVALID");
  world.Ledger("rejected { head { city: 6474 stakeholder: 'pupuk' } reason: REASON_NIK_INVALID }");
  world.Pass(2 * kHour);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("stakeholders/baznas: 0 alerts"));
  ASSERT_EQ(world.Refusal("save_contact { recipient: 'stakeholders/pupuk' webhook_url: 'https://pupuk.example/' }"),
            "");
  world.Pass(60);
  EXPECT_EQ(Lines(Digests().at(0)), "stakeholders/pupuk: REJECTED NIK_INVALID 1");
}

TEST_F(DigestsTest, SilencesThatAreOverDoNotCount) {
  const auto create = [&] {
    return world.Refusal("create_silence { comment: 'x' until: " + std::to_string(world.now + kMicrosPerMinute) + " }");
  };
  for (std::size_t i = 0; i < kSilencesMax; ++i) ASSERT_EQ(create(), "");
  EXPECT_EQ(create(), "TOO_MANY_SILENCES");
  world.Pass(60);
  EXPECT_EQ(create(), "");
  const std::string prefix = SilencePrefix(kBontang);
  std::size_t kept = 0;
  for (auto at = world.tables().Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) ++kept;
  EXPECT_EQ(kept, 1U);
}

TEST_F(DigestsTest, ASilenceKeepsQuietAndThenTells) {
  world.Unserved("hh-1");
  EXPECT_EQ(world.Refusal("create_silence { region: '64.74.03' until: " + std::to_string(At("2026-03-19", 12)) + " }"),
            "SILENCE_INVALID");
  ASSERT_EQ(world.Refusal("create_silence { region: '64.74.03' comment: 'banjir' until: " +
                          std::to_string(At("2026-03-19", 12)) + " }"),
            "");
  world.PassUntil(At("2026-03-19", 11));
  EXPECT_THAT(Digests(), IsEmpty());
  EXPECT_EQ(world.Alert("hh-1").routing().level(), pb::LEVEL_KELURAHAN) << "and nothing goes further";
  world.PassUntil(At("2026-03-19", 12));
  EXPECT_EQ(Digests().at(0).recipient(), "officers/telihan-kesra");
}

TEST_F(DigestsTest, ASilenceThatIsEndedTellsAtOnce) {
  ASSERT_EQ(world.Refusal(
                "create_silence { need: 'food' comment: 'uji' until: " + std::to_string(At("2026-03-19", 12)) + " }"),
            "");
  const Sequence silence = world.rows() - 1;
  world.Unserved("hh-1");
  world.Pass(kHour);
  EXPECT_THAT(Digests(), IsEmpty());
  ASSERT_EQ(world.Refusal("end_silence { silence: " + std::to_string(silence) + " }"), "");
  EXPECT_EQ(world.Refusal("end_silence { silence: " + std::to_string(silence) + " }"), "SILENCE_NOT_FOUND");
  world.Pass(30);
  EXPECT_EQ(Digests().size(), 2U);
}

TEST_F(DigestsTest, AStakeholderGetsOneSummaryOfWhatWasNotPosted) {
  for (int i = 0; i < 100; ++i) Reject("NIK_INVALID");
  Reject("DAY_IN_FUTURE");
  world.Ledger("conflicted { head { city: 6474 stakeholder: 'baznas' } }");
  EXPECT_THAT(world.TakeNames(), ElementsAre("digest_scheduled")) << "a flood leaves one row";
  world.Pass(kHour);
  EXPECT_EQ(Lines(Digests().at(0)),
            "stakeholders/baznas: REJECTED DAY_IN_FUTURE 1 REJECTED NIK_INVALID 100 "
            "CONFLICT EVENT_ID_TAKEN 1");
  Reject("NIK_INVALID");
  world.Pass(2 * kHour);
  EXPECT_EQ(Lines(Digests().at(0)), "stakeholders/baznas: REJECTED NIK_INVALID 1") << "what is new";
}

TEST_F(DigestsTest, AnOverlapIsToldToBothOnce) {
  const std::string overlap =
      "{ household: 'hh-1' kelurahan: '64.74.03.1002' verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED"
      " first { sequence: 1 stakeholder: 'baznas' } second { sequence: 2 stakeholder: 'dinsos' } }";
  world.Matching({"overlap_found " + overlap});
  world.Matching({"overlap_cleared { overlap " + overlap + " }"});
  world.Pass(kHour);
  EXPECT_THAT(Digests(), IsEmpty()) << "over before anybody was told";
  world.Matching({"overlap_found " + overlap});
  world.Pass(kHour);
  EXPECT_EQ(Digests().size(), 2U);
  world.Matching({"overlap_cleared { overlap " + overlap + " }"});
  world.Matching({"overlap_found " + overlap});
  world.Pass(24 * kHour);
  EXPECT_THAT(Digests(), IsEmpty()) << "once";
}

TEST_F(DigestsTest, OperationsHearOfASilentFeedEvenAtNight) {
  ASSERT_EQ(world.Refusal("save_contact { recipient: 'operations' email: 'operasi@kota.example' }"), "");
  world.PassUntil(At("2026-03-16", 23));
  world.Matching({"feed_silent { stakeholder: 'baznas' }"});
  world.Pass(30);
  auto digests = Digests();
  ASSERT_EQ(digests.size(), 1U);
  EXPECT_EQ(Lines(digests[0]), "operations: FEED_SILENT BAZNAS 1");
  EXPECT_THAT(digests[0].channels(), ElementsAre(pb::CHANNEL_EMAIL));
  world.Matching({"feed_resumed { stakeholder: 'baznas' }"});
  world.Pass(30);
  EXPECT_EQ(Lines(Digests().at(0)), "operations: FEED_RESUMED BAZNAS 1");
}

class DeliveriesTest : public DigestsTest {
 protected:
  DeliveriesTest() {
    world.Unserved("hh-1");
    world.Pass(30);
    const pb::DigestComposed digest = Digests().at(0);
    officer = digest.recipient();
    delivery = "delivery { digest: " + std::to_string(digest.digest()) + " channel: CHANNEL_EMAIL }";
    id = testing::Parse<pb::DeliveryId>("digest: " + std::to_string(digest.digest()) + " channel: CHANNEL_EMAIL");
  }
  std::string Begin(int attempts) {
    return world.Refusal("begin_attempt { " + delivery + " attempts: " + std::to_string(attempts) + " }", "services/n");
  }
  std::string End(int attempt, const std::string& outcome) {
    return world.Refusal("end_attempt { " + delivery + " attempt: " + std::to_string(attempt) + " outcome: OUTCOME_" +
                             outcome + " detail: 'SMTP_550' jitter: 500000 }",
                         "services/n");
  }
  pb::DeliveryRow Row() const { return Get<pb::DeliveryRow>(world.tables(), DeliveryKey(kBontang, id)).value(); }

  std::string officer;
  std::string delivery;
  pb::DeliveryId id;
};

TEST_F(DeliveriesTest, OneDispatcherTakesIt) {
  EXPECT_EQ(Row().state(), pb::DELIVERY_STATE_QUEUED);
  EXPECT_EQ(Begin(0), "");
  EXPECT_EQ(Begin(0), "DELIVERY_TAKEN") << "another one saw the same";
  EXPECT_EQ(Begin(1), "") << "the first one died with it";
  EXPECT_EQ(End(1, "SENT"), "DELIVERY_TAKEN") << "and was not dead";
  EXPECT_EQ(End(2, "SENT"), "");
  EXPECT_EQ(Row().state(), pb::DELIVERY_STATE_SENT);
  EXPECT_EQ(Begin(2), "DELIVERY_TAKEN");
}

TEST_F(DeliveriesTest, FailuresPauseAndAreGivenUp) {
  ASSERT_EQ(Begin(0), "");
  ASSERT_EQ(End(1, "FAILED"), "");
  EXPECT_EQ(Row().state(), pb::DELIVERY_STATE_QUEUED);
  EXPECT_EQ(Row().not_before(), world.now + RetryPause(1, 500'000));
  world.Pass(24 * kHour);
  ASSERT_EQ(Begin(1), "");
  world.Take();
  ASSERT_EQ(End(2, "FAILED"), "");
  EXPECT_EQ(Row().state(), pb::DELIVERY_STATE_GIVEN_UP);
  world.Pass(60);
  EXPECT_EQ(Lines(Digests().at(0)), "operations: ADDRESS_DEAD " + officer + " 1");
}

TEST_F(DeliveriesTest, AMessageThatKillsItsDispatcherPauses) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    ASSERT_EQ(Begin(attempt), "");
    EXPECT_EQ(Row().not_before(), world.now + RetryPause(attempt + 1, 0));
  }
  EXPECT_EQ(Row().state(), pb::DELIVERY_STATE_SENDING);
}

TEST_F(DeliveriesTest, OperationsThatCannotBeReachedAreNotToldOfItForEver) {
  world.Registry({"officer_released { officer: 'telihan-kesra' }", "officer_released { officer: 'telihan-puskesos' }",
                  "officer_released { officer: 'barat-camat' }", "officer_released { officer: 'dinsos-kabid' }"});
  world.Unserved("hh-2");
  world.Pass(30);
  const auto digests = Digests();
  ASSERT_EQ(digests.back().recipient(), "operations");
  delivery = "delivery { digest: " + std::to_string(digests.back().digest()) + " channel: CHANNEL_EMAIL }";
  ASSERT_EQ(Begin(0), "");
  ASSERT_EQ(End(1, "DEAD"), "");
  world.Pass(kHour);
  EXPECT_THAT(world.TakeDigests(), IsEmpty()) << "nobody else is there";
}

TEST_F(DeliveriesTest, ADeadAddressIsToldAndOthersTakeOver) {
  world.Registry({"officer_released { officer: 'telihan-puskesos' }"});
  ASSERT_EQ(officer, "officers/telihan-kesra");
  ASSERT_EQ(Begin(0), "");
  ASSERT_EQ(End(1, "DEAD"), "");
  world.Pass(60);
  EXPECT_THAT(world.TakeDigests(), UnorderedElementsAre("operations: 0 alerts", "officers/barat-camat: 1 alerts"));
  world.Unserved("hh-2");
  world.Pass(2 * kHour);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("officers/barat-camat: 1 alerts"));
  world.Registry({"officer_assigned { officer: 'telihan-kesra' regions: '64.74.03.1002' }"});
  world.Unserved("hh-3");
  world.Pass(2 * kHour);
  EXPECT_THAT(world.TakeDigests(), ElementsAre("officers/telihan-kesra: 1 alerts")) << "with a new address";
}

}  // namespace
}  // namespace padu::notification
