#include "services/registry/domain/decide.h"

#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {

absl::Status Decide(const Context& context) {
  const pb::Command& command = context.command;
  RETURN_IF_ERROR(MayCommand(context.authority, command));
  switch (command.kind_case()) {
    case pb::Command::kSaveRegion:
      return Decide(context, command.save_region());
    case pb::Command::kSaveStakeholder:
      return Decide(context, command.save_stakeholder());
    case pb::Command::kSaveProgramme:
      return Decide(context, command.save_programme());
    case pb::Command::kSaveOfficer:
      return Decide(context, command.save_officer());
    case pb::Command::kReleaseOfficer:
      return Decide(context, command.release_officer());
    case pb::Command::kRegisterHousehold:
      return Decide(context, command.register_household());
    case pb::Command::kAddFamily:
      return Decide(context, command.add_family());
    case pb::Command::kAddPerson:
      return Decide(context, command.add_person());
    case pb::Command::kUpdatePerson:
      return Decide(context, command.update_person());
    case pb::Command::kMoveHousehold:
      return Decide(context, command.move_household());
    case pb::Command::kMovePerson:
      return Decide(context, command.move_person());
    case pb::Command::kMergeHouseholds:
      return Decide(context, command.merge_households());
    case pb::Command::kMergePersons:
      return Decide(context, command.merge_persons());
    case pb::Command::kRecordDeath:
      return Decide(context, command.record_death());
    case pb::Command::kTakeVerificationStep:
      return Decide(context, command.take_verification_step());
    case pb::Command::kRecordDesil:
      return Decide(context, command.record_desil());
    case pb::Command::kAnswerCriteria:
      return Decide(context, command.answer_criteria());
    case pb::Command::kErasePerson:
      return Decide(context, command.erase_person());
    case pb::Command::kOpenSealed:
      return Decide(context, command.open_sealed());
    case pb::Command::kCreateApiKey:
      return Decide(context, command.create_api_key());
    case pb::Command::kRevokeApiKey:
      return Decide(context, command.revoke_api_key());
    case pb::Command::KIND_NOT_SET:
      break;
  }
  PADU_FATAL("a command that the registry does not have");
}

absl::Status CheckEtag(const Context& context, const pb::Stamp& stamp) {
  const std::string& etag = context.command.etag();
  if (etag.empty() || etag == std::to_string(stamp.changed_sequence())) return absl::OkStatus();
  return Refused(Reason::kEtagMismatch);
}

absl::Status CheckKey(const Context& context, const pb::SealedFields& kept, const pb::SealedFields& sealed) {
  if (sealed.fields().empty()) return absl::OkStatus();
  const bool other = !kept.key_id().empty() && kept.key_id() != sealed.key_id();
  std::string erased;
  // Somebody else sealed, or erased, meanwhile.
  if (other || context.tables.Get(ErasedKeyKey(sealed.key_id()), &erased)) return Refused(Reason::kEtagMismatch);
  return absl::OkStatus();
}

absl::StatusOr<pb::HouseholdRow> FindHousehold(const Context& context, std::string_view household, Where where) {
  auto row = Get<pb::HouseholdRow>(context.tables, HouseholdKey(household));
  if (!row || row->city() != context.city()) return Refused(Reason::kHouseholdNotFound);
  if (where == Where::kOwnRegion) {
    RETURN_IF_ERROR(MayActIn(context.authority, context.city(), PresentStay(*row).place().kelurahan(), context.tables));
  }
  if (row->state() == pb::HOUSEHOLD_STATE_MERGED) {
    return Refused(Reason::kHouseholdMerged, {{"merged_into", row->merged_into()}});
  }
  return *std::move(row);
}

absl::StatusOr<pb::PersonRow> FindPerson(const Context& context, std::string_view person) {
  auto row = Get<pb::PersonRow>(context.tables, PersonKey(person));
  if (!row || row->city() != context.city()) return Refused(Reason::kPersonNotFound);
  PADU_CHECK(!row->memberships().empty());
  const auto household =
      Get<pb::HouseholdRow>(context.tables, HouseholdKey(row->memberships().rbegin()->membership().household()));
  PADU_CHECK(household.has_value());
  RETURN_IF_ERROR(
      MayActIn(context.authority, context.city(), PresentStay(*household).place().kelurahan(), context.tables));
  if (!row->merged_into().empty()) return Refused(Reason::kPersonMerged, {{"merged_into", row->merged_into()}});
  return *std::move(row);
}

absl::Status CheckFamilyOf(const Context& context, std::string_view family, std::string_view household) {
  const auto row = Get<pb::FamilyRow>(context.tables, FamilyKey(family));
  if (!row || row->city() != context.city()) return Refused(Reason::kFamilyNotFound);
  if (row->stays().rbegin()->household() != household) return Refused(Reason::kFamilyNotOfHousehold);
  return absl::OkStatus();
}

absl::StatusOr<Day> DayOrToday(const Context& context, bool has_day, Day day, std::string_view field) {
  if (!has_day) return context.today;
  RETURN_IF_ERROR(CheckPastDay(day, context.today, field));
  return day;
}

}  // namespace padu::registry
