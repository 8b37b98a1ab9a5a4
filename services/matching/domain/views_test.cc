// What is kept of the upstreams' facts, beside what standings show.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/matching/domain/ledger_view.h"
#include "services/matching/domain/registry_view.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kBontang;
using testing::World;

class ViewsTest : public ::testing::Test {
 protected:
  pb::HouseholdView Household(const std::string& id) const {
    return Get<pb::HouseholdView>(world.tables(), HouseholdViewKey(kBontang, id)).value();
  }
  std::vector<std::string> Members(const std::string& id) const {
    std::vector<std::string> members;
    const pb::HouseholdView household = Household(id);
    for (const pb::MemberView& member : household.members()) members.push_back(member.person());
    return members;
  }
  std::string Holder(const std::string& token) const {
    std::string holder;
    return world.tables().Get(TokenViewKey(token), &holder) ? holder : "";
  }

  World world;
};

TEST_F(ViewsTest, MembersComeAndGo) {
  world.AddHousehold("hh-1");
  world.AddHousehold("hh-2");
  world.AddPerson("hh-1", "pe-b");
  world.AddPerson("hh-1", "pe-a");
  EXPECT_THAT(Members("hh-1"), ElementsAre("pe-a", "pe-b", "pe-hh-1"));
  world.Registry({"membership_ended { person: 'pe-a' household: 'hh-1' until_day: 20527 from_day: 20000 }",
                  "membership_began { person: 'pe-a' membership { household: 'hh-2' family: 'fa-2'"
                  " relation: RELATION_CHILD from_day: 20527 } }"});
  EXPECT_THAT(Members("hh-1"), ElementsAre("pe-b", "pe-hh-1"));
  EXPECT_THAT(Members("hh-2"), ElementsAre("pe-a", "pe-hh-2"));
  EXPECT_EQ(Household("hh-2").members(0).family(), "fa-2");
  EXPECT_EQ(Household("hh-2").members(0).relation(), registry::v1::RELATION_CHILD);
  EXPECT_EQ(Household("hh-2").members(0).birth_month(), 1990 * 12) << "what is known of the person goes along";
  world.Registry({"membership_ended { person: 'pe-a' household: 'hh-2' until_day: 20528 from_day: 20527 }"});
  EXPECT_THAT(Members("hh-2"), ElementsAre("pe-hh-2"));
}

TEST_F(ViewsTest, APersonChanges) {
  world.AddHousehold("hh-1");
  world.Registry(
      {"person_updated { person: 'pe-hh-1' relation: RELATION_WIFE"
       " content { sex: SEX_MALE birth_month: 1 pregnant: ANSWER_YES severely_disabled: ANSWER_NO"
       " attends_school: ANSWER_UNKNOWN } }"});
  const pb::MemberView member = Household("hh-1").members(0);
  EXPECT_EQ(member.sex(), registry::v1::SEX_MALE);
  EXPECT_EQ(member.relation(), registry::v1::RELATION_WIFE);
  EXPECT_EQ(member.pregnant(), registry::v1::ANSWER_YES);
  EXPECT_EQ(member.severely_disabled(), registry::v1::ANSWER_NO);
  EXPECT_EQ(member.attends_school(), registry::v1::ANSWER_UNKNOWN);
}

TEST_F(ViewsTest, TokensFindWhoHasThem) {
  world.AddHousehold("hh-1");
  world.Registry(
      {"person_registered { person: 'pe-1' content { nik_tokens { token: 'A' } nik_tokens { token: 'B' }"
       " claimed_nik_tokens { token: 'C' } } }"});
  EXPECT_EQ(Holder("A"), "pe-1");
  EXPECT_EQ(Holder("B"), "pe-1");
  EXPECT_EQ(Holder("C"), "");
  world.Registry(
      {"person_updated { person: 'pe-1' content { nik_tokens { token: 'D' } }"
       " dropped_nik_tokens { token: 'A' } dropped_nik_tokens { token: 'B' } }"});
  EXPECT_EQ(Holder("A"), "");
  EXPECT_EQ(Holder("D"), "pe-1");
  world.Registry({"person_registered { person: 'pe-2' content { nik_tokens { token: 'D' } } }"});
  world.Registry({"person_erased { person: 'pe-1' dropped_nik_tokens { token: 'D' } }"});
  EXPECT_EQ(Holder("D"), "pe-2") << "somebody else has it by now";
}

TEST_F(ViewsTest, FamiliesTakeTheirDesilAlong) {
  world.AddHousehold("hh-1");
  world.AddHousehold("hh-2");
  world.Registry({"desil_recorded { household: 'hh-1' family: 'fa-1' desil: 2 as_of_day: 10 }"});
  world.Registry({"desil_recorded { household: 'hh-1' family: 'fa-1' desil: 9 as_of_day: 9 }"});
  world.Registry({"desil_recorded { household: 'hh-1' desil: 5 as_of_day: 10 }"});
  ASSERT_EQ(Household("hh-1").family_desils_size(), 1);
  EXPECT_EQ(Household("hh-1").family_desils(0).desil(), 2);
  EXPECT_EQ(Household("hh-1").desil(), 5);
  world.Registry({"family_moved { family: 'fa-1' from_household: 'hh-1' household: 'hh-2' from_day: 20527 }"});
  EXPECT_EQ(Household("hh-1").family_desils_size(), 0);
  ASSERT_EQ(Household("hh-2").family_desils_size(), 1);
  EXPECT_EQ(Household("hh-2").family_desils(0).desil(), 2);
}

TEST_F(ViewsTest, CriteriaAndDomiciles) {
  world.AddHousehold("hh-1");
  world.Registry(
      {"criteria_answered { household: 'hh-1' answers: [ANSWER_YES, ANSWER_NO] shelterless: ANSWER_NO"
       " day: 20500 }"});
  world.Registry({"criteria_answered { household: 'hh-1' answers: [ANSWER_NO, ANSWER_NO] day: 20499 }"});
  EXPECT_THAT(Household("hh-1").criteria(), ElementsAre(registry::v1::ANSWER_YES, registry::v1::ANSWER_NO));
  world.Registry({"household_moved { household: 'hh-1' domicile { kelurahan: 'b' } from_day: 20300 }"});
  world.Registry({"household_moved { household: 'hh-1' domicile { kelurahan: 'a' } from_day: 20200 }"});
  world.Registry({"household_moved { household: 'hh-1' domicile { kelurahan: 'c' } from_day: 20300 }"});
  std::string spans;
  const pb::HouseholdView household = Household("hh-1");
  for (const pb::DomicileSpan& span : household.domiciles()) {
    spans += std::to_string(span.from_day()) + " " + span.kelurahan() + ", ";
  }
  EXPECT_EQ(spans, "20000 64.74.03.1002, 20200 a, 20300 c, ");
}

TEST_F(ViewsTest, MergersAreFollowedThrough) {
  for (const char* id : {"hh-1", "hh-2", "hh-3"}) world.AddHousehold(id);
  world.Registry({"households_merged { household: 'hh-1' into: 'hh-2' day: 20527 }"});
  world.Registry({"households_merged { household: 'hh-2' into: 'hh-3' day: 20528 }"});
  EXPECT_THAT(Household("hh-3").absorbed(), ElementsAre("hh-2", "hh-1"));
  EXPECT_EQ(Household("hh-2").merged_into(), "hh-3");
}

TEST_F(ViewsTest, AidStandsUntilItIsTakenBack) {
  world.AddHousehold("hh-1");
  const AidId id = world.Give({.stakeholder = "baznas", .person = "pe-hh-1", .period_to = "2026-04-14"});
  const std::string key = AidKey("hh-1", testing::DayAt("2026-03-15"), id);
  const auto aid = Get<pb::AidView>(world.tables(), key);
  ASSERT_TRUE(aid.has_value());
  EXPECT_EQ(aid->stakeholder(), "baznas");
  EXPECT_EQ(aid->person(), "pe-hh-1");
  EXPECT_EQ(aid->period_to(), testing::DayAt("2026-04-14"));
  EXPECT_EQ(aid->rupiah(), 200'000);
  world.TakeBack(id);
  EXPECT_FALSE(Get<pb::AidView>(world.tables(), key).has_value());
  EXPECT_THAT(world.facts(), IsEmpty());
}

TEST_F(ViewsTest, WhatIsNotKnownStopsTheInputAndFoldsNothing) {
  const MatchingMachine machine;
  store::FakeStore store;
  store::Overlay view(store);
  common::v1::Row row;
  registry::v1::Fact known;
  known.set_city(kBontang);
  known.mutable_region_defined();
  row.add_facts(known.SerializeAsString());
  row.add_facts("\xff");
  for (const int upstream : {0, 1}) {
    EXPECT_EQ(machine.EvolveView(upstream, row, view).code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_TRUE(view.empty());
  }
  row.set_facts(1, "");
  EXPECT_FALSE(machine.EvolveView(0, row, view).ok());
}

TEST(BoxesTest, HaveTheirOwners) {
  const auto owner = OwnerOf("padu.aid.submitted.v1.6474.baznas");
  ASSERT_TRUE(owner.has_value());
  EXPECT_EQ(owner->city, 6474U);
  EXPECT_EQ(owner->stakeholder, "baznas");
  for (const char* topic : {"", "padu.aid.submitted.v1.", "padu.aid.submitted.v1.6474.", "padu.aid.submitted.v1.64x4.b",
                            "padu.ledger.journal.v1"}) {
    EXPECT_FALSE(OwnerOf(topic).has_value()) << topic;
  }
}

}  // namespace
}  // namespace padu::matching
