// Resource names of matching's API: "cities/64.74/households/hh-1" and back.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/days.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

std::string CityName(CityNumber city);
// Empty for an empty id.
std::string NameOf(CityNumber city, std::string_view collection, std::string_view id);

// An id of a city.
struct NamedId {
  CityNumber city = 0;
  std::string id;
};

// "cities/64.74" -> 6474; NAME_INVALID about `field`.
absl::StatusOr<CityNumber> ParseCityName(std::string_view name, std::string_view field);
// "cities/64.74/<collection>/<id><rest>", where `rest` may be empty or "/rule".
absl::StatusOr<NamedId> ParseName(std::string_view name, std::string_view collection, std::string_view rest,
                                  std::string_view field);
// "cities/64.74/<single>": "ranking".
absl::StatusOr<CityNumber> ParseSingleName(std::string_view name, std::string_view single, std::string_view field);
// The id of a name that must be of this city; empty for an empty name.
absl::StatusOr<std::string> IdIn(CityNumber city, std::string_view name, std::string_view collection,
                                 std::string_view field);

// Empty for 0.
std::string DayText(Day day);

}  // namespace padu::matching
