#include "tests/simulation/registry_commands.h"

#include <google/protobuf/text_format.h>

#include "common/base/check.h"
#include "common/base/days.h"
#include "tests/simulation/naive_city.h"
#include "tests/simulation/registry_oracle.h"

namespace padu::simulation {
namespace {

namespace reg = ::padu::registry::v1;

constexpr int kHouseholds = 24;
constexpr const char* kKelurahan[] = {"64.74.03.1001", "64.74.03.1002"};
constexpr const char* kCallers[] = {"operators/ani", "operators/budi", "officers/telihan-kesra"};

// In the order in which they are possible.
constexpr const char* kReference[] = {
    "save_region { region { code: '64.74' level: REGION_LEVEL_CITY display_name: 'Bontang' } }",
    "save_region { region { code: '64.74.03' level: REGION_LEVEL_DISTRICT display_name: 'Barat' parent: '64.74' } }",
    "save_region { region { code: '64.74.03.1001' level: REGION_LEVEL_KELURAHAN display_name: 'Belimbing' } }",
    "save_region { region { code: '64.74.03.1002' level: REGION_LEVEL_KELURAHAN display_name: 'Gunung Telihan' } }",
    "save_stakeholder { stakeholder { stakeholder: 'dinsos' active: true name_id: 'Dinas Sosial' "
    "kind: STAKEHOLDER_KIND_GOVERNMENT_OFFICE } }",
    "save_stakeholder { stakeholder { stakeholder: 'baznas' active: true name_id: 'BAZNAS' "
    "kind: STAKEHOLDER_KIND_SOCIAL_INSTITUTION } }",
    "save_stakeholder { stakeholder { stakeholder: 'pupuk' active: true name_id: 'Pupuk' "
    "kind: STAKEHOLDER_KIND_COMPANY } }",
    "save_officer { officer { officer: 'telihan-kesra' regions: '64.74.03.1002' "
    "role: OFFICER_ROLE_KELURAHAN_WELFARE_SECTION } }",
    "save_programme { programme { programme: 'blt' stakeholder: 'dinsos' other_stakeholders: 'baznas' name_id: 'BLT' "
    "assistance_unit: ASSISTANCE_UNIT_HOUSEHOLD benefit_type: BENEFIT_TYPE_MONEY region: '64.74' active: true } }",
    "save_programme { programme { programme: 'pkh' stakeholder: 'dinsos' name_id: 'PKH' "
    "assistance_unit: ASSISTANCE_UNIT_FAMILY benefit_type: BENEFIT_TYPE_MONEY region: '64.74' active: true } }",
    "save_programme { programme { programme: 'beras' stakeholder: 'baznas' other_stakeholders: 'pupuk' "
    "name_id: 'Beras' assistance_unit: ASSISTANCE_UNIT_HOUSEHOLD benefit_type: BENEFIT_TYPE_GOODS unit: 'kg' "
    "region: '64.74' active: true } }",
    "save_programme { programme { programme: 'dokter' stakeholder: 'pupuk' other_stakeholders: 'dinsos' "
    "name_id: 'Dokter' assistance_unit: ASSISTANCE_UNIT_PERSON benefit_type: BENEFIT_TYPE_SERVICE region: '64.74' "
    "active: true } }",
};

reg::Command Parsed(const char* text) {
  reg::Command command;
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(text, &command));
  return command;
}

void Seal(const std::string& subject, reg::PersonalField field, reg::SealedFields& sealed) {
  sealed.set_key_id("k-" + subject);
  sealed.add_fields()->set_field(field);
  sealed.mutable_fields(0)->set_sealed("sealed");
}

void AddEvidence(int day, reg::TakeVerificationStep& step) {
  step.add_evidence()->set_kind("BERITA_ACARA");
  step.mutable_evidence(0)->set_day(day);
}

}  // namespace

std::string NikOf(int n) { return "647499010190" + std::to_string(1000 + n); }

journal::Command RegistryCommands::Next(UnixMicros now, Chance& chance) {
  today_ = LocalDay(now, kBontang);
  journal::Command command;
  command.cause.set_method("Do");
  command.cause.set_request_id("r" + std::to_string(++last_request_));
  const bool reference = reference_ < 2 * std::size(kReference) || chance.Percent(4);
  command.cause.set_caller(kCallers[reference ? 0 : chance.Below(std::size(kCallers))]);
  auto request = std::make_shared<reg::Command>(reference ? Reference(chance) : Change(chance));
  request->set_city(kBontang);
  const auto known = etags_.find(SubjectOf(*request));
  if (known != etags_.end() && chance.Percent(40)) request->set_etag(std::to_string(known->second));
  command.request = std::move(request);
  return command;
}

void RegistryCommands::Hear(const common::v1::Row& row) {
  for (const std::string& bytes : row.facts()) {
    reg::Fact fact;
    PADU_CHECK(fact.ParseFromString(bytes));
    for (const std::string& id : Touched(fact)) etags_[id] = row.sequence();
    const auto& expired = fact.household_verification_expired();
    if (fact.has_household_verification_expired()) verification_[expired.household()] = expired.to();
    const auto& changed = fact.household_verification_changed();
    if (fact.has_household_verification_changed()) verification_[changed.household()] = changed.to();
  }
}

// What is there already is refused, or changed: activity of a stakeholder or programme comes and goes.
reg::Command RegistryCommands::Reference(Chance& chance) {
  reg::Command command = Parsed(kReference[reference_ % std::size(kReference)]);
  const bool again = reference_++ >= 2 * std::size(kReference);
  const reg::SaveMode mode = again ? reg::SAVE_MODE_UPDATE : reg::SAVE_MODE_CREATE;
  if (command.has_save_region()) command.mutable_save_region()->set_mode(mode);
  if (command.has_save_officer()) command.mutable_save_officer()->set_mode(mode);
  if (command.has_save_stakeholder()) {
    command.mutable_save_stakeholder()->set_mode(mode);
    if (again) command.mutable_save_stakeholder()->mutable_stakeholder()->set_active(chance.Percent(75));
  }
  if (command.has_save_programme()) {
    command.mutable_save_programme()->set_mode(mode);
    if (again) command.mutable_save_programme()->mutable_programme()->set_active(chance.Percent(75));
  }
  return command;
}

// Mostly somebody who was thought of.
std::string RegistryCommands::Household(Chance& chance) const {
  return "hh-" + std::to_string(1 + chance.Below(folk_.households + 1));
}
std::string RegistryCommands::Person(Chance& chance) const {
  return "pe-" + std::to_string(1 + chance.Below(folk_.persons + 1));
}

reg::Command RegistryCommands::Change(Chance& chance) {
  reg::Command command;
  const std::int64_t kind = chance.Below(100);
  if (kind < 25 && folk_.households < kHouseholds) {
    Register(chance, *command.mutable_register_household());
    return command;
  }
  return kind < 60 ? ChangePerson(chance) : ChangeHousehold(chance);
}

reg::Command RegistryCommands::ChangePerson(Chance& chance) {
  reg::Command command;
  const std::int64_t kind = chance.Below(100);
  if (kind < 30) {
    auto& add = *command.mutable_add_person();
    add.set_household(Household(chance));
    NewPerson(chance, *add.mutable_person());
    add.set_has_from_day(true);
    add.set_from_day(today_ - static_cast<int>(chance.Below(60)));
  } else if (kind < 65) {
    auto& move = *command.mutable_move_person();
    move.set_person(Person(chance));
    if (chance.Percent(90)) move.set_household(Household(chance));
    move.set_has_from_day(true);
    move.set_from_day(today_ - static_cast<int>(chance.Below(40)));
  } else if (kind < 85) {
    auto& update = *command.mutable_update_person();
    update.set_person(Person(chance));
    update.add_changes(chance.Percent(70) ? reg::PERSON_CHANGE_NIK : reg::PERSON_CHANGE_NIK_VERIFIED);
    Nik(chance, *update.mutable_content());
  } else if (kind < 88) {
    command.mutable_merge_persons()->set_person(Person(chance));
    command.mutable_merge_persons()->set_into(Person(chance));
  } else if (kind < 93) {
    command.mutable_record_death()->set_person(Person(chance));
    command.mutable_record_death()->set_day(today_ - static_cast<int>(chance.Below(30)));
  } else {
    command.mutable_erase_person()->set_person(Person(chance));
    command.mutable_erase_person()->set_reason("SUBJECT_REQUEST");
  }
  return command;
}

reg::Command RegistryCommands::ChangeHousehold(Chance& chance) {
  reg::Command command;
  const std::int64_t kind = chance.Below(100);
  if (kind < 25) {
    auto& move = *command.mutable_move_household();
    move.set_household(Household(chance));
    move.mutable_domicile()->set_kelurahan(kKelurahan[chance.Below(2)]);
    move.set_has_from_day(true);
    move.set_from_day(today_ - static_cast<int>(chance.Below(40)));
  } else if (kind < 33) {
    command.mutable_merge_households()->set_household(Household(chance));
    command.mutable_merge_households()->set_into(Household(chance));
  } else if (kind < 40) {
    auto& open = *command.mutable_open_sealed();
    open.set_subject(Person(chance));
    open.add_fields(reg::PERSONAL_FIELD_NAME);
    open.set_purpose(reg::PURPOSE_VERIFICATION);
  } else if (kind < 47) {
    auto& desil = *command.mutable_record_desil()->mutable_desil();
    desil.set_household(Household(chance));
    desil.set_desil(1 + static_cast<int>(chance.Below(11)));
    desil.set_source("DTSEN");
    desil.set_as_of_day(today_ - static_cast<int>(chance.Below(300)));
  } else {
    Verify(chance, *command.mutable_take_verification_step());
  }
  return command;
}

void RegistryCommands::Register(Chance& chance, reg::RegisterHousehold& command) {
  const std::string number = std::to_string(++folk_.households);
  auto& household = *command.mutable_household();
  household.set_household("hh-" + number);
  household.mutable_domicile()->set_kelurahan(kKelurahan[chance.Below(2)]);
  household.set_from_day(today_ - 20 - static_cast<int>(chance.Below(60)));
  command.set_has_from_day(true);
  Seal("hh-" + number, reg::PERSONAL_FIELD_ADDRESS, *household.mutable_sealed());
  command.add_families()->set_family("fa-" + number);
  for (std::int64_t persons = 1 + chance.Below(3); persons > 0; --persons) {
    NewPerson(chance, *command.add_persons());
    if (!chance.Percent(70)) continue;
    command.mutable_persons()->rbegin()->set_family("fa-" + number);
    command.mutable_persons()->rbegin()->set_relation(reg::RELATION_OTHER);
  }
}

void RegistryCommands::NewPerson(Chance& chance, reg::SealedPerson& person) {
  person.set_person("pe-" + std::to_string(++folk_.persons));
  Seal(person.person(), reg::PERSONAL_FIELD_NAME, *person.mutable_sealed());
  Nik(chance, *person.mutable_content());
}

void RegistryCommands::Nik(Chance& chance, reg::PersonContent& content) {
  content.set_nik_status(reg::NIK_STATUS_MISSING);
  if (chance.Percent(20)) return;
  content.set_nik_status(reg::NIK_STATUS_UNVERIFIED);
  for (const KeyedDigest& token : secrets_.NikTokens(NikOf(static_cast<int>(chance.Below(kNiks))))) {
    content.add_nik_tokens()->set_key_version(token.key_version);
    content.mutable_nik_tokens()->rbegin()->set_token(token.digest);
  }
}

// The next step of the usual way, mostly, and of few households, so that some come to its end.
void RegistryCommands::Verify(Chance& chance, reg::TakeVerificationStep& step) {
  step.set_household(chance.Percent(20) ? Household(chance) : "hh-" + std::to_string(1 + chance.Below(3)));
  AddEvidence(today_, step);
  step.set_reason("OTHER");
  if (chance.Percent(20)) {
    step.set_to(static_cast<reg::VerificationState>(chance.Below(reg::VerificationState_ARRAYSIZE)));
    return;
  }
  const auto state = verification_.find(step.household());
  const int from = state == verification_.end() ? reg::VERIFICATION_STATE_UNVERIFIED : state->second;
  const bool goes_on = from < reg::VERIFICATION_STATE_ACTIVE;
  step.set_to(goes_on ? static_cast<reg::VerificationState>(from + 1) : reg::VERIFICATION_STATE_PROPOSED);
}

}  // namespace padu::simulation
