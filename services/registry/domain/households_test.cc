#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registry/domain/nik.h"
#include "services/registry/domain/state.h"
#include "services/registry/domain/testing/town.h"

namespace padu::registry::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Ids(const Town& town, const std::string& prefix) {
  return IdsUnder(town.tables(), prefix, 100);
}

std::vector<std::string> InRegion(const Town& town, std::string_view region) {
  std::vector<std::string> ids;
  const std::string prefix = DomicilePrefix(kBontang, region);
  for (auto cursor = town.tables().Scan(prefix, PrefixEnd(prefix)); cursor->Valid(); cursor->Next()) {
    ids.push_back(ReadDomicileHousehold(cursor->key()));
  }
  return ids;
}

TEST(RegisterHousehold, TellsOneFactForEachPart) {
  Town town;
  town.Do(
      "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' rt: '007' } } "
      "families { family: 'fa-9' } "
      "persons { person: 'pe-91' family: 'fa-9' relation: RELATION_HEAD content { nik_tokens { token: '@z' } "
      "nik_status: NIK_STATUS_UNVERIFIED nik_district: '647499' } } "
      "desil { desil: 1 source: 'DTSEN' as_of_day: 20400 } "
      "criteria { criteria_set: '262/HUK/2022' day: 20400 answers: [1, 1, 2, 2, 1, 1, 3, 1] } }",
      kOfficer);
  EXPECT_EQ(town.FactNames(), "household_registered family_added person_registered desil_recorded criteria_answered");
  const pb::PersonRegistered person = town.Facts()[2].person_registered();
  EXPECT_EQ(person.membership().household(), "hh-9");
  EXPECT_EQ(person.membership().from_day(), kToday);
  EXPECT_THAT(person.content().nik_warnings(), ElementsAre("DISTRICT_UNKNOWN"));
  EXPECT_EQ(town.Household("hh-9").desil().desil(), 1);
  EXPECT_EQ(town.Household("hh-9").criteria().answers_size(), 8);
  EXPECT_EQ(town.Household("hh-9").members(), 1);
}

TEST(Nik, OfAnotherPersonIsKeptAsAClaim) {
  Town town;
  town.Do(
      "add_person { household: 'hh-2' person { person: 'pe-20' content { nik_tokens { token: '@a' } "
      "nik_status: NIK_STATUS_UNVERIFIED } } }");
  const pb::PersonContent content = town.Facts()[0].person_registered().content();
  EXPECT_EQ(content.nik_status(), pb::NIK_STATUS_DUPLICATE);
  EXPECT_EQ(content.duplicate_of(), "pe-1");
  EXPECT_THAT(content.nik_tokens(), IsEmpty());
  EXPECT_EQ(content.claimed_nik_tokens(0).token(), TokenOf('a'));
  EXPECT_EQ(HolderOf(town.tables(), content.claimed_nik_tokens()), "pe-1");
  EXPECT_THAT(Ids(town, ClaimPrefix(TokenOf('a'))), ElementsAre("pe-20"));
}

TEST(Nik, TwiceInOneRequestIsAClaimToo) {
  Town town;
  town.Do(
      "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' } } "
      "persons { person: 'pe-91' content { nik_tokens { token: '@z' } } } "
      "persons { person: 'pe-92' content { nik_tokens { token: '@z' } } } }");
  EXPECT_EQ(town.Facts()[2].person_registered().content().duplicate_of(), "pe-91");
}

TEST(Nik, IsFoundUnderEveryLiveKey) {
  Town town;
  town.Do(
      "add_person { household: 'hh-1' person { person: 'pe-20' content { "
      "nik_tokens { key_version: 2 token: '@n' } nik_tokens { key_version: 1 token: '@o' } } } }");
  // A claim made while only one of the keys was live.
  town.Do("add_person { household: 'hh-2' person { person: 'pe-21' content { nik_tokens { token: '@o' } } } }");
  EXPECT_EQ(town.Facts()[0].person_registered().content().duplicate_of(), "pe-20");
}

TEST(Nik, GivenUpByItsHolderGoesToWhoClaimsItAgain) {
  Town town;
  town.Do("add_person { household: 'hh-1' person { person: 'pe-20' content { nik_tokens { token: '@d' } } } }");
  town.Do("update_person { person: 'pe-4' changes: PERSON_CHANGE_NIK content { nik_status: NIK_STATUS_MISSING } }");
  EXPECT_EQ(town.Facts()[0].person_updated().dropped_nik_tokens(0).token(), TokenOf('d'));
  town.Do(
      "update_person { person: 'pe-20' changes: PERSON_CHANGE_NIK changes: PERSON_CHANGE_NIK_VERIFIED "
      "content { nik_status: NIK_STATUS_UNVERIFIED nik_tokens { token: '@d' } } }");
  EXPECT_EQ(town.Person("pe-20").content().nik_status(), pb::NIK_STATUS_VERIFIED);
  EXPECT_THAT(Ids(town, ClaimPrefix(TokenOf('d'))), IsEmpty());
  EXPECT_EQ(HolderOf(town.tables(), town.Person("pe-20").content().nik_tokens()), "pe-20");
}

TEST(UpdatePerson, ChangesWhatItNamesOnly) {
  Town town;
  town.Do(
      "update_person { person: 'pe-1' changes: PERSON_CHANGE_PREGNANT content { pregnant: ANSWER_NO } "
      "relation: RELATION_OTHER "
      "sealed { key_id: 'k-pe-1' fields { field: PERSONAL_FIELD_NAME sealed: 'new' } } }",
      kOfficer);
  const pb::PersonRow person = town.Person("pe-1");
  EXPECT_EQ(person.content().pregnant(), pb::ANSWER_NO);
  EXPECT_EQ(person.content().sex(), pb::SEX_MALE);
  EXPECT_EQ(person.content().nik_tokens(0).token(), TokenOf('a'));
  EXPECT_EQ(Standing(person)->membership().relation(), pb::RELATION_OTHER);
  EXPECT_EQ(person.sealed().fields(0).sealed(), "new");
  EXPECT_EQ(person.sealed().fields(1).sealed(), "y");
}

TEST(MovePerson, EndsTheOldAndBeginsTheNew) {
  Town town;
  town.Do("move_person { person: 'pe-2' household: 'hh-2' has_from_day: true from_day: 20500 }");
  EXPECT_EQ(town.FactNames(), "membership_ended membership_began");
  const pb::PersonRow person = town.Person("pe-2");
  EXPECT_EQ(person.memberships(0).membership().until_day(), 20'500);
  EXPECT_EQ(person.memberships(0).end(), pb::MEMBERSHIP_END_MOVED);
  EXPECT_EQ(Standing(person)->membership().household(), "hh-2");
  EXPECT_EQ(town.Household("hh-1").members(), 2);
  EXPECT_THAT(ResidentsEver(town.tables(), "hh-1"), ElementsAre("pe-1", "pe-2", "pe-3"));
}

TEST(MovePerson, ToAnotherFamilyOfTheHousehold) {
  Town town;
  town.Do("move_person { person: 'pe-3' household: 'hh-1' family: 'fa-1' relation: RELATION_PARENT }");
  EXPECT_EQ(town.Person("pe-3").memberships(0).end(), pb::MEMBERSHIP_END_CHANGED_FAMILY);
  EXPECT_EQ(Standing(town.Person("pe-3"))->membership().family(), "fa-1");
  EXPECT_EQ(town.Household("hh-1").members(), 3);
}

TEST(MovePerson, TheLastOneLeavesAnEmptyHousehold) {
  Town town;
  town.Do("add_person { household: 'hh-4' person { person: 'pe-20' } }");
  EXPECT_EQ(town.Household("hh-4").state(), pb::HOUSEHOLD_STATE_ACTIVE);
  town.Do("move_person { person: 'pe-20' }");
  EXPECT_EQ(town.FactNames(), "membership_ended household_verification_changed");
  EXPECT_EQ(town.Household("hh-4").state(), pb::HOUSEHOLD_STATE_EMPTY);
  EXPECT_EQ(town.Household("hh-4").verification().state(), pb::VERIFICATION_STATE_MOVED);
  town.Do("move_person { person: 'pe-20' household: 'hh-4' }");
  EXPECT_EQ(town.FactNames(), "membership_began");
}

TEST(RecordDeath, EndsTheMembershipTheDayAfter) {
  Town town;
  town.Do("record_death { person: 'pe-1' day: 20500 }", kOfficer);
  EXPECT_EQ(town.FactNames(), "person_died membership_ended");
  EXPECT_EQ(town.Facts()[1].membership_ended().until_day(), 20'501);
  EXPECT_EQ(town.Person("pe-1").deceased_day(), 20'500);
}

TEST(RecordDeath, BeforeTheRegistrationLeavesAnEmptySpan) {
  Town town;
  town.Do("record_death { person: 'pe-1' day: 19000 }");
  EXPECT_EQ(town.Facts()[1].membership_ended().until_day(), 20'000);
}

TEST(RecordDeath, OfTheLastOneIsSaidOfTheHousehold) {
  Town town;
  EXPECT_EQ(town.Household("hh-4").verification().state(), pb::VERIFICATION_STATE_DECEASED);
  EXPECT_EQ(town.Household("hh-4").state(), pb::HOUSEHOLD_STATE_EMPTY);
}

TEST(MoveHousehold, IsListedInItsNewKelurahan) {
  Town town;
  EXPECT_THAT(InRegion(town, "64.74.03.1002"), ElementsAre("hh-1", "hh-4"));
  town.Do(
      "move_household { household: 'hh-1' domicile { kelurahan: '64.74.03.1001' rt: '003' } has_from_day: true "
      "from_day: 20500 }");
  EXPECT_EQ(town.Facts()[0].household_moved().former_kelurahan(), "64.74.03.1002");
  EXPECT_THAT(InRegion(town, "64.74.03.1002"), ElementsAre("hh-4"));
  EXPECT_THAT(InRegion(town, "64.74.03"), ElementsAre("hh-1", "hh-2", "hh-4"));
  EXPECT_EQ(town.Household("hh-1").stays_size(), 2);
}

TEST(MoveHousehold, OnTheSameDayCorrectsThePlace) {
  Town town;
  town.Do(
      "move_household { household: 'hh-1' domicile { kelurahan: '64.74.03.1001' } has_from_day: true from_day: 20000 "
      "}");
  EXPECT_EQ(town.Household("hh-1").stays_size(), 1);
  EXPECT_EQ(PresentStay(town.Household("hh-1")).place().kelurahan(), "64.74.03.1001");
}

TEST(MergeHouseholds, BringsEverybodyOver) {
  Town town;
  town.Do("merge_households { household: 'hh-1' into: 'hh-2' }");
  EXPECT_EQ(town.FactNames(),
            "family_moved membership_ended membership_began membership_ended membership_began membership_ended "
            "membership_began households_merged");
  EXPECT_EQ(town.Household("hh-1").state(), pb::HOUSEHOLD_STATE_MERGED);
  EXPECT_EQ(town.Household("hh-1").merged_into(), "hh-2");
  EXPECT_EQ(town.Household("hh-1").merged_day(), kToday);
  EXPECT_EQ(Standing(town.Person("pe-1"))->membership().household(), "hh-2");
  EXPECT_EQ(Standing(town.Person("pe-1"))->membership().family(), "fa-1");
  EXPECT_EQ(Standing(town.Person("pe-1"))->membership().from_day(), kToday);
  EXPECT_THAT(FamiliesOf(town.tables(), "hh-2"), ElementsAre("fa-1", "fa-2", "fa-3"));
  EXPECT_THAT(InRegion(town, "64.74.03.1002"), ElementsAre("hh-4"));
}

TEST(ErasePerson, TakesSharedKeysOnlyWithTheLast) {
  Town town;
  town.Do("erase_person { person: 'pe-1' reason: 'SUBJECT_REQUEST' }");
  ASSERT_EQ(town.Facts()[0].person_erased().keys_size(), 1);
  EXPECT_EQ(town.Facts()[0].person_erased().keys(0).key_id(), "k-pe-1");
  EXPECT_THAT(HolderOf(town.tables(), town.Facts()[0].person_erased().dropped_nik_tokens()), "");
  EXPECT_FALSE(town.Person("pe-1").has_sealed());

  town.Do("erase_person { person: 'pe-3' reason: 'SUBJECT_REQUEST' }");
  EXPECT_EQ(town.Facts()[0].person_erased().keys_size(), 0);

  town.Do("erase_person { person: 'pe-2' reason: 'SUBJECT_REQUEST' }");
  std::vector<std::string> keys;
  const pb::PersonErased erased = town.Facts()[0].person_erased();
  for (const pb::ErasedKey& key : erased.keys()) keys.push_back(key.key_id());
  EXPECT_THAT(keys, ElementsAre("k-pe-2", "k-hh-1", "k-fa-1"));
  EXPECT_FALSE(town.Household("hh-1").has_sealed());
  EXPECT_FALSE(town.Family("fa-1").has_sealed());
  EXPECT_THAT(Ids(town, ErasedKeyPrefix()), ElementsAre("k-fa-1", "k-hh-1", "k-pe-1", "k-pe-2", "k-pe-7"));
}

TEST(OpenSealed, IsWrittenDown) {
  Town town;
  town.Do(
      "open_sealed { subject: 'pe-1' fields: [PERSONAL_FIELD_NAME, PERSONAL_FIELD_PHONE] purpose: PURPOSE_CONTACT "
      "reference: 'kasus-7' }",
      kOfficer);
  const pb::SealedOpened opened = town.Facts()[0].sealed_opened();
  EXPECT_EQ(opened.by(), kOfficer);
  EXPECT_THAT(opened.fields(), ElementsAre(pb::PERSONAL_FIELD_NAME));
  const std::string prefix = OpeningPrefix("pe-1");
  EXPECT_TRUE(town.tables().Scan(prefix, PrefixEnd(prefix))->Valid());
}

TEST(OpenSealed, ShowsAnOfficerTheirOwn) {
  Town town;
  town.When("open_sealed { subject: 'telihan-kesra' fields: PERSONAL_FIELD_NAME purpose: PURPOSE_CONTACT }", kOfficer);
  EXPECT_EQ(town.Refusal(), "");
}

TEST(OpenSealed, ShowsNotificationHowOfficersAreReached) {
  Town town;
  const auto open = [&](const std::string& subject, const std::string& field, const char* caller) {
    town.When(
        "open_sealed { subject: '" + subject + "' fields: PERSONAL_FIELD_" + field + " purpose: PURPOSE_CONTACT }",
        caller);
    return town.Refusal();
  };
  EXPECT_EQ(open("telihan-kesra", "EMAIL", "services/notification"), "NOTHING_SEALED") << "it may; there is none";
  EXPECT_EQ(open("telihan-kesra", "NAME", "services/notification"), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(open("telihan-kesra", "EMAIL", "services/ledger"), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(open("pe-1", "PHONE", "services/notification"), "CALLER_NOT_PERMITTED");
}

TEST(Etag, IsTheSequenceOfTheLastChange) {
  Town town;
  const std::string etag = std::to_string(town.Household("hh-1").stamp().changed_sequence());
  const std::string desil = "record_desil { desil { household: 'hh-1' desil: 2 source: 'DTSEN' as_of_day: 20400 } }";
  town.Do("etag: '" + etag + "' " + desil);
  EXPECT_EQ(town.When("etag: '" + etag + "' " + desil).Refusal(), "ETAG_MISMATCH");
}

TEST(RecordDesil, KeepsTheLatestByItsDay) {
  Town town;
  town.Do("record_desil { desil { household: 'hh-1' desil: 2 source: 'DTSEN' as_of_day: 20400 } }");
  town.Do("record_desil { desil { household: 'hh-1' desil: 1 source: 'DTSEN' as_of_day: 20300 } }");
  town.Do("record_desil { desil { household: 'hh-1' family: 'fa-1' desil: 3 source: 'DTSEN' as_of_day: 20400 } }");
  EXPECT_EQ(town.Household("hh-1").desil().desil(), 2);
  EXPECT_EQ(town.Family("fa-1").desil().desil(), 3);
}

// A couple of the household gets a card of its own.
TEST(Households, GetAFamilyMore) {
  Town town;
  town.Do("add_family { family { family: 'fa-9' household: 'hh-1' registered { kelurahan: '64.72.01.1001' } } }",
          kOfficer);
  EXPECT_EQ(town.FactNames(), "family_added");
  EXPECT_EQ(town.Family("fa-9").stays(0).household(), "hh-1");
  EXPECT_EQ(town.Family("fa-9").stays(0).from_day(), kToday);
  town.Do("move_person { person: 'pe-3' household: 'hh-1' family: 'fa-9' relation: RELATION_HEAD }", kOfficer);
  EXPECT_EQ(town.Person("pe-3").memberships(0).end(), pb::MEMBERSHIP_END_CHANGED_FAMILY);
  for (int i = 2; i < kHouseholdFamiliesMax; ++i) {
    town.Do("add_family { family { family: 'fa-1" + std::to_string(i) + "' household: 'hh-1' } }");
  }
  EXPECT_EQ(town.When("add_family { family { family: 'fa-99' household: 'hh-1' } }").Refusal(), "HOUSEHOLD_TOO_LARGE");
}

}  // namespace
}  // namespace padu::registry::testing
