#include "services/registry/domain/testing/town.h"

#include <google/protobuf/text_format.h>

#include <utility>

#include "common/base/check.h"

namespace padu::registry::testing {
namespace {

constexpr std::string_view kReference[] = {
    "save_region { mode: SAVE_MODE_CREATE region { code: '64.74' level: REGION_LEVEL_CITY display_name: 'Bontang' } }",
    "save_region { mode: SAVE_MODE_CREATE region { code: '64.74.03' level: REGION_LEVEL_DISTRICT display_name: 'Barat' "
    "parent: '64.74' } }",
    "save_region { mode: SAVE_MODE_CREATE region { code: '64.74.03.1002' level: REGION_LEVEL_KELURAHAN "
    "display_name: 'Gunung Telihan' parent: '64.74.03' } }",
    "save_region { mode: SAVE_MODE_CREATE region { code: '64.74.03.1001' level: REGION_LEVEL_KELURAHAN "
    "display_name: 'Belimbing' parent: '64.74.03' } }",
    "save_stakeholder { mode: SAVE_MODE_CREATE stakeholder { stakeholder: 'dinsos-pm' active: true "
    "kind: STAKEHOLDER_KIND_GOVERNMENT_OFFICE name_id: 'Dinas Sosial' } }",
    "save_stakeholder { mode: SAVE_MODE_CREATE stakeholder { stakeholder: 'baznas' active: true "
    "kind: STAKEHOLDER_KIND_SOCIAL_INSTITUTION name_id: 'BAZNAS' } }",
    "save_programme { mode: SAVE_MODE_CREATE programme { programme: 'rantang-kasih' stakeholder: 'dinsos-pm' "
    "name_id: 'Rantang Kasih' assistance_unit: ASSISTANCE_UNIT_PERSON benefit_type: BENEFIT_TYPE_GOODS unit: 'meal' "
    "quantity: 2 interval: BENEFIT_INTERVAL_DAY region: '64.74' active: true } }",
    "save_officer { mode: SAVE_MODE_CREATE officer { officer: 'telihan-kesra' "
    "role: OFFICER_ROLE_KELURAHAN_WELFARE_SECTION regions: '64.74.03.1002' "
    "sealed { key_id: 'k-officer' fields { field: PERSONAL_FIELD_NAME sealed: 'x' } } } }",
    "save_officer { mode: SAVE_MODE_CREATE officer { officer: 'telihan-lurah' role: OFFICER_ROLE_LURAH "
    "regions: '64.74.03.1002' } }",
    "save_officer { mode: SAVE_MODE_CREATE officer { officer: 'belimbing-kesra' "
    "role: OFFICER_ROLE_KELURAHAN_WELFARE_SECTION regions: '64.74.03.1001' } }",
    "save_officer { mode: SAVE_MODE_CREATE officer { officer: 'mantan' role: OFFICER_ROLE_PUSKESOS "
    "regions: '64.74.03.1002' } }",
    "release_officer { officer: 'mantan' }",
};

constexpr std::string_view kHouseholds[] = {
    "register_household { household { household: 'hh-1' domicile { kelurahan: '64.74.03.1002' rt: '002' } "
    "from_day: 20000 source: 'test' sealed { key_id: 'k-hh-1' fields { field: PERSONAL_FIELD_ADDRESS sealed: 'x' } } } "
    "has_from_day: true "
    "families { family: 'fa-1' sealed { key_id: 'k-fa-1' fields { field: PERSONAL_FIELD_KK_NUMBER sealed: 'x' } } } "
    "persons { person: 'pe-1' family: 'fa-1' relation: RELATION_HEAD content { sex: SEX_MALE birth_month: 23827 "
    "nik_status: NIK_STATUS_UNVERIFIED nik_district: '647403' nik_tokens { key_version: 1 token: '@a' } } "
    "sealed { key_id: 'k-pe-1' fields { field: PERSONAL_FIELD_NAME sealed: 'x' } "
    "fields { field: PERSONAL_FIELD_NIK sealed: 'y' } } } "
    "persons { person: 'pe-2' family: 'fa-1' relation: RELATION_WIFE content { sex: SEX_FEMALE "
    "nik_status: NIK_STATUS_UNVERIFIED nik_tokens { key_version: 1 token: '@b' } } "
    "sealed { key_id: 'k-pe-2' fields { field: PERSONAL_FIELD_NAME sealed: 'x' } } } "
    "persons { person: 'pe-3' content { nik_status: NIK_STATUS_MISSING } } }",
    "register_household { household { household: 'hh-2' domicile { kelurahan: '64.74.03.1001' } from_day: 20000 "
    "sealed { key_id: 'k-hh-2' fields { field: PERSONAL_FIELD_ADDRESS sealed: 'x' } } } has_from_day: true "
    "families { family: 'fa-2' } "
    "persons { person: 'pe-4' family: 'fa-2' relation: RELATION_HEAD content { nik_status: NIK_STATUS_UNVERIFIED "
    "nik_tokens { key_version: 1 token: '@d' } } } "
    "persons { person: 'pe-6' family: 'fa-2' relation: RELATION_CHILD content { nik_status: NIK_STATUS_MISSING } } "
    "persons { person: 'pe-7' family: 'fa-2' relation: RELATION_CHILD content { nik_status: NIK_STATUS_UNVERIFIED "
    "nik_tokens { key_version: 1 token: '@g' } } "
    "sealed { key_id: 'k-pe-7' fields { field: PERSONAL_FIELD_NAME sealed: 'x' } } } "
    "persons { person: 'pe-8' family: 'fa-2' relation: RELATION_CHILD content { nik_status: NIK_STATUS_MISSING } } }",
    "register_household { household { household: 'hh-3' domicile { kelurahan: '64.74.03.1001' } from_day: 20010 } "
    "has_from_day: true families { family: 'fa-3' } "
    "persons { person: 'pe-5' family: 'fa-3' relation: RELATION_HEAD content { nik_status: NIK_STATUS_MISSING } } }",
    "register_household { household { household: 'hh-4' domicile { kelurahan: '64.74.03.1002' } from_day: 20000 } "
    "has_from_day: true persons { person: 'pe-9' content { nik_status: NIK_STATUS_MISSING } } }",
    "record_death { person: 'pe-6' day: 20100 }",
    "erase_person { person: 'pe-7' reason: 'SUBJECT_REQUEST' }",
    "move_person { person: 'pe-8' has_from_day: true from_day: 20200 }",
    "merge_households { household: 'hh-3' into: 'hh-2' }",
    "record_death { person: 'pe-9' day: 20300 }",
    "add_person { household: 'hh-2' person { person: 'pe-10' content { nik_status: NIK_STATUS_MISSING } } "
    "has_from_day: true from_day: 20000 }",
    "merge_persons { person: 'pe-10' into: 'pe-4' }",
};

// '@a' is the token of NIK a.
void WriteOutTokens(google::protobuf::RepeatedPtrField<pb::Token>& tokens) {
  for (pb::Token& token : tokens) {
    if (token.token().size() == 2 && token.token()[0] == '@') token.set_token(TokenOf(token.token()[1]));
  }
}

void WriteOutTokens(pb::Command& command) {
  for (pb::SealedPerson& person : *command.mutable_register_household()->mutable_persons()) {
    WriteOutTokens(*person.mutable_content()->mutable_nik_tokens());
  }
}

}  // namespace

template <typename T>
T Parse(std::string_view text) {
  T message;
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &message));
  return message;
}
template pb::Command Parse(std::string_view text);

std::string TokenOf(char letter) {
  constexpr std::size_t kBytes = 32;
  return std::string(kBytes, letter);
}

const RegistryMachine& Town::Default() {
  static const RegistryMachine machine;
  return machine;
}

Town::Town(const RegistryMachine& machine) : test_(machine) {
  for (const std::string_view command : kReference) Do(command);
  for (const std::string_view command : kHouseholds) Do(command);
}

Town& Town::When(pb::Command command, std::string_view caller) {
  command.set_city(command.city() == 0 ? kBontang : command.city());
  switch (command.kind_case()) {
    case pb::Command::kRegisterHousehold:
      WriteOutTokens(command);
      break;
    case pb::Command::kAddPerson:
      WriteOutTokens(*command.mutable_add_person()->mutable_person()->mutable_content()->mutable_nik_tokens());
      break;
    case pb::Command::kUpdatePerson:
      WriteOutTokens(*command.mutable_update_person()->mutable_content()->mutable_nik_tokens());
      break;
    default:
      break;
  }
  test_.When(std::make_shared<pb::Command>(std::move(command)), caller);
  return *this;
}

Town& Town::When(std::string_view command, std::string_view caller) {
  return When(Parse<pb::Command>(command), caller);
}

Town& Town::Do(std::string_view command, std::string_view caller) {
  When(command, caller);
  if (!test_.status().ok()) PADU_FATAL(std::string(command) + ": " + test_.Refusal());
  return *this;
}

Town& Town::On(Day day) {
  test_.At(DayBegin(day, kBontang));
  return *this;
}

std::string Town::FactNames() const {
  std::string names;
  for (const pb::Fact& fact : Facts()) {
    if (!names.empty()) names += ' ';
    names += pb::Fact::descriptor()->FindFieldByNumber(fact.kind_case())->name();
  }
  return names;
}

namespace {

template <typename Row>
Row Expect(const store::Reader& tables, const std::string& key) {
  auto row = Get<Row>(tables, key);
  PADU_CHECK(row.has_value());
  return *row;
}

}  // namespace

pb::PersonRow Town::Person(std::string_view id) const { return Expect<pb::PersonRow>(tables(), PersonKey(id)); }
pb::HouseholdRow Town::Household(std::string_view id) const {
  return Expect<pb::HouseholdRow>(tables(), HouseholdKey(id));
}
pb::FamilyRow Town::Family(std::string_view id) const { return Expect<pb::FamilyRow>(tables(), FamilyKey(id)); }

}  // namespace padu::registry::testing
