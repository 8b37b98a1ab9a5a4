#include "common/base/status.h"
#include "services/registry/api/intake.h"
#include "services/registry/api/names.h"
#include "services/registry/domain/checks.h"

namespace padu::registry {
namespace {

// A day that may be left out.
template <typename Set>
absl::Status OptionalDay(const std::string& text, std::string_view field, Set set) {
  if (text.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Day day, DayOf(text, field));
  set(day);
  return absl::OkStatus();
}

absl::Status ToRegion(const v1::Region& from, std::string code, pb::RegionDefined& to) {
  to.set_code(std::move(code));
  to.set_level(from.level());
  to.set_display_name(from.display_name());
  to.set_parent(from.parent_code());
  to.set_bps_code(from.bps_code());
  *to.mutable_aliases() = from.aliases();
  RETURN_IF_ERROR(OptionalDay(from.first_day(), "first_day", [&](Day day) { to.set_first_day(day); }));
  RETURN_IF_ERROR(OptionalDay(from.last_day(), "last_day", [&](Day day) { to.set_last_day(day); }));
  to.set_source(from.source());
  return absl::OkStatus();
}

void ToStakeholder(const v1::Stakeholder& from, std::string id, pb::StakeholderSaved& to) {
  to.set_stakeholder(std::move(id));
  to.set_kind(from.kind());
  to.set_name_id(from.name_id());
  to.set_name_en(from.name_en());
  to.set_active(!from.suspended());
  to.set_source(from.source());
}

absl::Status ToLists(CityNumber city, const v1::Programme& from, pb::ProgrammeContent& to) {
  for (const std::string& other : from.other_stakeholders()) {
    ASSIGN_OR_RETURN(*to.add_other_stakeholders(), IdIn(city, other, "stakeholders", "other_stakeholders"));
  }
  for (const v1::ProgrammeQuota& quota : from.quotas()) {
    pb::RegionQuota& out = *to.add_quotas();
    ASSIGN_OR_RETURN(*out.mutable_region(), IdIn(city, quota.region(), "regions", "quotas.region"));
    out.set_recipients_max(quota.recipients_max());
  }
  for (const v1::ProgrammeComponent& part : from.components()) {
    // Same fields under the same numbers.
    to.add_components()->ParseFromString(part.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::Status ToProgramme(CityNumber city, const v1::Programme& from, std::string id, pb::ProgrammeContent& to) {
  to.set_programme(std::move(id));
  ASSIGN_OR_RETURN(*to.mutable_stakeholder(), IdIn(city, from.stakeholder(), "stakeholders", "stakeholder"));
  to.set_name_id(from.name_id());
  to.set_name_en(from.name_en());
  to.set_assistance_unit(from.assistance_unit());
  to.set_benefit_type(from.benefit_type());
  to.set_unit(from.unit());
  to.set_unit_name_id(from.unit_name_id());
  to.set_amount_rupiah(from.amount_rupiah());
  to.set_quantity(from.quantity());
  to.set_interval(from.interval());
  to.set_value_rupiah(from.value_rupiah());
  to.mutable_eligibility()->ParseFromString(from.eligibility().SerializeAsString());
  to.set_recipients_max(from.recipients_max());
  ASSIGN_OR_RETURN(*to.mutable_region(), IdIn(city, from.region(), "regions", "region"));
  if (to.region().empty()) to.set_region(CityCode(city));
  RETURN_IF_ERROR(OptionalDay(from.first_day(), "first_day", [&](Day day) { to.set_first_day(day); }));
  RETURN_IF_ERROR(OptionalDay(from.last_day(), "last_day", [&](Day day) { to.set_last_day(day); }));
  to.set_budget_rupiah(from.budget_rupiah());
  to.set_family_components_max(from.family_components_max());
  to.set_legal_basis(from.legal_basis());
  to.set_source(from.source());
  to.set_active(!from.closed());
  return ToLists(city, from, to);
}

absl::Status ToOfficer(Draft& draft, const v1::Officer& from, const std::string& id, pb::OfficerContent& to) {
  to.set_officer(id);
  to.set_role(from.role());
  for (const std::string& region : from.regions()) {
    ASSIGN_OR_RETURN(*to.add_regions(), IdIn(draft.city, region, "regions", "regions"));
  }
  std::string phone = from.phone();
  if (!phone.empty()) {
    ASSIGN_OR_RETURN(phone, NormalPhone(from.phone()));
  }
  const auto row = Get<pb::OfficerRow>(draft.tables, OfficerKey(draft.city, id));
  draft.sealer.Add(id,
                   {{v1::PERSONAL_FIELD_NAME, from.display_name()},
                    {v1::PERSONAL_FIELD_EMAIL, from.email()},
                    {v1::PERSONAL_FIELD_PHONE, phone}},
                   to.mutable_sealed(), row ? row->officer().sealed().key_id() : "");
  return absl::OkStatus();
}

}  // namespace

absl::Status Fill(Draft& draft, const v1::CreateRegionRequest& request) {
  pb::SaveRegion& save = *draft.command.mutable_save_region();
  save.set_mode(pb::SAVE_MODE_CREATE);
  return ToRegion(request.region(), request.region_id(), *save.mutable_region());
}

absl::Status Fill(Draft& draft, const v1::UpdateRegionRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.region().name(), "regions", "region.name"));
  pb::SaveRegion& save = *draft.command.mutable_save_region();
  save.set_mode(pb::SAVE_MODE_UPDATE);
  draft.command.set_etag(request.region().etag());
  return ToRegion(request.region(), std::move(name.id), *save.mutable_region());
}

absl::Status Fill(Draft& draft, const v1::CreateStakeholderRequest& request) {
  pb::SaveStakeholder& save = *draft.command.mutable_save_stakeholder();
  save.set_mode(pb::SAVE_MODE_CREATE);
  ToStakeholder(request.stakeholder(), request.stakeholder_id(), *save.mutable_stakeholder());
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::UpdateStakeholderRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.stakeholder().name(), "stakeholders", "stakeholder.name"));
  pb::SaveStakeholder& save = *draft.command.mutable_save_stakeholder();
  save.set_mode(pb::SAVE_MODE_UPDATE);
  draft.command.set_etag(request.stakeholder().etag());
  ToStakeholder(request.stakeholder(), std::move(name.id), *save.mutable_stakeholder());
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::CreateProgrammeRequest& request) {
  pb::SaveProgramme& save = *draft.command.mutable_save_programme();
  save.set_mode(pb::SAVE_MODE_CREATE);
  return ToProgramme(draft.city, request.programme(), request.programme_id(), *save.mutable_programme());
}

absl::Status Fill(Draft& draft, const v1::UpdateProgrammeRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.programme().name(), "programmes", "programme.name"));
  pb::SaveProgramme& save = *draft.command.mutable_save_programme();
  save.set_mode(pb::SAVE_MODE_UPDATE);
  draft.command.set_etag(request.programme().etag());
  return ToProgramme(draft.city, request.programme(), std::move(name.id), *save.mutable_programme());
}

absl::Status Fill(Draft& draft, const v1::CreateOfficerRequest& request) {
  pb::SaveOfficer& save = *draft.command.mutable_save_officer();
  save.set_mode(pb::SAVE_MODE_CREATE);
  return ToOfficer(draft, request.officer(), request.officer_id(), *save.mutable_officer());
}

absl::Status Fill(Draft& draft, const v1::UpdateOfficerRequest& request) {
  ASSIGN_OR_RETURN(const ParsedName name, ParseName(request.officer().name(), "officers", "officer.name"));
  pb::SaveOfficer& save = *draft.command.mutable_save_officer();
  save.set_mode(pb::SAVE_MODE_UPDATE);
  draft.command.set_etag(request.officer().etag());
  return ToOfficer(draft, request.officer(), name.id, *save.mutable_officer());
}

absl::Status Fill(Draft& draft, const v1::ReleaseOfficerRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "officers", "name"));
  draft.command.set_etag(request.etag());
  draft.command.mutable_release_officer()->set_officer(std::move(name.id));
  return absl::OkStatus();
}

}  // namespace padu::registry
