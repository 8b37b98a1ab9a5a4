// Resource names of notification's API: "cities/64.74/alerts/12-0" and back.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

std::string CityName(CityNumber city);
// Empty for an empty id.
std::string NameOf(CityNumber city, std::string_view collection, std::string_view id);
std::string AlertName(CityNumber city, const pb::AlertId& alert);
std::string DigestName(CityNumber city, Sequence digest);
std::string DeliveryName(CityNumber city, const pb::DeliveryId& delivery);
// "operations", "stakeholders/baznas" -> "operations", "baznas": the contact's id; and back.
std::string ContactId(std::string_view recipient);
std::string RecipientOf(std::string_view contact_id);

// The city that a name begins with, whatever it names; NAME_INVALID.
absl::StatusOr<CityNumber> CityOf(std::string_view name);

// An id of a city.
struct NamedId {
  CityNumber city = 0;
  std::string id;
};

// "cities/64.74" -> 6474; NAME_INVALID about `field`.
absl::StatusOr<CityNumber> ParseCityName(std::string_view name, std::string_view field);
// "cities/64.74/<collection>/<id>".
absl::StatusOr<NamedId> ParseName(std::string_view name, std::string_view collection, std::string_view field);
// "cities/64.74/<single>".
absl::StatusOr<CityNumber> ParseSingleName(std::string_view name, std::string_view single, std::string_view field);
// The id of a name that must be of this city; empty for an empty name.
absl::StatusOr<std::string> IdIn(CityNumber city, std::string_view name, std::string_view collection,
                                 std::string_view field);
// "12-0"; NAME_INVALID.
absl::StatusOr<pb::AlertId> ParseAlertId(std::string_view id);

// Empty for 0, and back; DAY_INVALID about `field`.
std::string DayText(Day day);
absl::StatusOr<Day> ParseDayField(std::string_view text, std::string_view field);

absl::Status InvalidField(std::string_view field, std::string_view reason, std::string text_id, std::string text_en);

}  // namespace padu::notification
