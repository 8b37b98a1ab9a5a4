// What the ledger keeps of the registry's facts, and which parked submissions they wake.

#include "services/intervention-ledger/domain/view.h"

#include <gtest/gtest.h>

#include "padu/registry/v1/facts.pb.h"
#include "services/intervention-ledger/domain/roll_up.h"
#include "services/intervention-ledger/domain/testing/world.h"

namespace padu::ledger {
namespace {

namespace reg = ::padu::registry::v1;

using testing::kBontang;
using testing::Recorded;
using testing::World;

Day D(const char* day) { return ParseDay(day).value(); }

class ViewTest : public ::testing::Test {
 protected:
  // Takes a row of the registry's journal as the engine does: folds it, then decides what it sets off.
  void Take(const std::vector<reg::Fact>& facts) { world.TakeUpstream(RowOf(facts)); }

  static journal::Row RowOf(const std::vector<reg::Fact>& facts) {
    journal::Row row;
    for (reg::Fact fact : facts) {
      fact.set_city(kBontang);
      row.add_facts(fact.SerializeAsString());
    }
    return row;
  }
  static reg::Fact Household(const char* household, const char* kelurahan = "64.74.03.1002") {
    reg::Fact fact;
    fact.mutable_household_registered()->set_household(household);
    fact.mutable_household_registered()->set_from_day(D("2025-01-01"));
    fact.mutable_household_registered()->mutable_domicile()->set_kelurahan(kelurahan);
    return fact;
  }
  static reg::Fact Person(const char* person, const char* household, std::vector<std::string> tokens = {}) {
    reg::Fact fact;
    auto& registered = *fact.mutable_person_registered();
    registered.set_person(person);
    if (household != nullptr) {
      registered.mutable_membership()->set_household(household);
      registered.mutable_membership()->set_family("kk-1");
      registered.mutable_membership()->set_from_day(D("2025-01-01"));
    }
    for (const std::string& token : tokens) registered.mutable_content()->add_nik_tokens()->set_token(token);
    return fact;
  }
  static reg::Fact Ended(const char* person, const char* household, const char* from, const char* until) {
    reg::Fact fact;
    auto& ended = *fact.mutable_membership_ended();
    ended.set_person(person);
    ended.set_household(household);
    ended.set_from_day(D(from));
    ended.set_until_day(D(until));
    return fact;
  }
  static reg::Fact Began(const char* person, const char* household, const char* from) {
    reg::Fact fact;
    auto& began = *fact.mutable_membership_began();
    began.set_person(person);
    began.mutable_membership()->set_household(household);
    began.mutable_membership()->set_from_day(D(from));
    return fact;
  }
  std::optional<pb::PersonView> ByToken(const char* token) {
    return Get<pb::PersonView>(world.tables, TokenViewKey(token));
  }
  // The household to which aid to the person on that day counts; empty if it does not post.
  std::string HouseholdOn(const char* person, const char* day) {
    const pb::Fact fact = world.Send(
        Recorded({.event_id = "e" + std::to_string(++events_), .person = person, .rupiah = 1'000, .day = day}));
    return fact.has_posted() ? fact.posted().entries(0).household() : "";
  }

  World world;

 private:
  int events_ = 0;
};

TEST_F(ViewTest, APersonIsFoundByIdAndByEveryToken) {
  Take({Household("hh-1"), Person("p-1", "hh-1", {"t2", "t1"})});
  EXPECT_EQ(ByToken("t1")->person(), "p-1");
  EXPECT_EQ(ByToken("t2")->stays(0).household(), "hh-1");
  EXPECT_EQ(HouseholdOn("p-1", "2025-06-01"), "hh-1");
}

TEST_F(ViewTest, ANewNikReplacesTheOldTokens) {
  Take({Household("hh-1"), Person("p-1", "hh-1", {"t1"})});
  reg::Fact updated;
  updated.mutable_person_updated()->set_person("p-1");
  updated.mutable_person_updated()->mutable_content()->add_nik_tokens()->set_token("t9");
  updated.mutable_person_updated()->add_dropped_nik_tokens()->set_token("t1");
  Take({updated});
  EXPECT_FALSE(ByToken("t1").has_value());
  EXPECT_EQ(ByToken("t9")->stays_size(), 1);
}

TEST_F(ViewTest, AnErasedPersonIsFoundByIdAlone) {
  Take({Household("hh-1"), Person("p-1", "hh-1", {"t1"})});
  reg::Fact erased;
  erased.mutable_person_erased()->set_person("p-1");
  Take({erased});
  EXPECT_FALSE(ByToken("t1").has_value());
  EXPECT_EQ(HouseholdOn("p-1", "2025-06-01"), "hh-1");
}

TEST_F(ViewTest, AMoveIsSeenUnderTheTokenToo) {
  Take({Household("hh-1"), Household("hh-2"), Person("p-1", "hh-1", {"t1"})});
  EXPECT_FALSE(ByToken("t1")->moved());
  Take({Ended("p-1", "hh-1", "2025-01-01", "2025-06-01"), Began("p-1", "hh-2", "2025-06-01")});
  EXPECT_EQ(HouseholdOn("p-1", "2025-05-31"), "hh-1");
  EXPECT_EQ(HouseholdOn("p-1", "2025-06-01"), "hh-2");
  EXPECT_EQ(ByToken("t1")->stays_size(), 2);
  EXPECT_TRUE(ByToken("t1")->moved());
}

TEST_F(ViewTest, AfterDeathNothingIsPosted) {
  Take({Household("hh-1"), Person("p-1", "hh-1")});
  reg::Fact died;
  died.mutable_person_died()->set_person("p-1");
  died.mutable_person_died()->set_day(D("2026-01-10"));
  Take({died, Ended("p-1", "hh-1", "2025-01-01", "2026-01-11")});
  EXPECT_EQ(HouseholdOn("p-1", "2026-01-10"), "hh-1");
  EXPECT_EQ(HouseholdOn("p-1", "2026-01-11"), "");
  EXPECT_EQ(world.LastFact().rejected().reason(), pb::REASON_BENEFICIARY_DECEASED);
}

TEST_F(ViewTest, AMergeMovesFromItsDayOn) {
  Take({Household("hh-1"), Household("hh-2"), Person("p-1", "hh-1")});
  reg::Fact merged;
  merged.mutable_households_merged()->set_household("hh-1");
  merged.mutable_households_merged()->set_into("hh-2");
  merged.mutable_households_merged()->set_day(D("2026-02-01"));
  Take({merged, Ended("p-1", "hh-1", "2025-01-01", "2026-02-01"), Began("p-1", "hh-2", "2026-02-01")});
  EXPECT_EQ(HouseholdOn("p-1", "2026-01-31"), "hh-1");
  EXPECT_EQ(HouseholdOn("p-1", "2026-02-01"), "hh-2");
  const pb::Fact fact =
      world.Send(Recorded({.event_id = "m1", .household = "hh-1", .rupiah = 1'000, .day = "2026-02-01"}));
  EXPECT_EQ(fact.posted().entries(0).household(), "hh-2");
  EXPECT_EQ(fact.posted().entries(0).roll_up(), pb::ROLL_UP_MERGED);
}

TEST_F(ViewTest, FamiliesHaveAHouseholdInTime) {
  reg::Fact added;
  added.mutable_family_added()->set_family("kk-1");
  added.mutable_family_added()->set_household("hh-1");
  added.mutable_family_added()->set_from_day(D("2025-01-01"));
  reg::Fact moved;
  moved.mutable_family_moved()->set_family("kk-1");
  moved.mutable_family_moved()->set_from_household("hh-1");
  moved.mutable_family_moved()->set_household("hh-2");
  moved.mutable_family_moved()->set_from_day(D("2026-02-01"));
  Take({Household("hh-1"), Household("hh-2"), added});
  Take({moved});
  const auto view = Get<pb::FamilyView>(world.tables, FamilyViewKey("kk-1"));
  ASSERT_EQ(view->stays_size(), 2);
  EXPECT_EQ(view->stays(0).until_day(), D("2026-02-01"));
  EXPECT_EQ(view->stays(1).household(), "hh-2");
}

TEST_F(ViewTest, AMoveIsInTimeAndACorrectionReplaces) {
  Take({Household("hh-1", "64.74.03.1001")});
  const auto move = [](const char* day, const char* kelurahan) {
    reg::Fact fact;
    fact.mutable_household_moved()->set_household("hh-1");
    fact.mutable_household_moved()->set_from_day(D(day));
    fact.mutable_household_moved()->mutable_domicile()->set_kelurahan(kelurahan);
    return fact;
  };
  Take({move("2026-01-01", "64.74.03.1003")});
  Take({move("2026-01-01", "64.74.03.1002"), move("2025-06-01", "64.74.01.1001")});
  const auto view = Get<pb::HouseholdView>(world.tables, HouseholdViewKey("hh-1"));
  ASSERT_EQ(view->domiciles_size(), 3);
  EXPECT_EQ(view->domiciles(1).kelurahan(), "64.74.01.1001");
  EXPECT_EQ(view->domiciles(2).kelurahan(), "64.74.03.1002");
}

TEST_F(ViewTest, APersonsViewHasTheHomeAsItIs) {
  Take({Household("hh-1", "64.74.03.1001"), Household("hh-2"), Person("p-1", "hh-1", {"t1"})});
  EXPECT_EQ(ByToken("t1")->home(), "hh-1");
  EXPECT_EQ(ByToken("t1")->home_view().domiciles(0).kelurahan(), "64.74.03.1001");
  reg::Fact moved;
  moved.mutable_household_moved()->set_household("hh-1");
  moved.mutable_household_moved()->set_from_day(D("2025-03-01"));
  moved.mutable_household_moved()->mutable_domicile()->set_kelurahan("64.74.01.1003");
  Take({moved});
  EXPECT_EQ(ByToken("t1")->home_view().domiciles_size(), 2);
  Take({Ended("p-1", "hh-1", "2025-01-01", "2025-06-01"), Began("p-1", "hh-2", "2025-06-01")});
  EXPECT_EQ(ByToken("t1")->home(), "hh-2");
  reg::Fact merged;
  merged.mutable_households_merged()->set_household("hh-1");
  merged.mutable_households_merged()->set_into("hh-2");
  merged.mutable_households_merged()->set_day(D("2026-02-01"));
  Take({merged});
  EXPECT_EQ(ByToken("t1")->home_view().merged_into(), "");
  EXPECT_EQ(HouseholdOn("p-1", "2025-02-01"), "hh-1");
  EXPECT_EQ(world.LastFact().posted().entries(0).kelurahan(), "64.74.03.1001");
}

TEST_F(ViewTest, ProgrammesAndStakeholdersAreAsLastSaved) {
  reg::Fact stakeholder;
  stakeholder.mutable_stakeholder_registered()->set_stakeholder("csr");
  stakeholder.mutable_stakeholder_registered()->set_active(true);
  reg::Fact programme;
  auto& content = *programme.mutable_programme_saved();
  content.set_programme("paket");
  content.set_stakeholder("csr");
  content.set_assistance_unit(reg::ASSISTANCE_UNIT_HOUSEHOLD);
  content.set_benefit_type(reg::BENEFIT_TYPE_GOODS);
  content.set_unit("package");
  content.set_active(true);
  Take({stakeholder, programme, Household("hh-1")});
  testing::Aid aid{.event_id = "e1",
                   .programme = "paket",
                   .household = "hh-1",
                   .quantity = 2,
                   .unit = "package",
                   .stakeholder = "csr"};
  EXPECT_TRUE(world.Send(Recorded(aid)).posted().entries(0).notes().empty());
  content.set_region("64.74.01");
  Take({programme});
  aid.event_id = "e1a";
  EXPECT_EQ(world.Send(Recorded(aid)).posted().entries(0).notes(0), pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_REGION);
  content.set_active(false);
  Take({programme});
  aid.event_id = "e2";
  EXPECT_EQ(world.Send(Recorded(aid)).rejected().reason(), pb::REASON_PROGRAMME_NOT_RUNNING);
  content.set_active(true);
  stakeholder.mutable_stakeholder_registered()->set_active(false);
  Take({programme, stakeholder});
  EXPECT_EQ(world.Send(Recorded(aid)).rejected().reason(), pb::REASON_STAKEHOLDER_NOT_ACTIVE);
}

// The record that goes, p-1, had its own NIK and lived elsewhere than the one that stays, p-2.
TEST_F(ViewTest, AMergedRecordStandsForThePersonWhoStays) {
  Take({Household("hh-1"), Household("hh-2", "64.74.03.1001"), Person("p-1", "hh-1", {"t1"}),
        Person("p-2", "hh-2", {"t2"})});
  world.Send(Recorded({.event_id = "e1", .person = "p-1", .rupiah = 1'000, .day = "2025-06-01"}));
  reg::Fact merged;
  merged.mutable_persons_merged()->set_person("p-1");
  merged.mutable_persons_merged()->set_into("p-2");
  reg::Fact updated;
  updated.mutable_person_updated()->set_person("p-2");
  updated.mutable_person_updated()->mutable_content()->add_nik_tokens()->set_token("t2");
  updated.mutable_person_updated()->mutable_content()->add_other_nik_tokens()->set_token("t1");
  Take({merged, updated, Ended("p-1", "hh-1", "2025-01-01", "2026-02-01")});
  EXPECT_EQ(ByToken("t1")->person(), "p-2");
  EXPECT_EQ(ByToken("t2")->person(), "p-2");
  for (const testing::Aid& aid :
       {testing::Aid{.event_id = "e2", .person = "p-1"}, testing::Aid{.event_id = "e3", .token = "t1"}}) {
    testing::Aid given = aid;
    given.rupiah = 1'000;
    given.day = "2025-06-01";
    const pb::Fact fact = world.Send(Recorded(given));
    ASSERT_TRUE(fact.has_posted()) << fact.ShortDebugString();
    EXPECT_EQ(fact.posted().entries(0).person(), "p-2");
    EXPECT_EQ(fact.posted().entries(0).household(), "hh-2");
    EXPECT_EQ(fact.posted().entries(0).other_households(0), "hh-1");
  }
  EXPECT_EQ(world.Entries("hh-1").size(), 1U);  // what was given before stays
  EXPECT_EQ(PersonOf(world.tables, "p-1")->person(), "p-2");
}

// Aid that waits for a record without a household is decided again when the record stands for somebody who has one.
TEST_F(ViewTest, AMergeWakesWhatWaitsForTheRecord) {
  Take({Household("hh-2"), Person("p-1", nullptr), Person("p-2", "hh-2")});
  EXPECT_TRUE(world.Send(Recorded({.event_id = "e1", .person = "p-1", .rupiah = 1'000})).has_parked());
  reg::Fact merged;
  merged.mutable_persons_merged()->set_person("p-1");
  merged.mutable_persons_merged()->set_into("p-2");
  Take({merged});
  const auto facts = world.RunDue();
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].posted().entries(0).person(), "p-2");
}

TEST_F(ViewTest, WhatIsRegisteredWakesWhatWaitsForIt) {
  Take({Household("hh-1")});
  world.Send(Recorded({.event_id = "e1", .token = "t1", .rupiah = 1'000, .day = "2025-06-01"}));
  world.Send(Recorded({.event_id = "e2", .person = "p-2", .rupiah = 1'000, .day = "2025-06-01"}));
  world.Send(Recorded({.event_id = "e3", .programme = "pkh", .family = "kk-1", .rupiah = 1'000, .day = "2025-06-01"}));
  world.Send(Recorded({.event_id = "e4", .household = "hh-2", .rupiah = 1'000, .day = "2025-06-01"}));
  world.Send(Recorded({.event_id = "e5", .token = "t9", .rupiah = 1'000, .day = "2025-06-01"}));
  Take({Person("p-1", "hh-1", {"t2", "t1"}), Person("p-2", "hh-1"), Household("hh-2")});
  reg::Fact family;
  family.mutable_family_added()->set_family("kk-1");
  family.mutable_family_added()->set_household("hh-1");
  family.mutable_family_added()->set_from_day(D("2025-01-01"));
  Take({family});
  const auto facts = world.RunDue();
  EXPECT_EQ(facts.size(), 4U);
  for (const pb::Fact& fact : facts) EXPECT_TRUE(fact.has_posted()) << fact.ShortDebugString();
  EXPECT_EQ(world.Submission(4)->verdict(), pb::VERDICT_PARKED);
  EXPECT_EQ(world.Refold(), world.OwnTables());
}

TEST_F(ViewTest, RegisteredWithoutHouseholdThenWithOne) {
  Take({Household("hh-1")});
  world.Send(Recorded({.event_id = "e1", .token = "t1", .rupiah = 1'000, .day = "2025-06-01"}));
  Take({Person("p-1", nullptr, {"t1"})});
  EXPECT_TRUE(world.RunDue()[0].has_parked());
  Take({Began("p-1", "hh-1", "2025-01-01")});
  EXPECT_TRUE(world.RunDue()[0].has_posted());
}

TEST_F(ViewTest, NothingIsEmittedWhenNobodyWaits) {
  Take({Household("hh-1"), Person("p-1", "hh-1", {"t1"})});
  EXPECT_TRUE(world.rows.empty());
}

TEST_F(ViewTest, AnUnknownFactStopsTheInputAndFoldsNothing) {
  journal::Row row = RowOf({Household("hh-7")});
  row.add_facts(reg::Fact().SerializeAsString());
  EXPECT_EQ(FoldRegistryRow(row, world.tables).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(Get<pb::HouseholdView>(world.tables, HouseholdViewKey("hh-7")).has_value());
}

}  // namespace
}  // namespace padu::ledger
