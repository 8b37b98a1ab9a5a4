#include <array>
#include <cmath>
#include <cstdio>

#include "common/base/status.h"
#include "services/registry/api/intake.h"
#include "services/registry/api/names.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

constexpr double kHundredths = 100.0;

absl::Status CheckPoint(double value, double most, std::string_view field) {
  if (!std::isfinite(value) || std::abs(value) > most) return RefusedField(Reason::kFieldInvalid, field);
  return absl::OkStatus();
}

// A family card of FamilyIntake or AddFamilyRequest; `field` is where it stands in the request.
template <typename Card>
absl::Status ToCard(Draft& draft, const Card& from, const pb::Place& domicile, const std::string& field,
                    pb::FamilyAdded& family) {
  family.set_family(draft.NewId("fa"));
  if (from.has_registered()) {
    RETURN_IF_ERROR(ToPlace(from.registered(), field + "registered", *family.mutable_registered()));
  } else {
    *family.mutable_registered() = domicile;
  }
  if (from.kk_number().empty()) return absl::OkStatus();
  if (!IsKkNumber(from.kk_number())) return RefusedField(Reason::kKkNumberInvalid, field + "kk_number");
  draft.sealer.Add(family.family(), {{v1::PERSONAL_FIELD_KK_NUMBER, from.kk_number()}}, family.mutable_sealed());
  return absl::OkStatus();
}

absl::Status ToFamily(Draft& draft, const v1::FamilyIntake& from, const pb::Place& domicile,
                      pb::RegisterHousehold& command) {
  pb::FamilyAdded& family = *command.add_families();
  RETURN_IF_ERROR(ToCard(draft, from, domicile, "families.", family));
  for (const v1::PersonIntake& person : from.persons()) {
    pb::SealedPerson& out = *command.add_persons();
    out.set_family(family.family());
    RETURN_IF_ERROR(ToPerson(draft, person, out));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ToPlace(const v1::Location& location, std::string_view field, pb::Place& place) {
  if (location.kelurahan().empty()) return RefusedField(Reason::kFieldMissing, std::string(field) + ".kelurahan");
  place.set_kelurahan(location.kelurahan());
  place.set_rt(location.rt());
  place.set_rw(location.rw());
  return absl::OkStatus();
}

absl::Status ToDesil(const v1::Desil& desil, pb::DesilRecorded& out) {
  out.set_desil(desil.desil());
  out.set_source(desil.source());
  ASSIGN_OR_RETURN(const Day day, DayOf(desil.as_of(), "desil.as_of"));
  out.set_as_of_day(day);
  return absl::OkStatus();
}

absl::Status ToCriteria(const v1::Criteria& criteria, pb::CriteriaAnswered& out, bool* has_day) {
  out.set_criteria_set(criteria.criteria_set());
  *out.mutable_answers() = criteria.answers();
  out.set_shelterless(criteria.shelterless());
  *has_day = !criteria.day().empty();
  if (!*has_day) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Day day, DayOf(criteria.day(), "criteria.day"));
  out.set_day(day);
  return absl::OkStatus();
}

absl::Status SealPlace(Draft& draft, const std::string& household, const std::string& address, const double* latitude,
                       const double* longitude, pb::Place& place, pb::SealedFields* into, std::string key_id) {
  std::string point;
  if ((latitude == nullptr) != (longitude == nullptr)) return RefusedField(Reason::kFieldMissing, "latitude");
  if (latitude != nullptr) {
    constexpr double kLatitudeMost = 90;
    constexpr double kLongitudeMost = 180;
    RETURN_IF_ERROR(CheckPoint(*latitude, kLatitudeMost, "latitude"));
    RETURN_IF_ERROR(CheckPoint(*longitude, kLongitudeMost, "longitude"));
    place.set_latitude_e2(static_cast<std::int32_t>(std::lround(*latitude * kHundredths)));
    place.set_longitude_e2(static_cast<std::int32_t>(std::lround(*longitude * kHundredths)));
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.6f,%.6f", *latitude, *longitude);
    point = text.data();
  }
  draft.sealer.Add(household, {{v1::PERSONAL_FIELD_ADDRESS, address}, {v1::PERSONAL_FIELD_POINT, point}}, into,
                   std::move(key_id));
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::HouseholdIntake& from) {
  pb::RegisterHousehold& command = *draft.command.mutable_register_household();
  pb::HouseholdRegistered& household = *command.mutable_household();
  household.set_household(draft.NewId("hh"));
  RETURN_IF_ERROR(ToPlace(from.domicile(), "household.domicile", *household.mutable_domicile()));
  const double latitude = from.latitude();
  const double longitude = from.longitude();
  RETURN_IF_ERROR(SealPlace(draft, household.household(), from.address(), from.has_latitude() ? &latitude : nullptr,
                            from.has_longitude() ? &longitude : nullptr, *household.mutable_domicile(),
                            household.mutable_sealed(), ""));
  household.set_source(from.source());
  if (!from.from_day().empty()) {
    ASSIGN_OR_RETURN(const Day day, DayOf(from.from_day(), "household.from_day"));
    household.set_from_day(day);
    command.set_has_from_day(true);
  }
  for (const v1::FamilyIntake& family : from.families()) {
    RETURN_IF_ERROR(ToFamily(draft, family, household.domicile(), command));
  }
  for (const v1::PersonIntake& person : from.persons()) {
    RETURN_IF_ERROR(ToPerson(draft, person, *command.add_persons()));
  }
  if (from.has_desil()) RETURN_IF_ERROR(ToDesil(from.desil(), *command.mutable_desil()));
  if (from.has_criteria()) {
    bool has_day = false;
    RETURN_IF_ERROR(ToCriteria(from.criteria(), *command.mutable_criteria(), &has_day));
    if (!has_day) command.mutable_criteria()->set_day(draft.today);
  }
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::MoveHouseholdRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "households", "name"));
  draft.command.set_etag(request.etag());
  pb::MoveHousehold& command = *draft.command.mutable_move_household();
  RETURN_IF_ERROR(ToPlace(request.domicile(), "domicile", *command.mutable_domicile()));
  const double latitude = request.latitude();
  const double longitude = request.longitude();
  const auto row = Get<pb::HouseholdRow>(draft.tables, HouseholdKey(name.id));
  RETURN_IF_ERROR(SealPlace(draft, name.id, request.address(), request.has_latitude() ? &latitude : nullptr,
                            request.has_longitude() ? &longitude : nullptr, *command.mutable_domicile(),
                            command.mutable_sealed(), row ? row->sealed().key_id() : ""));
  command.set_household(std::move(name.id));
  if (request.from_day().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Day day, DayOf(request.from_day(), "from_day"));
  command.set_has_from_day(true);
  command.set_from_day(day);
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::AddFamilyRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.parent(), "households", "parent"));
  draft.command.set_etag(request.etag());
  pb::AddFamily& command = *draft.command.mutable_add_family();
  const auto household = Get<pb::HouseholdRow>(draft.tables, HouseholdKey(name.id));
  const pb::Place domicile = household ? PresentStay(*household).place() : pb::Place();  // the decision refuses others
  RETURN_IF_ERROR(ToCard(draft, request, domicile, "", *command.mutable_family()));
  command.mutable_family()->set_household(std::move(name.id));
  if (request.from_day().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Day day, DayOf(request.from_day(), "from_day"));
  command.set_has_from_day(true);
  command.mutable_family()->set_from_day(day);
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::MergeHouseholdsRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "households", "name"));
  ASSIGN_OR_RETURN(std::string into, IdIn(draft.city, request.into(), "households", "into"));
  draft.command.set_etag(request.etag());
  draft.command.mutable_merge_households()->set_household(std::move(name.id));
  draft.command.mutable_merge_households()->set_into(std::move(into));
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::RecordDesilRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "households", "name"));
  draft.command.set_etag(request.etag());
  pb::DesilRecorded& desil = *draft.command.mutable_record_desil()->mutable_desil();
  desil.set_household(std::move(name.id));
  ASSIGN_OR_RETURN(*desil.mutable_family(), IdIn(draft.city, request.family(), "families", "family"));
  return ToDesil(request.desil(), desil);
}

absl::Status Fill(Draft& draft, const v1::AnswerCriteriaRequest& request) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "households", "name"));
  draft.command.set_etag(request.etag());
  pb::AnswerCriteria& command = *draft.command.mutable_answer_criteria();
  command.mutable_criteria()->set_household(std::move(name.id));
  bool has_day = false;
  RETURN_IF_ERROR(ToCriteria(request.criteria(), *command.mutable_criteria(), &has_day));
  command.set_has_day(has_day);
  return absl::OkStatus();
}

}  // namespace padu::registry
