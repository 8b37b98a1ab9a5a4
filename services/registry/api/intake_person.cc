#include <algorithm>
#include <set>

#include "common/base/status.h"
#include "services/registry/api/intake.h"
#include "services/registry/api/names.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

using Values = std::vector<std::pair<v1::PersonalField, std::string>>;

absl::StatusOr<std::optional<Day>> BirthDayOf(const v1::PersonIntake& person, Day today) {
  if (person.personal().birth_day().empty()) return std::optional<Day>();
  ASSIGN_OR_RETURN(const Day day, DayOf(person.personal().birth_day(), "personal.birth_day"));
  if (day > today) return RefusedField(Reason::kDayInFuture, "personal.birth_day");
  return std::optional(day);
}

absl::StatusOr<std::int32_t> BirthMonthOf(const v1::PersonIntake& person, const std::optional<Day>& birth_day) {
  if (!person.birth_month().empty()) {
    const auto month = ParseMonth(person.birth_month());
    if (!month) return RefusedField(Reason::kDayInvalid, "birth_month");
    return static_cast<std::int32_t>(MonthNumber(*month));
  }
  if (!birth_day) return 0;
  return static_cast<std::int32_t>(MonthNumber(MonthOf(*birth_day)));
}

absl::StatusOr<Values> ValuesOf(const v1::PersonalData& personal) {
  if (!personal.kk_number().empty() || !personal.address().empty() || personal.has_latitude() ||
      personal.has_longitude()) {
    return RefusedField(Reason::kFieldInvalid, "personal");  // those are a family's or a household's
  }
  std::string phone;
  if (!personal.phone().empty()) {
    ASSIGN_OR_RETURN(phone, NormalPhone(personal.phone()));
  }
  return Values{{v1::PERSONAL_FIELD_NAME, personal.full_name()},
                {v1::PERSONAL_FIELD_NIK, personal.nik()},
                {v1::PERSONAL_FIELD_BIRTH_DAY, personal.birth_day()},
                {v1::PERSONAL_FIELD_BIRTH_PLACE, personal.birth_place()},
                {v1::PERSONAL_FIELD_PHONE, phone},
                {v1::PERSONAL_FIELD_EMAIL, personal.email()}};
}

absl::Status ToContent(const Draft& draft, const v1::PersonIntake& person, pb::PersonContent& content) {
  content.set_sex(person.sex());
  ASSIGN_OR_RETURN(const std::optional<Day> birth_day, BirthDayOf(person, draft.today));
  ASSIGN_OR_RETURN(const std::int32_t birth_month, BirthMonthOf(person, birth_day));
  content.set_birth_month(birth_month);
  content.set_registered_kelurahan(person.registered_kelurahan());
  content.set_pregnant(person.pregnant());
  content.set_severely_disabled(person.severely_disabled());
  content.set_attends_school(person.attends_school());
  content.set_employed(person.employed());
  return TakeNik(person.personal().nik(), person.keep_invalid_nik(), birth_day, draft.today, draft.secrets, content);
}

// The paths that an update may name.
constexpr std::string_view kPaths[] = {"personal.full_name", "personal.nik",
                                       "personal.birth_day", "personal.birth_place",
                                       "personal.phone",     "personal.email",
                                       "relation",           "sex",
                                       "birth_month",        "registered_kelurahan",
                                       "pregnant",           "severely_disabled",
                                       "attends_school",     "employed"};

// The paths of all that is set, where a mask is left out.
std::set<std::string> PathsSet(const v1::PersonIntake& person) {
  std::set<std::string> paths;
  const auto add = [&](bool set, const char* path) {
    if (set) paths.insert(path);
  };
  add(!person.personal().full_name().empty(), "personal.full_name");
  add(!person.personal().nik().empty(), "personal.nik");
  add(!person.personal().birth_day().empty(), "personal.birth_day");
  add(!person.personal().birth_place().empty(), "personal.birth_place");
  add(!person.personal().phone().empty(), "personal.phone");
  add(!person.personal().email().empty(), "personal.email");
  add(person.relation() != v1::RELATION_UNSPECIFIED, "relation");
  add(person.sex() != v1::SEX_UNSPECIFIED, "sex");
  add(!person.birth_month().empty(), "birth_month");
  add(!person.registered_kelurahan().empty(), "registered_kelurahan");
  add(person.pregnant() != v1::ANSWER_UNSPECIFIED, "pregnant");
  add(person.severely_disabled() != v1::ANSWER_UNSPECIFIED, "severely_disabled");
  add(person.attends_school() != v1::ANSWER_UNSPECIFIED, "attends_school");
  add(person.employed() != v1::ANSWER_UNSPECIFIED, "employed");
  return paths;
}

absl::StatusOr<std::set<std::string>> PathsOf(const v1::UpdatePersonRequest& request) {
  if (request.update_mask().paths().empty()) return PathsSet(request.person());
  std::set<std::string> paths;
  for (const std::string& path : request.update_mask().paths()) {
    if (std::find(std::begin(kPaths), std::end(kPaths), path) == std::end(kPaths)) {
      return RefusedField(Reason::kFieldInvalid, "update_mask");
    }
    paths.insert(path);
  }
  return paths;
}

// The change that a path in clear is.
pb::PersonChange ChangeOf(std::string_view path) {
  if (path == "sex") return pb::PERSON_CHANGE_SEX;
  if (path == "birth_month" || path == "personal.birth_day") return pb::PERSON_CHANGE_BIRTH_MONTH;
  if (path == "personal.nik") return pb::PERSON_CHANGE_NIK;
  if (path == "registered_kelurahan") return pb::PERSON_CHANGE_REGISTERED_KELURAHAN;
  if (path == "pregnant") return pb::PERSON_CHANGE_PREGNANT;
  if (path == "severely_disabled") return pb::PERSON_CHANGE_SEVERELY_DISABLED;
  if (path == "attends_school") return pb::PERSON_CHANGE_ATTENDS_SCHOOL;
  if (path == "employed") return pb::PERSON_CHANGE_EMPLOYED;
  return pb::PERSON_CHANGE_UNSPECIFIED;
}

}  // namespace

absl::Status ToPerson(Draft& draft, const v1::PersonIntake& person, pb::SealedPerson& out) {
  out.set_person(draft.NewId("pe"));
  out.set_relation(person.relation());
  RETURN_IF_ERROR(ToContent(draft, person, *out.mutable_content()));
  ASSIGN_OR_RETURN(Values values, ValuesOf(person.personal()));
  draft.sealer.Add(out.person(), std::move(values), out.mutable_sealed());
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::AddPersonRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.parent(), "households", "parent"));
  draft.command.set_etag(request.etag());
  pb::AddPerson& command = *draft.command.mutable_add_person();
  command.set_household(std::move(name.id));
  RETURN_IF_ERROR(ToPerson(draft, request.person(), *command.mutable_person()));
  ASSIGN_OR_RETURN(*command.mutable_person()->mutable_family(),
                   IdIn(draft.city, request.family(), "families", "family"));
  if (request.from_day().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Day day, DayOf(request.from_day(), "from_day"));
  command.set_has_from_day(true);
  command.set_from_day(day);
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::UpdatePersonRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "persons", "name"));
  ASSIGN_OR_RETURN(const std::set<std::string> paths, PathsOf(request));
  draft.command.set_etag(request.etag());
  pb::UpdatePerson& command = *draft.command.mutable_update_person();
  RETURN_IF_ERROR(ToContent(draft, request.person(), *command.mutable_content()));
  std::set<pb::PersonChange> changes;
  for (const std::string& path : paths) changes.insert(ChangeOf(path));
  changes.erase(pb::PERSON_CHANGE_UNSPECIFIED);
  for (const pb::PersonChange change : changes) command.add_changes(change);
  if (request.nik_verified()) command.add_changes(pb::PERSON_CHANGE_NIK_VERIFIED);
  if (paths.contains("relation")) command.set_relation(request.person().relation());

  ASSIGN_OR_RETURN(Values values, ValuesOf(request.person().personal()));
  static constexpr std::pair<v1::PersonalField, std::string_view> kSealed[] = {
      {v1::PERSONAL_FIELD_NAME, "personal.full_name"},      {v1::PERSONAL_FIELD_NIK, "personal.nik"},
      {v1::PERSONAL_FIELD_BIRTH_DAY, "personal.birth_day"}, {v1::PERSONAL_FIELD_BIRTH_PLACE, "personal.birth_place"},
      {v1::PERSONAL_FIELD_PHONE, "personal.phone"},         {v1::PERSONAL_FIELD_EMAIL, "personal.email"}};
  std::erase_if(values, [&](const auto& value) {
    for (const auto& [field, path] : kSealed) {
      if (field == value.first) return !paths.contains(std::string(path));
    }
    return true;
  });
  const auto row = Get<pb::PersonRow>(draft.tables, PersonKey(name.id));
  draft.sealer.Add(name.id, std::move(values), command.mutable_sealed(), row ? row->sealed().key_id() : "");
  command.set_person(std::move(name.id));
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::MovePersonRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "persons", "name"));
  draft.command.set_etag(request.etag());
  pb::MovePerson& command = *draft.command.mutable_move_person();
  command.set_person(std::move(name.id));
  ASSIGN_OR_RETURN(*command.mutable_household(), IdIn(draft.city, request.household(), "households", "household"));
  ASSIGN_OR_RETURN(*command.mutable_family(), IdIn(draft.city, request.family(), "families", "family"));
  command.set_relation(request.relation());
  if (request.from_day().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Day day, DayOf(request.from_day(), "from_day"));
  command.set_has_from_day(true);
  command.set_from_day(day);
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::MergePersonsRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "persons", "name"));
  ASSIGN_OR_RETURN(std::string into, IdIn(draft.city, request.into(), "persons", "into"));
  draft.command.set_etag(request.etag());
  draft.command.mutable_merge_persons()->set_person(std::move(name.id));
  draft.command.mutable_merge_persons()->set_into(std::move(into));
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::RecordDeathRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "persons", "name"));
  ASSIGN_OR_RETURN(const Day day, DayOf(request.day(), "day"));
  draft.command.set_etag(request.etag());
  draft.command.mutable_record_death()->set_person(std::move(name.id));
  draft.command.mutable_record_death()->set_day(day);
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::ErasePersonRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "persons", "name"));
  draft.command.set_etag(request.etag());
  draft.command.mutable_erase_person()->set_person(std::move(name.id));
  draft.command.mutable_erase_person()->set_reason(request.reason());
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::OpenPersonalDataRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name()));
  pb::OpenSealed& command = *draft.command.mutable_open_sealed();
  command.set_subject(std::move(name.id));
  *command.mutable_fields() = request.fields();
  command.set_purpose(request.purpose());
  command.set_reference(request.reference());
  return absl::OkStatus();
}

}  // namespace padu::registry
