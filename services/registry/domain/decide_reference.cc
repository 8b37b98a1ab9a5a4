#include <utility>

#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

// Whether the row may be created, or updated with the command's etag.
template <typename Row>
absl::Status CheckMode(const Context& context, pb::SaveMode mode, const std::optional<Row>& row, Reason exists,
                       Reason not_found) {
  if (mode == pb::SAVE_MODE_CREATE) return row ? Refused(exists) : absl::OkStatus();
  if (!row) return Refused(not_found);
  return CheckEtag(context, row->stamp());
}

absl::Status CheckSpan(bool has_first, Day first, bool has_last, Day last) {
  if (has_first && has_last && last < first) return RefusedField(Reason::kDayInvalid, "last_day");
  return absl::OkStatus();
}

absl::Status CheckAges(bool has_min, int min, bool has_max, int max, std::string_view field) {
  if (has_min) RETURN_IF_ERROR(CheckRange(min, 0, kAgeMax, field));
  if (has_max) RETURN_IF_ERROR(CheckRange(max, has_min ? min : 0, kAgeMax, field));
  return absl::OkStatus();
}

absl::Status CheckEligibility(const pb::Eligibility& rule) {
  RETURN_IF_ERROR(CheckAges(rule.has_age_min(), rule.age_min(), rule.has_age_max(), rule.age_max(), "eligibility.age"));
  if (rule.has_desil_max()) RETURN_IF_ERROR(CheckRange(rule.desil_max(), 1, 10, "eligibility.desil_max"));
  if (rule.has_criteria_yes_min()) {
    RETURN_IF_ERROR(CheckRange(rule.criteria_yes_min(), 0, 8, "eligibility.criteria_yes_min"));
  }
  return absl::OkStatus();
}

absl::Status CheckAmounts(const pb::ProgrammeContent& programme) {
  RETURN_IF_ERROR(CheckRange(programme.amount_rupiah(), 0, kRupiahMax, "amount_rupiah"));
  RETURN_IF_ERROR(CheckRange(programme.value_rupiah(), 0, kRupiahMax, "value_rupiah"));
  RETURN_IF_ERROR(CheckRange(programme.budget_rupiah(), 0, kRupiahMax, "budget_rupiah"));
  RETURN_IF_ERROR(CheckRange(programme.quantity(), 0, kCountMax, "quantity"));
  RETURN_IF_ERROR(CheckRange(programme.recipients_max(), 0, kCountMax, "recipients_max"));
  RETURN_IF_ERROR(CheckRange(programme.family_components_max(), 0, kComponentsMax, "family_components_max"));
  const bool goods = programme.benefit_type() == pb::BENEFIT_TYPE_GOODS;
  if (goods && programme.unit().empty()) return RefusedField(Reason::kFieldMissing, "unit");
  if (programme.benefit_type() == pb::BENEFIT_TYPE_MONEY && !programme.unit().empty()) {
    return RefusedField(Reason::kFieldInvalid, "unit");
  }
  return absl::OkStatus();
}

absl::Status CheckLists(const Context& context, const pb::ProgrammeContent& programme) {
  if (programme.other_stakeholders_size() > kOtherStakeholdersMax) {
    return RefusedField(Reason::kFieldTooLong, "other_stakeholders");
  }
  for (const std::string& other : programme.other_stakeholders()) {
    if (!Get<pb::StakeholderRow>(context.tables, StakeholderKey(context.city(), other))) {
      return RefusedField(Reason::kStakeholderUnknown, "other_stakeholders");
    }
  }
  if (programme.quotas_size() > kQuotasMax) return RefusedField(Reason::kFieldTooLong, "quotas");
  for (const pb::RegionQuota& quota : programme.quotas()) {
    RETURN_IF_ERROR(CheckRegion(context.tables, context.city(), quota.region(), false, "quotas.region"));
    RETURN_IF_ERROR(CheckRange(quota.recipients_max(), 0, kCountMax, "quotas.recipients_max"));
  }
  if (programme.components_size() > kComponentsMax) return RefusedField(Reason::kFieldTooLong, "components");
  for (const pb::BenefitComponent& part : programme.components()) {
    RETURN_IF_ERROR(CheckText(part.component(), "components.component", Presence::kRequired));
    RETURN_IF_ERROR(CheckRange(part.amount_rupiah(), 0, kRupiahMax, "components.amount_rupiah"));
    RETURN_IF_ERROR(
        CheckAges(part.has_age_min(), part.age_min(), part.has_age_max(), part.age_max(), "components.age"));
  }
  return absl::OkStatus();
}

absl::Status CheckProgramme(const Context& context, const pb::ProgrammeContent& programme) {
  if (!IsId(programme.programme())) return RefusedField(Reason::kNameInvalid, "programme_id");
  if (!Get<pb::StakeholderRow>(context.tables, StakeholderKey(context.city(), programme.stakeholder()))) {
    return RefusedField(Reason::kStakeholderUnknown, "stakeholder");
  }
  RETURN_IF_ERROR(CheckText(programme.name_id(), "name_id", Presence::kRequired));
  for (const auto& [text, field] :
       {std::pair(&programme.name_en(), "name_en"), std::pair(&programme.unit(), "unit"),
        std::pair(&programme.unit_name_id(), "unit_name_id"), std::pair(&programme.legal_basis(), "legal_basis"),
        std::pair(&programme.source(), "source")}) {
    RETURN_IF_ERROR(CheckText(*text, field, Presence::kOptional));
  }
  if (programme.assistance_unit() == pb::ASSISTANCE_UNIT_UNSPECIFIED) {
    return RefusedField(Reason::kFieldMissing, "assistance_unit");
  }
  if (programme.benefit_type() == pb::BENEFIT_TYPE_UNSPECIFIED) {
    return RefusedField(Reason::kFieldMissing, "benefit_type");
  }
  RETURN_IF_ERROR(CheckRegion(context.tables, context.city(), programme.region(), false, "region"));
  RETURN_IF_ERROR(
      CheckSpan(programme.has_first_day(), programme.first_day(), programme.has_last_day(), programme.last_day()));
  RETURN_IF_ERROR(CheckEligibility(programme.eligibility()));
  RETURN_IF_ERROR(CheckAmounts(programme));
  return CheckLists(context, programme);
}

// What its disbursements were counted in must not change under them.
bool SameUnit(const pb::ProgrammeContent& a, const pb::ProgrammeContent& b) {
  return a.benefit_type() == b.benefit_type() && a.unit() == b.unit() && a.assistance_unit() == b.assistance_unit();
}

}  // namespace

absl::Status Decide(const Context& context, const pb::SaveRegion& command) {
  const pb::RegionDefined& region = command.region();
  if (!IsRegionCode(region.code())) return RefusedField(Reason::kNameInvalid, "region_id");
  const auto row = Get<pb::RegionRow>(context.tables, RegionKey(context.city(), region.code()));
  RETURN_IF_ERROR(CheckMode(context, command.mode(), row, Reason::kRegionAlreadyExists, Reason::kRegionNotFound));
  // The city itself, its province above it, and what lies within.
  const std::string city = CityCode(context.city());
  if (!RegionContains(city, region.code()) && !RegionContains(region.code(), city)) {
    return RefusedField(Reason::kNameInvalid, "region_id");
  }
  const int parts = static_cast<int>((region.code().size() + 1) / 3);  // "64": 1, "64.74": 2, "64.74.03": 3, whole: 4
  if (static_cast<int>(region.level()) != parts) return RefusedField(Reason::kFieldInvalid, "level");
  if (!region.parent().empty() && !RegionContains(region.parent(), region.code())) {
    return RefusedField(Reason::kFieldInvalid, "parent_code");
  }
  RETURN_IF_ERROR(CheckText(region.display_name(), "display_name", Presence::kRequired));
  RETURN_IF_ERROR(CheckText(region.bps_code(), "bps_code", Presence::kOptional));
  RETURN_IF_ERROR(CheckText(region.source(), "source", Presence::kOptional));
  if (region.aliases_size() > kAliasesMax) return RefusedField(Reason::kFieldTooLong, "aliases");
  for (const std::string& alias : region.aliases()) {
    RETURN_IF_ERROR(CheckText(alias, "aliases", Presence::kRequired));
  }
  RETURN_IF_ERROR(CheckSpan(region.has_first_day(), region.first_day(), region.has_last_day(), region.last_day()));
  pb::Fact fact = context.NewFact();
  *fact.mutable_region_defined() = region;
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::SaveStakeholder& command) {
  const pb::StakeholderSaved& stakeholder = command.stakeholder();
  if (!IsId(stakeholder.stakeholder())) return RefusedField(Reason::kNameInvalid, "stakeholder_id");
  const auto row = Get<pb::StakeholderRow>(context.tables, StakeholderKey(context.city(), stakeholder.stakeholder()));
  RETURN_IF_ERROR(
      CheckMode(context, command.mode(), row, Reason::kStakeholderAlreadyExists, Reason::kStakeholderNotFound));
  if (stakeholder.kind() == pb::STAKEHOLDER_KIND_UNSPECIFIED) return RefusedField(Reason::kFieldMissing, "kind");
  RETURN_IF_ERROR(CheckText(stakeholder.name_id(), "name_id", Presence::kRequired));
  RETURN_IF_ERROR(CheckText(stakeholder.name_en(), "name_en", Presence::kOptional));
  RETURN_IF_ERROR(CheckText(stakeholder.source(), "source", Presence::kOptional));
  pb::Fact fact = context.NewFact();
  *(row ? fact.mutable_stakeholder_updated() : fact.mutable_stakeholder_registered()) = stakeholder;
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::SaveProgramme& command) {
  const pb::ProgrammeContent& programme = command.programme();
  const auto row = Get<pb::ProgrammeRow>(context.tables, ProgrammeKey(context.city(), programme.programme()));
  RETURN_IF_ERROR(CheckMode(context, command.mode(), row, Reason::kProgrammeAlreadyExists, Reason::kProgrammeNotFound));
  const bool owner_stays = !row || row->programme().stakeholder() == programme.stakeholder();
  if (!owner_stays && context.authority.kind != Authority::Kind::kOperator) {
    return Refused(Reason::kCallerNotPermitted);
  }
  RETURN_IF_ERROR(CheckProgramme(context, programme));
  if (row && !SameUnit(row->programme(), programme)) return Refused(Reason::kProgrammeUnitFixed);
  pb::Fact fact = context.NewFact();
  *fact.mutable_programme_saved() = programme;
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::SaveOfficer& command) {
  const pb::OfficerContent& officer = command.officer();
  if (!IsId(officer.officer())) return RefusedField(Reason::kNameInvalid, "officer_id");
  const auto row = Get<pb::OfficerRow>(context.tables, OfficerKey(context.city(), officer.officer()));
  RETURN_IF_ERROR(CheckMode(context, command.mode(), row, Reason::kOfficerAlreadyExists, Reason::kOfficerNotFound));
  if (officer.role() == pb::OFFICER_ROLE_UNSPECIFIED) return RefusedField(Reason::kFieldMissing, "role");
  if (officer.regions().empty()) return RefusedField(Reason::kFieldMissing, "regions");
  if (officer.regions_size() > kOfficerRegionsMax) return RefusedField(Reason::kFieldTooLong, "regions");
  for (const std::string& region : officer.regions()) {
    RETURN_IF_ERROR(CheckRegion(context.tables, context.city(), region, false, "regions"));
  }
  RETURN_IF_ERROR(CheckSealed(officer.sealed()));
  if (row) RETURN_IF_ERROR(CheckKey(context, row->officer().sealed(), officer.sealed()));
  pb::Fact fact = context.NewFact();
  *fact.mutable_officer_assigned() = officer;
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::ReleaseOfficer& command) {
  const auto row = Get<pb::OfficerRow>(context.tables, OfficerKey(context.city(), command.officer()));
  if (!row) return Refused(Reason::kOfficerNotFound);
  RETURN_IF_ERROR(CheckEtag(context, row->stamp()));
  if (row->released()) return Refused(Reason::kOfficerReleased);
  pb::Fact fact = context.NewFact();
  fact.mutable_officer_released()->set_officer(command.officer());
  context.out.Emit(fact);
  return absl::OkStatus();
}

}  // namespace padu::registry
