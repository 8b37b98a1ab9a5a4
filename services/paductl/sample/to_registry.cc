#include "services/paductl/sample/to_registry.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "services/paductl/sample/bontang.h"

namespace padu::sample {
namespace {

namespace pb = registry::v1;

constexpr char kSource[] = "contoh-bontang";

std::string Name(const Reference& reference, std::string_view collection, std::string_view id) {
  return absl::StrFormat("cities/%s/%s/%s", reference.city, std::string(collection), std::string(id));
}

// `kind` and `id` alone: the same for every seed.
std::string RequestId(std::string_view kind, const std::string& id) {
  return absl::StrCat("acuan-", std::string(kind), "-", id);
}

template <typename Enum>
Enum Choose(const std::string& text, std::initializer_list<std::pair<const char*, Enum>> choices) {
  for (const auto& [name, value] : choices) {
    if (text == name) return value;
  }
  return static_cast<Enum>(0);
}

pb::RegionLevel LevelOf(const std::string& level) {
  return Choose<pb::RegionLevel>(level, {{"provinsi", pb::REGION_LEVEL_PROVINCE},
                                         {"kota", pb::REGION_LEVEL_CITY},
                                         {"kabupaten", pb::REGION_LEVEL_CITY},
                                         {"kecamatan", pb::REGION_LEVEL_DISTRICT},
                                         {"kelurahan", pb::REGION_LEVEL_KELURAHAN},
                                         {"desa", pb::REGION_LEVEL_KELURAHAN}});
}

pb::BenefitInterval IntervalOf(const std::string& interval) {
  return Choose<pb::BenefitInterval>(interval, {{"ONCE", pb::BENEFIT_INTERVAL_ONCE},
                                                {"DAY", pb::BENEFIT_INTERVAL_DAY},
                                                {"WEEK", pb::BENEFIT_INTERVAL_WEEK},
                                                {"MONTH", pb::BENEFIT_INTERVAL_MONTH},
                                                {"QUARTER", pb::BENEFIT_INTERVAL_QUARTER},
                                                {"SEMESTER", pb::BENEFIT_INTERVAL_SEMESTER},
                                                {"YEAR", pb::BENEFIT_INTERVAL_YEAR}});
}

void SetRules(const ProgrammeRow& row, pb::Programme& programme) {
  pb::ProgrammeEligibility& eligibility = *programme.mutable_eligibility();
  if (row.age_min >= 0) eligibility.set_age_min(row.age_min);
  if (row.age_max >= 0) eligibility.set_age_max(row.age_max);
  if (row.desil_max > 0) eligibility.set_desil_max(row.desil_max);
  programme.set_recipients_max(row.recipients_max);
  programme.set_family_components_max(row.family_components_max);
  for (const ComponentRow& component : row.components) {
    pb::ProgrammeComponent& added = *programme.add_components();
    added.set_component(component.name);
    added.set_amount_rupiah(component.amount_rupiah);
    if (component.age_min >= 0) added.set_age_min(component.age_min);
    if (component.age_max >= 0) added.set_age_max(component.age_max);
  }
}

pb::Programme ToProgramme(const ProgrammeRow& row, const Reference& reference) {
  pb::Programme programme;
  programme.set_stakeholder(Name(reference, "stakeholders", row.stakeholder));
  programme.set_name_id(row.name_id);
  programme.set_name_en(row.name_en);
  programme.set_assistance_unit(
      Choose<pb::AssistanceUnit>(row.assistance_unit, {{"PERSON", pb::ASSISTANCE_UNIT_PERSON},
                                                       {"FAMILY", pb::ASSISTANCE_UNIT_FAMILY},
                                                       {"HOUSEHOLD", pb::ASSISTANCE_UNIT_HOUSEHOLD}}));
  programme.set_benefit_type(Choose<pb::BenefitType>(
      row.benefit_type,
      {{"CASH", pb::BENEFIT_TYPE_MONEY}, {"IN_KIND", pb::BENEFIT_TYPE_GOODS}, {"SERVICE", pb::BENEFIT_TYPE_SERVICE}}));
  programme.set_unit(row.unit);
  programme.set_unit_name_id(row.unit_id);
  programme.set_amount_rupiah(row.amount_rupiah);
  programme.set_quantity(row.quantity);
  programme.set_interval(IntervalOf(row.interval));
  programme.set_value_rupiah(row.value_rupiah);
  SetRules(row, programme);
  for (const auto& [code, recipients] : row.recipients_by_region) {
    pb::ProgrammeQuota& quota = *programme.add_quotas();
    quota.set_region(Name(reference, "regions", code));
    quota.set_recipients_max(recipients);
  }
  if (row.region != reference.city && !row.region.empty()) programme.set_region(Name(reference, "regions", row.region));
  programme.set_first_day(row.valid_from);
  programme.set_last_day(row.valid_to);
  programme.set_budget_rupiah(row.budget_rupiah);
  programme.set_legal_basis(row.legal_basis);
  programme.set_source(row.source);
  return programme;
}

pb::Relation RelationOf(Relation relation) {
  switch (relation) {
    case Relation::kHead:
      return pb::RELATION_HEAD;
    case Relation::kHusband:
      return pb::RELATION_HUSBAND;
    case Relation::kWife:
      return pb::RELATION_WIFE;
    case Relation::kChild:
      return pb::RELATION_CHILD;
    case Relation::kParent:
      return pb::RELATION_PARENT;
  }
  PADU_FATAL("no such relation");
}

pb::Sex SexOf(const Person& person) { return person.sex == Sex::kMale ? pb::SEX_MALE : pb::SEX_FEMALE; }

// Answers that the eight do not give, the same in each run: by the number in the person's key.
void SetAnswers(const Person& person, const Household& household, pb::PersonIntake& intake) {
  constexpr int kSchoolFrom = 7;
  constexpr int kWorkFrom = 18;
  constexpr int kWorkTo = 59;
  constexpr int kPregnantTo = 40;
  const int age = AgeOn(person, kSampleDay);
  const int number = std::stoi(person.key.substr(person.key.find('-') + 1));
  if (age >= kSchoolFrom && age < kWorkFrom) intake.set_attends_school(pb::ANSWER_YES);
  if (number % 97 == 0) intake.set_severely_disabled(pb::ANSWER_YES);
  if (person.relation == Relation::kWife && age <= kPregnantTo) {
    intake.set_pregnant(number % 17 == 0 ? pb::ANSWER_YES : pb::ANSWER_NO);
  }
  if (age < kWorkFrom || age > kWorkTo) return;
  const bool head = &person == &household.head();
  const bool works = head ? !household.criteria.front() : number % 3 != 0;
  intake.set_employed(works ? pb::ANSWER_YES : pb::ANSWER_NO);
}

pb::PersonIntake ToIntake(const Person& person, const Family& family, const Household& household) {
  pb::PersonIntake intake;
  intake.mutable_personal()->set_full_name(person.name);
  intake.mutable_personal()->set_nik(person.nik);
  intake.mutable_personal()->set_birth_day(absl::FormatCivilTime(person.birth));
  intake.set_relation(RelationOf(person.relation));
  intake.set_sex(SexOf(person));
  intake.set_registered_kelurahan(family.registered);
  SetAnswers(person, household, intake);
  return intake;
}

pb::HouseholdIntake ToIntake(const Household& household, const Reference& reference) {
  pb::HouseholdIntake intake;
  intake.mutable_domicile()->set_kelurahan(household.kelurahan);
  intake.mutable_domicile()->set_rt(household.rt);
  intake.set_address(household.address);
  constexpr double kMicro = 1e6;
  intake.set_latitude(household.point.latitude_e6 / kMicro);
  intake.set_longitude(household.point.longitude_e6 / kMicro);
  intake.set_from_day(absl::FormatCivilTime(kSampleDay));
  for (const Family& family : household.families) {
    pb::FamilyIntake& added = *intake.add_families();
    added.set_kk_number(family.kk_number);
    added.mutable_registered()->set_kelurahan(family.registered);
    for (const Person& person : family.persons) *added.add_persons() = ToIntake(person, family, household);
  }
  intake.mutable_desil()->set_desil(household.desil);
  intake.mutable_desil()->set_source("DTSEN (contoh)");
  intake.mutable_desil()->set_as_of(reference.published.desil_as_of);
  intake.mutable_criteria()->set_criteria_set("262/HUK/2022");
  for (const bool yes : household.criteria) {
    intake.mutable_criteria()->add_answers(yes ? pb::ANSWER_YES : pb::ANSWER_NO);
  }
  intake.mutable_criteria()->set_shelterless(pb::ANSWER_NO);
  intake.mutable_criteria()->set_day(absl::FormatCivilTime(kSampleDay));
  intake.set_source(kSource);
  return intake;
}

}  // namespace

std::vector<pb::CreateRegionRequest> RegionRequests(const Reference& reference) {
  std::vector<pb::CreateRegionRequest> requests;
  for (const RegionRow& row : reference.regions) {
    pb::CreateRegionRequest request;
    request.set_parent("cities/" + reference.city);
    request.set_region_id(row.code);
    request.set_request_id(RequestId("wilayah", row.code));
    pb::Region& region = *request.mutable_region();
    region.set_level(LevelOf(row.level));
    region.set_display_name(row.name);
    region.set_parent_code(row.parent_code);
    region.set_bps_code(row.bps_code);
    for (const std::string& alias : row.aliases) region.add_aliases(alias);
    region.set_source(row.source);
    requests.push_back(std::move(request));
  }
  return requests;
}

std::vector<pb::CreateStakeholderRequest> StakeholderRequests(const Reference& reference) {
  std::vector<pb::CreateStakeholderRequest> requests;
  for (const StakeholderRow& row : reference.stakeholders) {
    pb::CreateStakeholderRequest request;
    request.set_parent("cities/" + reference.city);
    request.set_stakeholder_id(row.id);
    request.set_request_id(RequestId("lembaga", row.id));
    pb::Stakeholder& stakeholder = *request.mutable_stakeholder();
    stakeholder.set_kind(
        Choose<pb::StakeholderKind>(row.kind, {{"GOVERNMENT_OFFICE", pb::STAKEHOLDER_KIND_GOVERNMENT_OFFICE},
                                               {"COMPANY", pb::STAKEHOLDER_KIND_COMPANY},
                                               {"SOCIAL_INSTITUTION", pb::STAKEHOLDER_KIND_SOCIAL_INSTITUTION}}));
    stakeholder.set_name_id(row.name_id);
    stakeholder.set_name_en(row.name_en);
    stakeholder.set_source(row.source);
    requests.push_back(std::move(request));
  }
  return requests;
}

std::vector<pb::CreateProgrammeRequest> ProgrammeRequests(const Reference& reference) {
  std::vector<pb::CreateProgrammeRequest> requests;
  for (const ProgrammeRow& row : reference.programmes) {
    pb::CreateProgrammeRequest request;
    request.set_parent("cities/" + reference.city);
    request.set_programme_id(row.id);
    request.set_request_id(RequestId("program", row.id));
    *request.mutable_programme() = ToProgramme(row, reference);
    requests.push_back(std::move(request));
  }
  return requests;
}

std::vector<pb::CreateOfficerRequest> OfficerRequests(const Reference& reference) {
  std::vector<pb::CreateOfficerRequest> requests;
  for (const OfficerRow& row : reference.officers) {
    pb::CreateOfficerRequest request;
    request.set_parent("cities/" + reference.city);
    request.set_officer_id(row.id);
    request.set_request_id(RequestId("petugas", row.id));
    pb::Officer& officer = *request.mutable_officer();
    officer.set_role(
        Choose<pb::OfficerRole>(row.role, {{"KELURAHAN_WELFARE_SECTION", pb::OFFICER_ROLE_KELURAHAN_WELFARE_SECTION},
                                           {"PUSKESOS", pb::OFFICER_ROLE_PUSKESOS},
                                           {"LURAH", pb::OFFICER_ROLE_LURAH}}));
    officer.add_regions(Name(reference, "regions", row.region));
    officer.set_display_name(row.display_name);
    officer.set_email(row.email);
    requests.push_back(std::move(request));
  }
  return requests;
}

pb::ImportHouseholdsRequest ImportRow(const Household& household, const Reference& reference, std::uint64_t seed) {
  pb::ImportHouseholdsRequest row;
  row.set_parent("cities/" + reference.city);
  *row.mutable_household() = ToIntake(household, reference);
  row.set_request_id(absl::StrCat("contoh-", seed, "-", household.key));
  return row;
}

LatePerson FindLate(const City& city) {
  for (const Household& household : city.households) {
    for (const Family& family : household.families) {
      for (const Person& person : family.persons) {
        if (person.key != city.late.person) continue;
        return {SexOf(person),
                absl::StrFormat("%04d-%02d", static_cast<int>(person.birth.year()), person.birth.month())};
      }
    }
  }
  return {};
}

}  // namespace padu::sample
