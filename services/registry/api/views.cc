#include "services/registry/api/views.h"

#include <algorithm>

#include "google/protobuf/util/time_util.h"
#include "services/registry/api/names.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

using google::protobuf::util::TimeUtil;

constexpr double kHundredths = 100.0;

v1::Location ToLocation(const pb::Place& place) {
  v1::Location location;
  location.set_kelurahan(place.kelurahan());
  location.set_rt(place.rt());
  location.set_rw(place.rw());
  if (place.has_latitude_e2()) location.set_latitude(place.latitude_e2() / kHundredths);
  if (place.has_longitude_e2()) location.set_longitude(place.longitude_e2() / kHundredths);
  return location;
}

v1::Desil ToDesil(const pb::DesilRecorded& fact) {
  v1::Desil desil;
  desil.set_desil(fact.desil());
  desil.set_source(fact.source());
  desil.set_as_of(FormatDay(fact.as_of_day()));
  return desil;
}

v1::Criteria ToCriteria(const pb::CriteriaAnswered& fact) {
  v1::Criteria criteria;
  criteria.set_criteria_set(fact.criteria_set());
  *criteria.mutable_answers() = fact.answers();
  criteria.set_shelterless(fact.shelterless());
  criteria.set_day(FormatDay(fact.day()));
  criteria.set_yes_count(
      static_cast<int>(std::count(fact.answers().begin(), fact.answers().end(), static_cast<int>(v1::ANSWER_YES))));
  return criteria;
}

v1::Verification ToVerification(const pb::VerificationRow& row) {
  v1::Verification verification;
  verification.set_state(row.state());
  verification.set_proposer(row.proposer());
  verification.set_last_by(row.last_by());
  if (row.last_at() != 0) *verification.mutable_last_time() = TimeUtil::MicrosecondsToTimestamp(row.last_at());
  verification.set_reason(row.reason());
  if (row.has_expires_day()) verification.set_expire_day(FormatDay(row.expires_day()));
  for (const pb::Evidence& from : row.evidence()) {
    v1::VerificationEvidence& evidence = *verification.add_evidence();
    evidence.set_kind(from.kind());
    evidence.set_document_number(from.document_number());
    evidence.set_file_sha256(from.file_sha256());
    evidence.set_day(FormatDay(from.day()));
  }
  return verification;
}

template <typename Resource>
void SetTimes(const pb::Stamp& stamp, Resource& resource) {
  *resource.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(stamp.created_at());
  *resource.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(stamp.changed_at());
  resource.set_etag(EtagOf(stamp));
}

}  // namespace

std::string EtagOf(const pb::Stamp& stamp) { return std::to_string(stamp.changed_sequence()); }

v1::Region ToRegion(CityNumber city, const pb::RegionRow& row) {
  const pb::RegionDefined& from = row.region();
  v1::Region region;
  region.set_name(NameOf(city, "regions", from.code()));
  region.set_level(from.level());
  region.set_display_name(from.display_name());
  region.set_parent_code(from.parent());
  region.set_bps_code(from.bps_code());
  *region.mutable_aliases() = from.aliases();
  if (from.has_first_day()) region.set_first_day(FormatDay(from.first_day()));
  if (from.has_last_day()) region.set_last_day(FormatDay(from.last_day()));
  region.set_source(from.source());
  region.set_etag(EtagOf(row.stamp()));
  return region;
}

v1::Stakeholder ToStakeholder(CityNumber city, const pb::StakeholderRow& row) {
  const pb::StakeholderSaved& from = row.stakeholder();
  v1::Stakeholder stakeholder;
  stakeholder.set_name(NameOf(city, "stakeholders", from.stakeholder()));
  stakeholder.set_kind(from.kind());
  stakeholder.set_name_id(from.name_id());
  stakeholder.set_name_en(from.name_en());
  stakeholder.set_suspended(!from.active());
  stakeholder.set_source(from.source());
  stakeholder.set_etag(EtagOf(row.stamp()));
  return stakeholder;
}

v1::Programme ToProgramme(CityNumber city, const pb::ProgrammeRow& row) {
  const pb::ProgrammeContent& from = row.programme();
  v1::Programme programme;
  programme.set_name(NameOf(city, "programmes", from.programme()));
  programme.set_stakeholder(NameOf(city, "stakeholders", from.stakeholder()));
  for (const std::string& other : from.other_stakeholders()) {
    programme.add_other_stakeholders(NameOf(city, "stakeholders", other));
  }
  programme.set_name_id(from.name_id());
  programme.set_name_en(from.name_en());
  programme.set_assistance_unit(from.assistance_unit());
  programme.set_benefit_type(from.benefit_type());
  programme.set_unit(from.unit());
  programme.set_unit_name_id(from.unit_name_id());
  programme.set_amount_rupiah(from.amount_rupiah());
  programme.set_quantity(from.quantity());
  programme.set_interval(from.interval());
  programme.set_value_rupiah(from.value_rupiah());
  // Same fields under the same numbers (proto/padu/registry/v1).
  programme.mutable_eligibility()->ParseFromString(from.eligibility().SerializeAsString());
  programme.set_recipients_max(from.recipients_max());
  for (const pb::RegionQuota& quota : from.quotas()) {
    v1::ProgrammeQuota& out = *programme.add_quotas();
    out.set_region(NameOf(city, "regions", quota.region()));
    out.set_recipients_max(quota.recipients_max());
  }
  programme.set_region(NameOf(city, "regions", from.region()));
  if (from.has_first_day()) programme.set_first_day(FormatDay(from.first_day()));
  if (from.has_last_day()) programme.set_last_day(FormatDay(from.last_day()));
  programme.set_budget_rupiah(from.budget_rupiah());
  for (const pb::BenefitComponent& part : from.components()) {
    programme.add_components()->ParseFromString(part.SerializeAsString());
  }
  programme.set_family_components_max(from.family_components_max());
  programme.set_legal_basis(from.legal_basis());
  programme.set_source(from.source());
  programme.set_closed(!from.active());
  programme.set_etag(EtagOf(row.stamp()));
  return programme;
}

v1::Officer ToOfficer(CityNumber city, const pb::OfficerRow& row) {
  v1::Officer officer;
  officer.set_name(NameOf(city, "officers", row.officer().officer()));
  officer.set_role(row.officer().role());
  if (!row.released()) {
    for (const std::string& region : row.officer().regions()) officer.add_regions(NameOf(city, "regions", region));
  }
  officer.set_etag(EtagOf(row.stamp()));
  return officer;
}

v1::Household ToHousehold(std::string_view id, const pb::HouseholdRow& row) {
  v1::Household household;
  household.set_name(NameOf(row.city(), "households", id));
  *household.mutable_domicile() = ToLocation(PresentStay(row).place());
  for (const pb::StayRow& from : row.stays()) {
    v1::Stay& stay = *household.add_stays();
    *stay.mutable_location() = ToLocation(from.place());
    stay.set_first_day(FormatDay(from.from_day()));
  }
  household.set_state(row.state());
  if (!row.merged_into().empty()) {
    household.set_merged_into(NameOf(row.city(), "households", row.merged_into()));
    household.set_merge_day(FormatDay(row.merged_day()));
  }
  *household.mutable_verification() = ToVerification(row.verification());
  if (row.has_desil()) *household.mutable_desil() = ToDesil(row.desil());
  if (row.has_criteria()) *household.mutable_criteria() = ToCriteria(row.criteria());
  household.set_source(row.source());
  SetTimes(row.stamp(), household);
  return household;
}

v1::Family ToFamily(std::string_view id, const pb::FamilyRow& row) {
  v1::Family family;
  family.set_name(NameOf(row.city(), "families", id));
  family.set_household(NameOf(row.city(), "households", row.stays().rbegin()->household()));
  *family.mutable_registered() = ToLocation(row.registered());
  if (row.has_desil()) *family.mutable_desil() = ToDesil(row.desil());
  family.set_etag(EtagOf(row.stamp()));
  return family;
}

void AddMembers(const store::Reader& tables, std::string_view id, CityNumber city, v1::Household& household) {
  for (const std::string& family : FamiliesOf(tables, id)) {
    const auto row = Get<pb::FamilyRow>(tables, FamilyKey(family));
    PADU_CHECK(row.has_value() && row->city() == city);
    *household.add_families() = ToFamily(family, *row);
  }
  for (const Resident& resident : Residents(tables, id)) {
    *household.add_persons() = ToPerson(resident.id, resident.person);
  }
}

v1::Person ToPerson(std::string_view id, const pb::PersonRow& row) {
  const pb::PersonContent& content = row.content();
  v1::Person person;
  person.set_name(NameOf(row.city(), "persons", id));
  person.set_sex(content.sex());
  if (content.birth_month() != 0) {
    person.set_birth_month(FormatMonth(MonthFromNumber(static_cast<std::uint32_t>(content.birth_month()))));
  }
  person.set_nik_status(content.nik_status());
  person.set_nik_masked(MaskedNik(content.nik_district()));
  *person.mutable_nik_warnings() = content.nik_warnings();
  if (!content.duplicate_of().empty()) person.set_duplicate_of(NameOf(row.city(), "persons", content.duplicate_of()));
  person.set_registered_kelurahan(content.registered_kelurahan());
  person.set_pregnant(content.pregnant());
  person.set_severely_disabled(content.severely_disabled());
  person.set_attends_school(content.attends_school());
  person.set_employed(content.employed());
  for (const pb::MembershipRow& from : row.memberships()) {
    v1::HouseholdMembership& membership = *person.add_memberships();
    membership.set_household(NameOf(row.city(), "households", from.membership().household()));
    if (!from.membership().family().empty()) {
      membership.set_family(NameOf(row.city(), "families", from.membership().family()));
    }
    membership.set_relation(from.membership().relation());
    membership.set_from_day(FormatDay(from.membership().from_day()));
    if (from.membership().has_until_day()) membership.set_until_day(FormatDay(from.membership().until_day()));
    membership.set_end_reason(from.end());
  }
  if (!row.merged_into().empty()) {
    person.set_merged_into(NameOf(row.city(), "persons", row.merged_into()));
    person.set_merge_day(FormatDay(row.merged_day()));
  }
  for (const std::string& record : row.merged_persons()) {
    person.add_merged_persons(NameOf(row.city(), "persons", record));
  }
  if (row.has_deceased_day()) person.set_death_day(FormatDay(row.deceased_day()));
  person.set_erased(row.erased());
  SetTimes(row.stamp(), person);
  return person;
}

v1::Opening ToOpening(const pb::OpeningRow& row) {
  v1::Opening opening;
  opening.set_by(row.opened().by());
  *opening.mutable_fields() = row.opened().fields();
  opening.set_purpose(row.opened().purpose());
  opening.set_reference(row.opened().reference());
  *opening.mutable_time() = TimeUtil::MicrosecondsToTimestamp(row.at());
  return opening;
}

v1::ApiKey ToApiKey(CityNumber city, const pb::ApiKeyRow& row) {
  v1::ApiKey key;
  key.set_name(NameOf(city, "apiKeys", row.key().key()));
  key.set_holder(row.key().holder());
  key.set_label(row.key().label());
  if (row.key().has_expires_at())
    *key.mutable_expire_time() = TimeUtil::MicrosecondsToTimestamp(row.key().expires_at());
  *key.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(row.stamp().created_at());
  key.set_creator(row.key().by());
  if (row.has_revoked_at()) *key.mutable_revoke_time() = TimeUtil::MicrosecondsToTimestamp(row.revoked_at());
  key.set_revoker(row.revoked_by());
  key.set_etag(EtagOf(row.stamp()));
  return key;
}

}  // namespace padu::registry
