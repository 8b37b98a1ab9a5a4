#include <gtest/gtest.h>

#include "services/registry/domain/limits.h"
#include "services/registry/domain/testing/town.h"

namespace padu::registry::testing {
namespace {

constexpr std::string_view kEvidence = " evidence { kind: 'BERITA_ACARA' document_number: 'BA/7/2026' day: 20520 } ";

std::string Step(std::string_view to, std::string_view more = "") {
  return "take_verification_step { household: 'hh-1' to: VERIFICATION_STATE_" + std::string(to) + " " +
         std::string(more) + " }";
}

// Up to SUBMITTED, proposed by the kelurahan's officer.
void Submit(Town& town) {
  town.Do(Step("PROPOSED"), kOfficer);
  town.Do(Step("DELIBERATED", kEvidence), kOfficer);
  town.Do(Step("FIELD_VERIFIED", kEvidence), kOfficer);
  town.Do(Step("SUBMITTED"), kOfficer);
}

TEST(Verification, GoesStepByStepToActive) {
  Town town;
  Submit(town);
  town.Do(Step("APPROVED"), kLurah);
  EXPECT_EQ(town.Facts()[0].household_verification_changed().expires_day(), kToday + kVerificationDays);
  town.Do(Step("ACTIVE"));
  const pb::VerificationRow row = town.Household("hh-1").verification();
  EXPECT_EQ(row.state(), pb::VERIFICATION_STATE_ACTIVE);
  EXPECT_EQ(row.proposer(), kOfficer);
  EXPECT_EQ(row.last_by(), kOperator);
  EXPECT_EQ(row.evidence_size(), 2);
  EXPECT_TRUE(town.tables().Scan(VerificationKey(kBontang, pb::VERIFICATION_STATE_ACTIVE, "hh-1"), "")->Valid());
  const std::string before = VerificationPrefix(kBontang, pb::VERIFICATION_STATE_APPROVED);
  EXPECT_FALSE(town.tables().Scan(before, PrefixEnd(before))->Valid());
}

TEST(Verification, IsApprovedBySomebodyElse) {
  Town town;
  Submit(town);
  EXPECT_EQ(town.When(Step("APPROVED"), kOfficer).Refusal(), "FOUR_EYES");
  EXPECT_EQ(town.When(Step("APPROVED"), kLurah).Refusal(), "");
}

TEST(Verification, NeedsEvidenceOfDeliberationAndFieldCheck) {
  Town town;
  town.Do(Step("PROPOSED"), kOfficer);
  EXPECT_EQ(town.When(Step("DELIBERATED")).Refusal(), "EVIDENCE_MISSING");
  EXPECT_EQ(town.When(Step("DELIBERATED", "evidence { kind: 'berita acara' day: 20520 }")).Refusal(), "FIELD_INVALID");
  EXPECT_EQ(town.When(Step("DELIBERATED", "evidence { kind: 'MUSKEL' day: 20528 }")).Refusal(), "DAY_IN_FUTURE");
  EXPECT_EQ(town.When(Step("DELIBERATED",
                           "evidence { kind: 'MUSKEL' day: 20520 document_number: "
                           "'6474991708850001' }"))
                .Refusal(),
            "TEXT_HOLDS_NIK");
}

TEST(Verification, NeedsAReasonToTurnAside) {
  Town town;
  town.Do(Step("PROPOSED"), kOfficer);
  for (const std::string_view to : {"REJECTED", "DISPUTED", "WITHDRAWN"}) {
    EXPECT_EQ(town.When(Step(to)).Refusal(), "FIELD_MISSING") << to;
    EXPECT_EQ(town.When(Step(to, "reason: 'tidak miskin'")).Refusal(), "FIELD_INVALID") << to;
  }
  town.Do(Step("DISPUTED", "reason: 'NOT_POOR'"));
  EXPECT_EQ(town.Household("hh-1").verification().reason(), "NOT_POOR");
  town.Do(Step("DELIBERATED", kEvidence));
  town.Do(Step("REJECTED", "reason: 'NOT_POOR'"));
  town.Do(Step("PROPOSED"));
  EXPECT_EQ(town.Household("hh-1").verification().proposer(), kOperator);
  EXPECT_EQ(town.Household("hh-1").verification().evidence_size(), 0);
}

// Every pair of states that is no step is refused.
TEST(Verification, KnowsNoShortCuts) {
  Town town;
  int refused = 0;
  for (int to = 0; to <= pb::VerificationState_MAX; ++to) {
    pb::Command command;
    command.mutable_take_verification_step()->set_household("hh-1");
    command.mutable_take_verification_step()->set_to(static_cast<pb::VerificationState>(to));
    if (to == pb::VERIFICATION_STATE_PROPOSED) continue;
    EXPECT_EQ(town.When(command).Refusal(), "ILLEGAL_TRANSITION") << to;
    ++refused;
  }
  EXPECT_EQ(refused, 14);
}

void Approve(Town& town) {
  Submit(town);
  town.Do(Step("APPROVED"), kLurah);
  town.Do(Step("ACTIVE"));
}

TEST(Verification, EndsByItselfOnItsDay) {
  Town town;
  Approve(town);
  town.On(kToday + kVerificationDays - 1);
  EXPECT_FALSE(town.RunDue());
  town.On(kToday + kVerificationDays);
  ASSERT_TRUE(town.RunDue());
  ASSERT_EQ(town.FactNames(), "household_verification_expired");
  EXPECT_EQ(town.Facts()[0].household_verification_expired().day(), kToday + kVerificationDays);
  EXPECT_EQ(town.Facts()[0].household_verification_expired().from(), pb::VERIFICATION_STATE_ACTIVE);
  const pb::VerificationRow row = town.Household("hh-1").verification();
  EXPECT_EQ(row.state(), pb::VERIFICATION_STATE_EXPIRED);
  EXPECT_FALSE(row.has_expires_day());
  EXPECT_TRUE(town.tables().Scan(VerificationKey(kBontang, row.state(), "hh-1"), "")->Valid());
  EXPECT_FALSE(town.RunDue());
  EXPECT_EQ(town.When(Step("ACTIVE")).Refusal(), "ILLEGAL_TRANSITION");
  EXPECT_EQ(town.When(Step("PROPOSED")).Refusal(), "");
}

// What was approved before counts until its day, however far the renewal is by then.
TEST(Verification, ARenewalTakesNothingAway) {
  Town town;
  Approve(town);
  town.On(kToday + 300);
  Submit(town);
  EXPECT_EQ(town.Household("hh-1").verification().expires_day(), kToday + kVerificationDays);
  town.On(kToday + kVerificationDays);
  ASSERT_TRUE(town.RunDue());
  EXPECT_EQ(town.Household("hh-1").verification().state(), pb::VERIFICATION_STATE_SUBMITTED);
  EXPECT_FALSE(town.Household("hh-1").verification().has_expires_day());
  EXPECT_EQ(town.Household("hh-1").verification().proposer(), kOfficer);
  town.Do(Step("APPROVED"), kLurah);
  EXPECT_EQ(town.Household("hh-1").verification().expires_day(), kToday + 2 * kVerificationDays);
  EXPECT_FALSE(town.RunDue());
}

TEST(Verification, WhatWasTurnedAsideOrMergedDoesNotExpire) {
  for (const std::string& last : {Step("WITHDRAWN", "reason: 'NOT_POOR'"), Step("DISPUTED", "reason: 'NOT_POOR'"),
                                  std::string("merge_households { household: 'hh-1' into: 'hh-4' }")}) {
    Town town;
    Approve(town);
    town.Do(last);
    EXPECT_FALSE(town.Household("hh-1").verification().has_expires_day()) << last;
    town.On(kToday + kVerificationDays);
    EXPECT_FALSE(town.RunDue()) << last;
  }
}

TEST(Verification, AnEntryThatCrashesIsPutAside) {
  Town town;
  Approve(town);
  town.On(kToday + kVerificationDays);
  ASSERT_TRUE(town.SkipDue());
  EXPECT_FALSE(town.RunDue());
  EXPECT_EQ(town.Household("hh-1").verification().state(), pb::VERIFICATION_STATE_ACTIVE);
  town.Do(Step("PROPOSED"));  // goes on as ever
}

TEST(Verification, CountsAsLongAsTheCitySets) {
  const RegistryMachine machine(Rules{.verification_days = 30});
  Town town(machine);
  Approve(town);
  EXPECT_EQ(town.Household("hh-1").verification().expires_day(), kToday + 30);
}

}  // namespace
}  // namespace padu::registry::testing
