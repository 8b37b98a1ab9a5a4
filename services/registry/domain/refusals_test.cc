// One row per refusal, and the texts that users see.
#include <gtest/gtest.h>

#include <set>

#include "common/base/status.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/testing/town.h"

namespace padu::registry::testing {
namespace {

struct Row {
  std::string_view reason;
  std::string_view command;
  std::string_view caller = kOperator;
  std::string_view field = "";
};

#define SHA "0123456789abcdef0123456789abcdef"
#define KEY_OF(holder) "create_api_key { key { key: 'key-1' sha256: '" SHA "' holder: '" holder "' } }"

constexpr Row kRows[] = {
    // Who asks.
    {"CALLER_NOT_PERMITTED", "erase_person { person: 'pe-1' reason: 'RETENTION' }", kOfficer},
    {"CALLER_NOT_PERMITTED", "record_death { person: 'pe-1' day: 20000 }", "stakeholders/baznas"},
    {"CALLER_NOT_PERMITTED", "record_death { person: 'pe-1' day: 20000 }", "somebody"},
    {"CALLER_NOT_PERMITTED",
     "save_programme { mode: SAVE_MODE_UPDATE programme { programme: 'rantang-kasih' "
     "stakeholder: 'dinsos-pm' } }",
     "stakeholders/baznas"},
    {"CALLER_NOT_PERMITTED",
     "save_programme { mode: SAVE_MODE_UPDATE programme { programme: 'rantang-kasih' "
     "stakeholder: 'baznas' } }",
     "stakeholders/baznas"},
    {"CALLER_NOT_PERMITTED",
     "open_sealed { subject: 'telihan-kesra' fields: PERSONAL_FIELD_NAME "
     "purpose: PURPOSE_CONTACT }",
     kLurah},
    {"REGION_NOT_YOURS", "record_death { person: 'pe-4' day: 20000 }", kOfficer},
    {"REGION_NOT_YOURS", "record_death { person: 'pe-1' day: 20000 }", "officers/mantan"},
    {"REGION_NOT_YOURS", "record_death { person: 'pe-1' day: 20000 }", "officers/unknown"},
    {"REGION_NOT_YOURS", "record_desil { desil { household: 'hh-2' desil: 1 source: 'DTSEN' as_of_day: 20000 } }",
     kOfficer},
    {"PURPOSE_NOT_PERMITTED", "open_sealed { subject: 'pe-1' fields: PERSONAL_FIELD_NAME }", kOfficer},
    {"PURPOSE_NOT_PERMITTED", "open_sealed { subject: 'pe-1' fields: PERSONAL_FIELD_NAME purpose: PURPOSE_AUDIT }",
     kOfficer},
    // Keys of the APIs.
    {"CALLER_NOT_PERMITTED", "create_api_key { key { key: 'key-1' holder: 'officers/telihan-kesra' } }", kOfficer},
    {"CALLER_NOT_PERMITTED", "create_api_key { key { key: 'key-1' holder: 'operators/ani' } }", "stakeholders/baznas"},
    {"CALLER_NOT_PERMITTED", "revoke_api_key { key: 'key-1' }", "stakeholders/baznas"},
    {"CALLER_NOT_PERMITTED", "revoke_api_key { key: 'key-1' }", "services/ledger"},
    {"HOLDER_INVALID", KEY_OF("households/hh-1"), kOperator, "holder"},
    {"HOLDER_INVALID", KEY_OF("operators/"), kOperator, "holder"},
    {"HOLDER_INVALID", KEY_OF("baznas"), kOperator, "holder"},
    {"STAKEHOLDER_UNKNOWN", KEY_OF("stakeholders/pkt"), kOperator, "holder"},
    {"OFFICER_NOT_FOUND", KEY_OF("officers/nobody")},
    {"OFFICER_RELEASED", KEY_OF("officers/mantan")},
    {"TEXT_HOLDS_NIK",
     "create_api_key { key { key: 'key-1' sha256: '" SHA "' holder: 'operators/ani' label: '6474991708850001' } }",
     kOperator, "label"},
    {"EXPIRE_TIME_PASSED",
     "create_api_key { key { key: 'key-1' sha256: '" SHA "' holder: 'operators/ani' expires_at: 1 } }", kOperator,
     "expire_time"},
    {"API_KEY_NOT_FOUND", "revoke_api_key { key: 'key-1' }"},
    // Reference data.
    {"NAME_INVALID", "save_region { mode: SAVE_MODE_CREATE region { code: '6474' } }", kOperator, "region_id"},
    {"NAME_INVALID", "save_region { mode: SAVE_MODE_CREATE region { code: '64.72' level: REGION_LEVEL_CITY } }",
     kOperator, "region_id"},
    {"NAME_INVALID", "save_stakeholder { mode: SAVE_MODE_CREATE stakeholder { stakeholder: 'BAZNAS' } }"},
    {"NAME_INVALID", "save_officer { mode: SAVE_MODE_CREATE officer { officer: '1st' } }"},
    {"FIELD_INVALID", "save_region { mode: SAVE_MODE_CREATE region { code: '64.74.01' level: REGION_LEVEL_CITY } }",
     kOperator, "level"},
    {"FIELD_INVALID",
     "save_region { mode: SAVE_MODE_CREATE region { code: '64.74.01' level: REGION_LEVEL_DISTRICT parent: '64.72' } }",
     kOperator, "parent_code"},
    {"FIELD_MISSING", "save_region { mode: SAVE_MODE_CREATE region { code: '64.74.01' level: REGION_LEVEL_DISTRICT } }",
     kOperator, "display_name"},
    {"DAY_INVALID",
     "save_region { mode: SAVE_MODE_CREATE region { code: '64.74.01' level: REGION_LEVEL_DISTRICT "
     "display_name: 'Utara' first_day: 2 last_day: 1 } }"},
    {"REGION_ALREADY_EXISTS", "save_region { mode: SAVE_MODE_CREATE region { code: '64.74' } }"},
    {"REGION_NOT_FOUND", "save_region { mode: SAVE_MODE_UPDATE region { code: '64.74.02' } }"},
    {"STAKEHOLDER_ALREADY_EXISTS", "save_stakeholder { mode: SAVE_MODE_CREATE stakeholder { stakeholder: 'baznas' } }"},
    {"STAKEHOLDER_NOT_FOUND", "save_stakeholder { mode: SAVE_MODE_UPDATE stakeholder { stakeholder: 'pkt' } }"},
    {"FIELD_MISSING", "save_stakeholder { mode: SAVE_MODE_CREATE stakeholder { stakeholder: 'pkt' } }", kOperator,
     "kind"},
    {"TEXT_HOLDS_NIK",
     "save_stakeholder { mode: SAVE_MODE_CREATE stakeholder { stakeholder: 'pkt' name_id: "
     "'Pak 6474991708850001' kind: STAKEHOLDER_KIND_COMPANY } }",
     kOperator, "name_id"},
    {"PROGRAMME_ALREADY_EXISTS", "save_programme { mode: SAVE_MODE_CREATE programme { programme: 'rantang-kasih' } }"},
    {"PROGRAMME_NOT_FOUND", "save_programme { mode: SAVE_MODE_UPDATE programme { programme: 'pkh' } }"},
    {"STAKEHOLDER_UNKNOWN",
     "save_programme { mode: SAVE_MODE_CREATE programme { programme: 'pkh' "
     "stakeholder: 'kemensos' } }"},
    {"FIELD_MISSING",
     "save_programme { mode: SAVE_MODE_CREATE programme { programme: 'beras' stakeholder: 'baznas' name_id: 'Beras' "
     "assistance_unit: ASSISTANCE_UNIT_FAMILY benefit_type: BENEFIT_TYPE_GOODS region: '64.74' } }",
     kOperator, "unit"},
    {"REGION_UNKNOWN",
     "save_programme { mode: SAVE_MODE_CREATE programme { programme: 'blt' stakeholder: 'baznas' name_id: 'BLT' "
     "assistance_unit: ASSISTANCE_UNIT_FAMILY benefit_type: BENEFIT_TYPE_MONEY region: '64.74.01' } }",
     kOperator, "region"},
    {"FIELD_INVALID",
     "save_programme { mode: SAVE_MODE_CREATE programme { programme: 'blt' stakeholder: 'baznas' name_id: 'BLT' "
     "assistance_unit: ASSISTANCE_UNIT_FAMILY benefit_type: BENEFIT_TYPE_MONEY region: '64.74' amount_rupiah: -1 } }",
     kOperator, "amount_rupiah"},
    {"FIELD_INVALID",
     "save_programme { mode: SAVE_MODE_CREATE programme { programme: 'blt' stakeholder: 'baznas' name_id: 'BLT' "
     "assistance_unit: ASSISTANCE_UNIT_FAMILY benefit_type: BENEFIT_TYPE_MONEY region: '64.74' "
     "eligibility { age_min: 60 age_max: 59 } } }",
     kOperator, "eligibility.age"},
    {"PROGRAMME_UNIT_FIXED",
     "save_programme { mode: SAVE_MODE_UPDATE programme { programme: 'rantang-kasih' stakeholder: 'dinsos-pm' "
     "name_id: 'RK' assistance_unit: ASSISTANCE_UNIT_PERSON benefit_type: BENEFIT_TYPE_GOODS unit: 'kg' "
     "region: '64.74' } }"},
    {"OFFICER_ALREADY_EXISTS", "save_officer { mode: SAVE_MODE_CREATE officer { officer: 'telihan-kesra' } }"},
    {"OFFICER_NOT_FOUND", "release_officer { officer: 'nobody' }"},
    {"OFFICER_RELEASED", "release_officer { officer: 'mantan' }"},
    {"FIELD_MISSING", "save_officer { mode: SAVE_MODE_CREATE officer { officer: 'baru' role: OFFICER_ROLE_LURAH } }",
     kOperator, "regions"},
    {"ETAG_MISMATCH", "etag: '99' release_officer { officer: 'telihan-kesra' }"},
    // Households and persons.
    {"REGION_UNKNOWN", "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03' } } }",
     kOperator, "household.domicile.kelurahan"},
    {"HOUSEHOLD_ALREADY_EXISTS",
     "register_household { household { household: 'hh-1' domicile { kelurahan: '64.74.03.1002' } } }"},
    {"HOUSEHOLD_WITHOUT_PERSONS",
     "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' } } }"},
    {"DAY_IN_FUTURE",
     "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' } from_day: 20528 } "
     "has_from_day: true persons { person: 'pe-99' } }",
     kOperator, "household.from_day"},
    {"DAY_INVALID",
     "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' } from_day: -99999 } "
     "has_from_day: true persons { person: 'pe-99' } }"},
    {"FIELD_INVALID",
     "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' rt: 'RT2' } } "
     "persons { person: 'pe-99' } }",
     kOperator, "household.domicile"},
    {"FAMILY_NOT_OF_HOUSEHOLD",
     "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' } } "
     "persons { person: 'pe-99' family: 'fa-1' relation: RELATION_HEAD } }"},
    {"FIELD_MISSING",
     "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' } } "
     "families { family: 'fa-9' } persons { person: 'pe-99' family: 'fa-9' } }",
     kOperator, "relation"},
    {"HOUSEHOLD_NOT_FOUND", "add_person { household: 'hh-9' person { person: 'pe-99' } }"},
    {"HOUSEHOLD_NOT_FOUND", "city: 6472 add_person { household: 'hh-1' person { person: 'pe-99' } }"},
    {"HOUSEHOLD_MERGED", "add_person { household: 'hh-3' person { person: 'pe-99' } }"},
    {"FAMILY_NOT_FOUND", "add_person { household: 'hh-1' person { person: 'pe-99' family: 'fa-9' } }"},
    {"PERSON_NOT_FOUND", "record_death { person: 'pe-99' day: 20000 }"},
    {"PERSON_NOT_FOUND", "city: 6472 record_death { person: 'pe-1' day: 20000 }"},
    {"DAY_IN_FUTURE", "record_death { person: 'pe-1' day: 20528 }"},
    {"PERSON_DECEASED", "record_death { person: 'pe-6' day: 20000 }"},
    {"PERSON_DECEASED", "move_person { person: 'pe-6' household: 'hh-1' }"},
    {"HOUSEHOLD_NOT_FOUND", "add_family { family { family: 'fa-9' household: 'hh-9' } }"},
    {"HOUSEHOLD_MERGED", "add_family { family { family: 'fa-9' household: 'hh-3' } }"},
    {"HOUSEHOLD_ALREADY_EXISTS", "add_family { family { family: 'fa-1' household: 'hh-1' } }"},
    {"REGION_NOT_YOURS", "add_family { family { family: 'fa-9' household: 'hh-2' } }", kOfficer},
    {"REGION_UNKNOWN", "add_family { family { family: 'fa-9' household: 'hh-1' registered { kelurahan: 'x' } } }",
     kOperator, "registered.kelurahan"},
    {"DAY_IN_FUTURE", "add_family { family { family: 'fa-9' household: 'hh-1' from_day: 20528 } has_from_day: true }",
     kOperator, "from_day"},
    {"PERSON_MERGED", "record_death { person: 'pe-10' day: 20000 }"},
    {"PERSON_MERGED", "merge_persons { person: 'pe-1' into: 'pe-10' }"},
    {"PERSONS_SAME", "merge_persons { person: 'pe-1' into: 'pe-1' }"},
    {"PERSONS_DIFFER_IN_DEATH", "merge_persons { person: 'pe-6' into: 'pe-4' }"},
    {"PERSONS_DIFFER_IN_DEATH", "merge_persons { person: 'pe-4' into: 'pe-6' }"},
    {"PERSON_ERASED", "merge_persons { person: 'pe-7' into: 'pe-4' }"},
    {"PERSON_NOT_FOUND", "merge_persons { person: 'pe-1' into: 'pe-77' }"},
    {"REGION_NOT_YOURS", "merge_persons { person: 'pe-1' into: 'pe-4' }", kOfficer},
    {"ETAG_MISMATCH", "etag: '99' merge_persons { person: 'pe-1' into: 'pe-4' }"},
    {"PERSON_ERASED", "update_person { person: 'pe-7' relation: RELATION_CHILD }"},
    {"PERSON_ERASED", "erase_person { person: 'pe-7' reason: 'RETENTION' }"},
    {"PERSON_ERASED", "open_sealed { subject: 'pe-7' fields: PERSONAL_FIELD_NAME purpose: PURPOSE_CONTACT }"},
    {"NOTHING_TO_CHANGE", "update_person { person: 'pe-1' }"},
    {"NIK_NOT_HELD", "update_person { person: 'pe-3' changes: PERSON_CHANGE_NIK_VERIFIED }"},
    {"PERSON_WITHOUT_HOUSEHOLD", "update_person { person: 'pe-8' relation: RELATION_CHILD }"},
    {"PERSON_WITHOUT_HOUSEHOLD", "move_person { person: 'pe-8' }"},
    {"PERSON_ALREADY_THERE", "move_person { person: 'pe-1' household: 'hh-1' family: 'fa-1' relation: RELATION_HEAD }"},
    {"HOUSEHOLD_MERGED", "move_person { person: 'pe-1' household: 'hh-3' }"},
    {"FAMILY_NOT_OF_HOUSEHOLD", "move_person { person: 'pe-1' household: 'hh-2' family: 'fa-1' }"},
    {"DAY_BEFORE_MEMBERSHIP", "move_person { person: 'pe-1' household: 'hh-2' has_from_day: true from_day: 19999 }"},
    {"DAY_BEFORE_MEMBERSHIP", "move_person { person: 'pe-8' household: 'hh-1' has_from_day: true from_day: 20199 }"},
    {"DAY_BEFORE_STAY",
     "move_household { household: 'hh-1' domicile { kelurahan: '64.74.03.1001' } "
     "has_from_day: true from_day: 19999 }"},
    {"HOUSEHOLDS_SAME", "merge_households { household: 'hh-1' into: 'hh-1' }"},
    {"HOUSEHOLD_MERGED", "merge_households { household: 'hh-1' into: 'hh-3' }"},
    {"ETAG_MISMATCH", "etag: '1' merge_households { household: 'hh-1' into: 'hh-2' }"},
    {"FIELD_MISSING", "erase_person { person: 'pe-1' }", kOperator, "reason"},
    {"ETAG_MISMATCH",
     "update_person { person: 'pe-1' sealed { key_id: 'k-other' fields { field: PERSONAL_FIELD_NAME } } }"},
    {"ETAG_MISMATCH",
     "update_person { person: 'pe-3' sealed { key_id: 'k-pe-7' fields { field: PERSONAL_FIELD_NAME } } }"},
    // Verval and findings.
    {"ILLEGAL_TRANSITION", "take_verification_step { household: 'hh-1' to: VERIFICATION_STATE_APPROVED }", kOfficer},
    {"HOUSEHOLD_WITHOUT_PERSONS", "take_verification_step { household: 'hh-4' to: VERIFICATION_STATE_PROPOSED }"},
    {"FIELD_INVALID", "record_desil { desil { household: 'hh-1' desil: 11 source: 'DTSEN' as_of_day: 20000 } }",
     kOperator, "desil.desil"},
    {"FIELD_MISSING", "record_desil { desil { household: 'hh-1' desil: 1 as_of_day: 20000 } }", kOperator,
     "desil.source"},
    {"FAMILY_NOT_OF_HOUSEHOLD",
     "record_desil { desil { household: 'hh-1' family: 'fa-2' desil: 1 source: 'DTSEN' as_of_day: 20000 } }"},
    {"FIELD_INVALID", "answer_criteria { criteria { household: 'hh-1' criteria_set: '262' answers: ANSWER_YES } }",
     kOperator, "criteria.answers"},
    {"NOTHING_SEALED", "open_sealed { subject: 'pe-2' fields: PERSONAL_FIELD_NIK purpose: PURPOSE_CONTACT }"},
    {"PERSON_NOT_FOUND", "open_sealed { subject: 'pe-99' fields: PERSONAL_FIELD_NIK purpose: PURPOSE_CONTACT }"},
    {"FIELD_MISSING", "open_sealed { subject: 'pe-1' purpose: PURPOSE_CONTACT }", kOperator, "fields"},
};

// Reasons with a test of their own below, in verification_test.cc or (the last six) in the api's tests.
constexpr std::string_view kElsewhere[] = {"FIELD_TOO_LONG",   "HOUSEHOLD_TOO_LARGE", "HISTORY_TOO_LONG",
                                           "FOUR_EYES",        "EVIDENCE_MISSING",    "NIK_FORMAT_INVALID",
                                           "NIK_DATE_INVALID", "KK_NUMBER_INVALID",   "API_KEY_REVOKED"};

TEST(Refusals, AreGivenForWhatTheTableSays) {
  Town town;
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.command);
    town.When(row.command, row.caller);
    EXPECT_EQ(town.Refusal(), row.reason);
    EXPECT_TRUE(town.Facts().empty());
    const auto refusal = RefusalOf(town.status());
    if (!row.field.empty() && refusal.has_value()) {
      EXPECT_EQ(refusal->metadata.at("field"), row.field);
    }
  }
}

TEST(Refusals, HaveARowEach) {
  std::set<std::string_view> shown(std::begin(kElsewhere), std::end(kElsewhere));
  for (const Row& row : kRows) shown.insert(row.reason);
  for (int i = 0; i < kReasons; ++i) {
    const ReasonText& text = TextOf(static_cast<Reason>(i));
    EXPECT_TRUE(shown.contains(text.name)) << text.name;
  }
}

TEST(Refusals, SpeakIndonesianAndEnglish) {
  std::set<std::string_view> names;
  for (int i = 0; i < kReasons; ++i) {
    const ReasonText& text = TextOf(static_cast<Reason>(i));
    EXPECT_TRUE(names.insert(text.name).second) << text.name;
    EXPECT_LE(text.name.size(), 63U);
    EXPECT_TRUE(text.id.ends_with('.')) << text.name;
    EXPECT_TRUE(text.en.ends_with('.')) << text.name;
    EXPECT_NE(text.code, absl::StatusCode::kOk) << text.name;
  }
}

TEST(Bounds, ATextHasTwoHundredBytes) {
  Town town;
  pb::Command command = Parse<pb::Command>(
      "save_stakeholder { mode: SAVE_MODE_CREATE stakeholder { stakeholder: 'pkt' kind: STAKEHOLDER_KIND_COMPANY } }");
  std::string& name = *command.mutable_save_stakeholder()->mutable_stakeholder()->mutable_name_id();
  name = std::string(kTextBytesMax + 1, 'x');
  EXPECT_EQ(town.When(command).Refusal(), "FIELD_TOO_LONG");
  name.pop_back();
  EXPECT_EQ(town.When(command).Refusal(), "");
}

TEST(Bounds, AHouseholdHasSixtyPersons) {
  Town town;
  pb::Command command = Parse<pb::Command>(
      "register_household { household { household: 'hh-9' domicile { kelurahan: '64.74.03.1002' } } }");
  auto& persons = *command.mutable_register_household()->mutable_persons();
  for (int i = 0; i <= kHouseholdPersonsMax; ++i) persons.Add()->set_person("pe-9-" + std::to_string(i));
  EXPECT_EQ(town.When(command).Refusal(), "HOUSEHOLD_TOO_LARGE");
  persons.RemoveLast();
  EXPECT_EQ(town.When(command).Refusal(), "");
  EXPECT_EQ(town.When("add_person { household: 'hh-9' person { person: 'pe-10' } }").Refusal(), "HOUSEHOLD_TOO_LARGE");
  EXPECT_EQ(town.When("move_person { person: 'pe-1' household: 'hh-9' }").Refusal(), "HOUSEHOLD_TOO_LARGE");
  EXPECT_EQ(town.When("merge_households { household: 'hh-1' into: 'hh-9' }").Refusal(), "HOUSEHOLD_TOO_LARGE");
}

TEST(Bounds, AHouseholdMovesAHundredTimes) {
  Town town;
  pb::Command command = Parse<pb::Command>(
      "move_household { household: 'hh-1' has_from_day: true domicile { kelurahan: '64.74.03.1002' } }");
  for (int i = 1; i < kStaysMax; ++i) {
    command.mutable_move_household()->set_from_day(20'000 + i);
    ASSERT_EQ(town.When(command).Refusal(), "");
  }
  command.mutable_move_household()->set_from_day(20'000 + kStaysMax);
  EXPECT_EQ(town.When(command).Refusal(), "HISTORY_TOO_LONG");
}

}  // namespace
}  // namespace padu::registry::testing
