#include "services/registry/domain/sealed.h"

#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

std::string RegionOfHousehold(const store::Reader& tables, std::string_view household) {
  const auto row = Get<pb::HouseholdRow>(tables, HouseholdKey(household));
  PADU_CHECK(row.has_value());
  return PresentStay(*row).place().kelurahan();
}

}  // namespace

absl::StatusOr<SealedSubject> FindSealed(const store::Reader& tables, CityNumber city, std::string_view id) {
  if (const auto person = Get<pb::PersonRow>(tables, PersonKey(id)); person && person->city() == city) {
    const std::string& household = person->memberships().rbegin()->membership().household();
    return SealedSubject{person->sealed(), RegionOfHousehold(tables, household), person->erased()};
  }
  if (const auto household = Get<pb::HouseholdRow>(tables, HouseholdKey(id)); household && household->city() == city) {
    return SealedSubject{household->sealed(), PresentStay(*household).place().kelurahan()};
  }
  if (const auto family = Get<pb::FamilyRow>(tables, FamilyKey(id)); family && family->city() == city) {
    return SealedSubject{family->sealed(), RegionOfHousehold(tables, family->stays().rbegin()->household())};
  }
  if (const auto officer = Get<pb::OfficerRow>(tables, OfficerKey(city, id))) {
    return SealedSubject{officer->officer().sealed(), ""};
  }
  return Refused(Reason::kPersonNotFound);
}

std::string SealedBinding(std::string_view subject, pb::PersonalField field, std::string_view key_id) {
  return std::string(subject) + "|" + std::to_string(static_cast<int>(field)) + "|" + std::string(key_id);
}

}  // namespace padu::registry
