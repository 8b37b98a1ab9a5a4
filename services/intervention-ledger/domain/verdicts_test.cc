// One test for each verdict and each way to come to it (ARCHITECTURE.md, section 3, rules 10 and 12).

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "padu/ledger/v1/commands.pb.h"
#include "services/intervention-ledger/domain/testing/world.h"

namespace padu::ledger {
namespace {

using testing::Aid;
using testing::Corrected;
using testing::Recorded;
using testing::Reversed;
using testing::StayOf;
using testing::World;

class VerdictsTest : public ::testing::Test {
 protected:
  VerdictsTest() { world.AddHousehold("hh-1"); }
  ~VerdictsTest() override { EXPECT_EQ(world.Refold(), world.OwnTables()); }

  static Aid Blt(std::string event_id, std::int64_t rupiah = 300'000) {
    return {.event_id = std::move(event_id), .household = "hh-1", .rupiah = rupiah};
  }
  pb::Verdict VerdictOf(Sequence first) { return world.Submission(first)->verdict(); }

  World world;
};

TEST_F(VerdictsTest, PostedCarriesTheEntryWhole) {
  const pb::Fact fact = world.Send(Recorded(Blt("e1")));
  ASSERT_TRUE(fact.has_posted());
  const pb::Entry& entry = fact.posted().entries(0);
  EXPECT_EQ(entry.household(), "hh-1");
  EXPECT_EQ(entry.kelurahan(), "64.74.03.1002");
  EXPECT_EQ(entry.programme(), "blt");
  EXPECT_EQ(entry.rupiah(), 300'000);
  EXPECT_EQ(FormatDay(entry.day()), "2026-03-02");
  EXPECT_EQ(entry.roll_up(), pb::ROLL_UP_HOUSEHOLD);
  EXPECT_EQ(fact.posted().head().box_offset(), 0);
  EXPECT_EQ(VerdictOf(0), pb::VERDICT_POSTED);
  EXPECT_EQ(world.Coverage("blt", "2026-03")->rupiah(), 300'000);
  EXPECT_EQ(world.Coverage("blt", "2026-03")->households(), 1);
}

TEST_F(VerdictsTest, SameIdAndContentIsADuplicateOfTheFirst) {
  world.Send(Recorded(Blt("e1")));
  const pb::Fact fact = world.Send(Recorded(Blt("e1")));
  ASSERT_TRUE(fact.has_duplicated());
  EXPECT_EQ(fact.duplicated().of_sequence(), 0U);
  EXPECT_EQ(world.Entries("hh-1").size(), 1U);
  EXPECT_EQ(VerdictOf(1), pb::VERDICT_DUPLICATE);
}

TEST_F(VerdictsTest, SameIdAndOtherContentIsAConflict) {
  world.Send(Recorded(Blt("e1")));
  const pb::Fact fact = world.Send(Recorded(Blt("e1", 500'000)));
  ASSERT_TRUE(fact.has_conflicted());
  EXPECT_EQ(fact.conflicted().with_sequence(), 0U);
  EXPECT_EQ(world.Coverage("blt", "2026-03")->rupiah(), 300'000);
}

TEST_F(VerdictsTest, AnotherStakeholdersIdIsAnotherId) {
  world.Send(Recorded(Blt("e1")));
  Aid aid = Blt("e1");
  aid.stakeholder = "baznas";
  EXPECT_TRUE(world.Send(Recorded(aid)).has_posted());
}

TEST_F(VerdictsTest, ARejectedSubmissionsIdMayBeUsedAgain) {
  const pb::Fact rejected = world.Send(Recorded(Blt("e1", -5)));
  ASSERT_TRUE(rejected.has_rejected());
  EXPECT_EQ(rejected.rejected().reason(), pb::REASON_AMOUNT_NOT_POSITIVE);
  EXPECT_EQ(rejected.rejected().field(), "benefit.rupiah");
  EXPECT_TRUE(world.Send(Recorded(Blt("e1"))).has_posted());
  EXPECT_TRUE(world.Send(Recorded(Blt("e1"))).has_duplicated());
}

TEST_F(VerdictsTest, UnreadableNamesWhatItCould) {
  pb::SubmissionContent content;
  content.set_city(testing::kBontang);
  content.set_stakeholder("dinsos");
  content.mutable_problem()->set_verdict(pb::VERDICT_UNREADABLE);
  content.mutable_problem()->set_reason(pb::REASON_JSON_FIELD_UNKNOWN);
  content.mutable_problem()->set_field("benefit.rupia");
  const pb::Fact fact = world.Send(content);
  ASSERT_TRUE(fact.has_unreadable());
  EXPECT_EQ(fact.unreadable().reason(), pb::REASON_JSON_FIELD_UNKNOWN);
  EXPECT_EQ(world.Submission(0)->field(), "benefit.rupia");
}

TEST_F(VerdictsTest, QuarantineNamesThePlace) {
  common::v1::BoxCause cause;
  cause.set_box("padu.aid.submitted.v1.6474.dinsos");
  cause.set_generation(1);
  cause.set_offset(7);
  class Take final : public journal::Emitter {
   public:
    void Emit(const journal::MessageLite& fact) override { taken = static_cast<const pb::Fact&>(fact); }
    pb::Fact taken;
  } take;
  world.machine.DecideQuarantine(cause, {.now = world.now, .sequence = 0}, world.tables, take);
  ASSERT_TRUE(take.taken.has_quarantined());
  EXPECT_EQ(take.taken.quarantined().head().stakeholder(), "dinsos");
  EXPECT_EQ(take.taken.quarantined().head().city(), testing::kBontang);
  EXPECT_EQ(take.taken.quarantined().head().box_offset(), 7);
}

TEST_F(VerdictsTest, AnUnknownNikParksAndPostsWhenItIsRegistered) {
  Aid aid{.event_id = "e1", .programme = "pkh", .token = "token-1", .rupiah = 750'000};
  const pb::Fact parked = world.Send(Recorded(aid));
  ASSERT_TRUE(parked.has_parked());
  EXPECT_EQ(parked.parked().reason(), pb::REASON_BENEFICIARY_UNKNOWN);
  EXPECT_EQ(parked.parked().wait().nik_token(), "token-1");
  EXPECT_TRUE(world.Send(Recorded(aid)).has_duplicated());
  EXPECT_TRUE(world.Entries("hh-1").empty());

  world.AddPerson("p-1", {StayOf("hh-1", "kk-1", "2020-01-01")}, "token-1");
  world.EndWait(parked.parked().wait());
  const auto facts = world.RunDue();
  ASSERT_EQ(facts.size(), 1U);
  ASSERT_TRUE(facts[0].has_posted());
  EXPECT_EQ(facts[0].posted().head().first_sequence(), 0U);
  EXPECT_EQ(facts[0].posted().head().box_offset(), 0);
  EXPECT_EQ(facts[0].posted().entries(0).person(), "p-1");
  EXPECT_EQ(VerdictOf(0), pb::VERDICT_POSTED);
  EXPECT_EQ(world.Entries("hh-1")[0].submission(), 0U);
  EXPECT_TRUE(world.Send(Recorded(aid)).has_duplicated());
}

TEST_F(VerdictsTest, AParkedSubmissionMayWaitForSomethingElseNext) {
  const Aid aid{.event_id = "e1", .programme = "pkh", .token = "token-1", .rupiah = 750'000};
  const pb::Fact parked = world.Send(Recorded(aid));
  world.AddPerson("p-1", {}, "token-1");
  world.EndWait(parked.parked().wait());
  const auto again = world.RunDue();
  ASSERT_EQ(again.size(), 1U);
  ASSERT_TRUE(again[0].has_parked());
  EXPECT_EQ(again[0].parked().reason(), pb::REASON_BENEFICIARY_WITHOUT_HOUSEHOLD);

  world.AddPerson("p-1", {StayOf("hh-1", "", "2026-01-01")}, "token-1");
  world.EndWait(again[0].parked().wait());
  const auto posted = world.RunDue();
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_TRUE(posted[0].has_posted());
  EXPECT_EQ(VerdictOf(0), pb::VERDICT_POSTED);
}

TEST_F(VerdictsTest, ManyThatWaitForOneAreDecidedOnePerRow) {
  pb::Wait wait;
  for (int i = 0; i < 5; ++i) {
    Aid aid{.event_id = "e" + std::to_string(i), .programme = "pkh", .token = "token-1", .rupiah = 750'000};
    wait = world.Send(Recorded(aid)).parked().wait();
  }
  world.AddPerson("p-1", {StayOf("hh-1", "kk-1", "2020-01-01")}, "token-1");
  world.EndWait(wait);
  EXPECT_EQ(world.RunDue().size(), 5U);
  EXPECT_EQ(world.Entries("hh-1").size(), 5U);
  EXPECT_FALSE(world.FirstDue().has_value());
}

TEST_F(VerdictsTest, AWaitThatEndsForNothingLeavesThemParked) {
  for (int i = 0; i < 3; ++i) {
    world.Send(Recorded({.event_id = "e" + std::to_string(i), .programme = "pkh", .token = "t", .rupiah = 750'000}));
  }
  world.EndWait(world.LastFact().parked().wait());
  EXPECT_EQ(world.RunDue().size(), 3U);
  EXPECT_EQ(VerdictOf(2), pb::VERDICT_PARKED);
  EXPECT_FALSE(world.FirstDue().has_value());
}

TEST_F(VerdictsTest, ADueEntryThatCrashedIsSetAsideAndFreesItsId) {
  const Aid aid{.event_id = "e1", .programme = "pkh", .token = "token-1", .rupiah = 750'000};
  world.Send(Recorded(aid));
  world.Send(Recorded({.event_id = "e2", .programme = "pkh", .token = "token-1", .rupiah = 750'000}));
  world.AddPerson("p-1", {StayOf("hh-1", "kk-1", "2020-01-01")}, "token-1");
  world.EndWait(world.rows[0].facts[0].parked().wait());
  world.SkipDue();
  EXPECT_EQ(VerdictOf(0), pb::VERDICT_QUARANTINED);
  EXPECT_EQ(world.RunDue().size(), 1U);
  EXPECT_EQ(VerdictOf(1), pb::VERDICT_POSTED);
  EXPECT_TRUE(world.Send(Recorded(aid)).has_posted());
}

TEST_F(VerdictsTest, AReversalTakesBackOnTheOriginalsDay) {
  world.Send(Recorded(Blt("e1")));
  world.Send(Recorded(Blt("e2", 200'000)));
  const pb::Fact fact = world.Send(Reversed("r1", "e1"));
  ASSERT_TRUE(fact.has_posted());
  const pb::Entry& back = fact.posted().entries(0);
  EXPECT_EQ(back.rupiah(), -300'000);
  EXPECT_EQ(FormatDay(back.day()), "2026-03-02");
  EXPECT_EQ(back.reverses_sequence(), 0U);
  EXPECT_EQ(world.Coverage("blt", "2026-03")->rupiah(), 200'000);
  EXPECT_EQ(world.Coverage("blt", "2026-03")->households(), 1);
  EXPECT_EQ(world.Submission(0)->reversed_by(), 2U);
  EXPECT_EQ(world.Entries("hh-1").size(), 3U);
}

TEST_F(VerdictsTest, TheLastReversalLeavesNoSums) {
  world.Send(Recorded(Blt("e1")));
  world.Send(Reversed("r1", "e1"));
  EXPECT_FALSE(world.Coverage("blt", "2026-03").has_value());
  std::string value;
  EXPECT_FALSE(world.tables.Get(YearKey("hh-1", 2026), &value));
}

TEST_F(VerdictsTest, DoubleReversalIsRefused) {
  world.Send(Recorded(Blt("e1")));
  world.Send(Reversed("r1", "e1"));
  EXPECT_TRUE(world.Send(Reversed("r1", "e1")).has_duplicated());
  const pb::Fact fact = world.Send(Reversed("r2", "e1"));
  ASSERT_TRUE(fact.has_rejected());
  EXPECT_EQ(fact.rejected().reason(), pb::REASON_ALREADY_REVERSED);
}

TEST_F(VerdictsTest, AReversalCannotBeReversedNorReverseItself) {
  world.Send(Recorded(Blt("e1")));
  world.Send(Reversed("r1", "e1"));
  EXPECT_EQ(world.Send(Reversed("r2", "r1")).rejected().reason(), pb::REASON_NOT_REVERSIBLE);
  EXPECT_EQ(world.Send(Reversed("r3", "r3")).rejected().reason(), pb::REASON_REVERSES_ITSELF);
  EXPECT_EQ(world.Send(Reversed("r4", "")).rejected().reason(), pb::REASON_FIELD_MISSING);
}

TEST_F(VerdictsTest, AnotherStakeholderCannotReverse) {
  world.Send(Recorded(Blt("e1")));
  EXPECT_TRUE(world.Send(Reversed("r1", "e1", "baznas")).has_parked());
  EXPECT_EQ(world.Coverage("blt", "2026-03")->rupiah(), 300'000);
}

TEST_F(VerdictsTest, AReversalBeforeItsOriginalWaitsForIt) {
  const pb::Fact parked = world.Send(Reversed("r1", "e1"));
  ASSERT_TRUE(parked.has_parked());
  EXPECT_EQ(parked.parked().reason(), pb::REASON_REFERENCE_UNKNOWN);
  world.Send(Reversed("r2", "e1"));
  EXPECT_TRUE(world.Send(Recorded(Blt("e1", -1))).has_rejected());
  EXPECT_FALSE(world.FirstDue().has_value());

  const pb::Fact original = world.Send(Recorded(Blt("e1")));
  ASSERT_TRUE(original.has_posted());
  EXPECT_TRUE(original.posted().awaited());
  const auto facts = world.RunDue();
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_TRUE(facts[0].has_posted());
  EXPECT_EQ(facts[1].rejected().reason(), pb::REASON_ALREADY_REVERSED);
  EXPECT_FALSE(world.Coverage("blt", "2026-03").has_value());
}

TEST_F(VerdictsTest, AReversalOfAParkedSubmissionWaitsWithIt) {
  const Aid aid{.event_id = "e1", .programme = "pkh", .token = "token-1", .rupiah = 750'000};
  const pb::Fact parked = world.Send(Recorded(aid));
  EXPECT_TRUE(world.Send(Reversed("r1", "e1")).has_parked());
  world.AddPerson("p-1", {StayOf("hh-1", "kk-1", "2020-01-01")}, "token-1");
  world.EndWait(parked.parked().wait());
  const auto facts = world.RunDue();
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_TRUE(facts[0].posted().awaited());
  EXPECT_EQ(facts[1].posted().entries(0).rupiah(), -750'000);
  EXPECT_EQ(VerdictOf(1), pb::VERDICT_POSTED);
}

TEST_F(VerdictsTest, ACorrectionIsReversalAndNewEntryInOneRow) {
  world.Send(Recorded(Blt("e1")));
  const pb::Fact fact = world.Send(Corrected("e1", Blt("c1", 350'000)));
  ASSERT_EQ(fact.posted().entries_size(), 2);
  EXPECT_EQ(fact.posted().entries(0).rupiah(), -300'000);
  EXPECT_EQ(fact.posted().entries(1).rupiah(), 350'000);
  EXPECT_EQ(world.Coverage("blt", "2026-03")->rupiah(), 350'000);
  EXPECT_EQ(world.Coverage("blt", "2026-03")->count(), 1);
  EXPECT_EQ(world.Send(Reversed("r1", "e1")).rejected().reason(), pb::REASON_ALREADY_REVERSED);
  EXPECT_EQ(world.Send(Reversed("r2", "c1")).posted().entries(0).rupiah(), -350'000);
  EXPECT_FALSE(world.Coverage("blt", "2026-03").has_value());
}

TEST_F(VerdictsTest, ACorrectionThatIsWrongChangesNothing) {
  world.Send(Recorded(Blt("e1")));
  EXPECT_EQ(world.Send(Corrected("e1", Blt("c1", 0))).rejected().reason(), pb::REASON_FIELD_MISSING);
  Aid unknown{.event_id = "c2", .household = "hh-2", .rupiah = 1'000};
  EXPECT_TRUE(world.Send(Corrected("e1", unknown)).has_parked());
  EXPECT_EQ(world.Coverage("blt", "2026-03")->rupiah(), 300'000);
}

TEST_F(VerdictsTest, ByGrpcTheSameContentReplaysAndOtherContentConflicts) {
  auto command = std::make_shared<pb::RecordCommand>();
  *command->mutable_content() = Recorded(Blt("e1"));
  ASSERT_FALSE(world.Call(command)->replays.has_value());
  EXPECT_TRUE(world.LastFact().has_posted());
  EXPECT_FALSE(world.LastFact().posted().head().has_box_offset());
  EXPECT_EQ(world.Call(command)->replays, 0U);
  EXPECT_EQ(world.rows.size(), 1U);
  EXPECT_TRUE(world.Send(Recorded(Blt("e1"))).has_duplicated());

  auto other = std::make_shared<pb::RecordCommand>();
  *other->mutable_content() = Recorded(Blt("e1", 1));
  EXPECT_FALSE(world.Call(other)->replays.has_value());
  EXPECT_TRUE(world.LastFact().has_conflicted());
}

TEST_F(VerdictsTest, AnOperatorHasARejectedOneDecidedAgain) {
  Aid aid = Blt("e1");
  aid.programme = "baru";
  EXPECT_EQ(world.Send(Recorded(aid)).rejected().reason(), pb::REASON_PROGRAMME_UNKNOWN);
  auto command = std::make_shared<pb::RedecideCommand>();
  command->set_city(testing::kBontang);
  command->set_stakeholder("dinsos");
  command->set_sequence(0);
  ASSERT_TRUE(world.Call(command).ok());
  EXPECT_TRUE(world.LastFact().has_rejected());
  EXPECT_EQ(world.LastFact().rejected().head().first_sequence(), 0U);

  world.tables.Put(
      ProgrammeViewKey(testing::kBontang, "baru"),
      Get<pb::ProgrammeView>(world.tables, ProgrammeViewKey(testing::kBontang, "blt"))->SerializeAsString());
  ASSERT_TRUE(world.Call(command).ok());
  EXPECT_TRUE(world.LastFact().has_posted());
  EXPECT_EQ(VerdictOf(0), pb::VERDICT_POSTED);
  EXPECT_EQ(world.Submission(0)->box_offset(), 0);

  const auto again = world.Call(command);
  EXPECT_EQ(RefusalOf(again.status())->reason, "SUBMISSION_NOT_REDECIDABLE");
  command->set_sequence(99);
  EXPECT_EQ(RefusalOf(world.Call(command).status())->reason, "SUBMISSION_NOT_FOUND");
}

TEST_F(VerdictsTest, ARedecidedOneDoesNotPostBesideItsCorrectedSuccessor) {
  Aid aid = Blt("e1");
  aid.programme = "baru";
  world.Send(Recorded(aid));
  EXPECT_TRUE(world.Send(Recorded(Blt("e1"))).has_posted());
  auto command = std::make_shared<pb::RedecideCommand>();
  command->set_city(testing::kBontang);
  command->set_stakeholder("dinsos");
  command->set_sequence(0);
  ASSERT_TRUE(world.Call(command).ok());
  EXPECT_TRUE(world.LastFact().has_conflicted());
}

TEST_F(VerdictsTest, AnUnreadableOneNeedsItsContentFromTheBox) {
  pb::SubmissionContent unreadable;
  unreadable.set_city(testing::kBontang);
  unreadable.set_stakeholder("dinsos");
  unreadable.mutable_problem()->set_verdict(pb::VERDICT_UNREADABLE);
  unreadable.mutable_problem()->set_reason(pb::REASON_JSON_INVALID);
  world.Send(unreadable);
  auto command = std::make_shared<pb::RedecideCommand>();
  command->set_city(testing::kBontang);
  command->set_stakeholder("dinsos");
  command->set_sequence(0);
  EXPECT_EQ(RefusalOf(world.Call(command).status())->reason, "CONTENT_NOT_KEPT");
  *command->mutable_content() = Recorded(Blt("e1"));
  ASSERT_TRUE(world.Call(command).ok());
  EXPECT_EQ(VerdictOf(0), pb::VERDICT_POSTED);
}

}  // namespace
}  // namespace padu::ledger
