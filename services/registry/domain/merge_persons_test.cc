// Two records that turned out to be one person: what becomes of NIKs, memberships, sealed data and of what is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registry/domain/limits.h"
#include "services/registry/domain/state.h"
#include "services/registry/domain/testing/town.h"

namespace padu::registry::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::string Holder(const Town& town, char nik) {
  std::string person;
  return town.tables().Get(TokenKey(TokenOf(nik)), &person) ? person : "";
}

std::string Add(std::string_view household, std::string_view person, std::string_view content) {
  return "add_person { household: '" + std::string(household) + "' person { person: '" + std::string(person) +
         "' content { " + std::string(content) + " } } has_from_day: true from_day: 20000 }";
}

std::string Merge(std::string_view person, std::string_view into) {
  return "merge_persons { person: '" + std::string(person) + "' into: '" + std::string(into) + "' }";
}

TEST(MergePersons, ARecordThatClaimedTheNikGoesAndItsHolderStays) {
  Town town;
  town.Do(Add("hh-4", "pe-20", "nik_status: NIK_STATUS_UNVERIFIED nik_tokens { key_version: 1 token: '@a' }"));
  ASSERT_EQ(town.Person("pe-20").content().duplicate_of(), "pe-1");
  town.Do(Merge("pe-20", "pe-1"));
  // Nobody lives in hh-4 any more.
  EXPECT_EQ(town.FactNames(), "persons_merged person_updated membership_ended household_verification_changed");
  EXPECT_EQ(Holder(town, 'a'), "pe-1");
  EXPECT_EQ(town.Person("pe-20").merged_into(), "pe-1");
  EXPECT_EQ(town.Person("pe-20").merged_day(), kToday);
  EXPECT_THAT(town.Person("pe-1").merged_persons(), ElementsAre("pe-20"));
  EXPECT_EQ(Standing(town.Person("pe-1"))->membership().household(), "hh-1");
  EXPECT_EQ(Standing(town.Person("pe-20")), nullptr);
  EXPECT_EQ(town.Person("pe-20").memberships(0).end(), pb::MEMBERSHIP_END_RECORD_MERGED);
  EXPECT_EQ(town.Household("hh-4").state(), pb::HOUSEHOLD_STATE_EMPTY);
  EXPECT_EQ(town.Household("hh-4").verification().state(), pb::VERIFICATION_STATE_MOVED);
  const std::string claims = ClaimPrefix(TokenOf('a'));
  EXPECT_FALSE(town.tables().Scan(claims, PrefixEnd(claims))->Valid());
}

TEST(MergePersons, TheHolderMayGoAndItsNikFindsWhoStays) {
  Town town;
  town.Do(Add("hh-4", "pe-20", "nik_status: NIK_STATUS_UNVERIFIED nik_tokens { key_version: 1 token: '@a' }"));
  town.Do(Merge("pe-1", "pe-20"));
  EXPECT_EQ(Holder(town, 'a'), "pe-20");
  const pb::PersonContent content = town.Person("pe-20").content();
  EXPECT_EQ(content.nik_status(), pb::NIK_STATUS_UNVERIFIED);
  EXPECT_EQ(content.nik_tokens_size(), 1);
  EXPECT_TRUE(content.claimed_nik_tokens().empty());
  EXPECT_EQ(content.duplicate_of(), "");
  EXPECT_EQ(content.sex(), pb::SEX_MALE);  // only pe-1 knew
  EXPECT_EQ(content.birth_month(), 23827);
  EXPECT_EQ(Standing(town.Person("pe-20"))->membership().household(), "hh-4");
}

TEST(MergePersons, OfTwoNiksBothFindThePerson) {
  Town town;
  town.Do(Merge("pe-2", "pe-1"));
  EXPECT_EQ(Holder(town, 'a'), "pe-1");
  EXPECT_EQ(Holder(town, 'b'), "pe-1");
  // Another NIK in the card's place leaves the other record's be.
  town.Do(
      "update_person { person: 'pe-1' changes: PERSON_CHANGE_NIK content { nik_status: NIK_STATUS_UNVERIFIED "
      "nik_tokens { key_version: 1 token: '@z' } } }");
  EXPECT_EQ(Holder(town, 'a'), "");
  EXPECT_EQ(Holder(town, 'b'), "pe-1");
  EXPECT_EQ(Holder(town, 'z'), "pe-1");
  // Who now comes with it is a duplicate of who stayed.
  town.Do(Add("hh-1", "pe-20", "nik_status: NIK_STATUS_UNVERIFIED nik_tokens { key_version: 1 token: '@b' }"));
  EXPECT_EQ(town.Person("pe-20").content().duplicate_of(), "pe-1");
}

TEST(MergePersons, ANikOfTheOtherRecordThatBecomesTheCardsStandsOnce) {
  Town town;
  town.Do(Merge("pe-2", "pe-1"));
  const auto update = [&](char nik) {
    town.Do(
        "update_person { person: 'pe-1' changes: PERSON_CHANGE_NIK content { nik_status: NIK_STATUS_UNVERIFIED "
        "nik_tokens { key_version: 1 token: '@" +
        std::string(1, nik) + "' } } }");
  };
  update('b');
  EXPECT_EQ(Holder(town, 'a'), "");
  EXPECT_EQ(Holder(town, 'b'), "pe-1");
  EXPECT_TRUE(town.Person("pe-1").content().other_nik_tokens().empty());
  // Put right again, it is somebody else's to have.
  update('z');
  EXPECT_EQ(Holder(town, 'b'), "");
  town.Do(Add("hh-4", "pe-20", "nik_status: NIK_STATUS_UNVERIFIED nik_tokens { key_version: 1 token: '@b' }"));
  EXPECT_EQ(Holder(town, 'b'), "pe-20");
}

TEST(MergePersons, WhoLivesNowhereLivesWhereTheOtherRecordSays) {
  Town town;
  town.Do(Merge("pe-1", "pe-8"));  // pe-8 had left the city
  EXPECT_EQ(town.FactNames(), "persons_merged person_updated membership_began membership_ended");
  const pb::PersonRow stays = town.Person("pe-8");
  EXPECT_EQ(Standing(stays)->membership().household(), "hh-1");
  EXPECT_EQ(Standing(stays)->membership().relation(), pb::RELATION_HEAD);
  EXPECT_EQ(town.Household("hh-1").members(), 3);
}

TEST(MergePersons, RecordsOfRecordsStandForTheLast) {
  Town town;
  town.Do(Merge("pe-3", "pe-2"));
  town.Do(Merge("pe-2", "pe-1"));
  EXPECT_THAT(town.Person("pe-1").merged_persons(), ElementsAre("pe-3", "pe-2"));
  EXPECT_TRUE(town.Person("pe-2").merged_persons().empty());
  EXPECT_EQ(town.Household("hh-1").members(), 1);
}

TEST(MergePersons, ARecordThatWentTakesNoWriteAndItsSealedDataIsOpenedUnderItsName) {
  Town town;
  town.Do(Merge("pe-2", "pe-1"));
  for (const char* command :
       {"move_person { person: 'pe-2' household: 'hh-2' }", "record_death { person: 'pe-2' day: 20100 }",
        "erase_person { person: 'pe-2' reason: 'RETENTION' }", "merge_persons { person: 'pe-2' into: 'pe-1' }",
        "merge_persons { person: 'pe-1' into: 'pe-2' }",
        "update_person { person: 'pe-2' changes: PERSON_CHANGE_SEX content { sex: SEX_MALE } }"}) {
    EXPECT_EQ(town.When(command).Refusal(), "PERSON_MERGED") << command;
  }
  EXPECT_EQ(town.When("open_sealed { subject: 'pe-2' fields: PERSONAL_FIELD_NAME purpose: PURPOSE_CONTACT }").Refusal(),
            "");
}

TEST(MergePersons, ErasingThePersonErasesEveryRecord) {
  Town town;
  town.Do(Merge("pe-2", "pe-1"));
  town.Do("erase_person { person: 'pe-3' reason: 'SUBJECT_REQUEST' }");
  town.Do("erase_person { person: 'pe-1' reason: 'SUBJECT_REQUEST' }");
  std::vector<std::string> keys;
  const pb::PersonErased erased = town.Facts()[0].person_erased();
  for (const pb::ErasedKey& key : erased.keys()) keys.push_back(key.key_id());
  // Nobody else's data is readable in the household and the family.
  EXPECT_THAT(keys, UnorderedElementsAre("k-pe-1", "k-pe-2", "k-hh-1", "k-fa-1"));
  for (const char* person : {"pe-1", "pe-2"}) {
    EXPECT_TRUE(town.Person(person).erased()) << person;
    EXPECT_TRUE(town.Person(person).sealed().fields().empty()) << person;
  }
  EXPECT_EQ(Holder(town, 'a'), "");
  EXPECT_EQ(Holder(town, 'b'), "");
}

TEST(MergePersons, HasABound) {
  Town town;
  for (int i = 0; i < kMergedPersonsMax; ++i) {
    const std::string person = "pe-" + std::to_string(100 + i);
    town.Do(Add("hh-1", person, "nik_status: NIK_STATUS_MISSING"));
    town.Do(Merge(person, "pe-1"));
  }
  town.Do(Add("hh-1", "pe-99", "nik_status: NIK_STATUS_MISSING"));
  EXPECT_EQ(town.When(Merge("pe-99", "pe-1")).Refusal(), "HISTORY_TOO_LONG");
}

}  // namespace
}  // namespace padu::registry::testing
