// Resource names of the registry's API: "cities/64.74/households/hh-1" and back; and days as texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/days.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

std::string NameOf(CityNumber city, std::string_view collection, std::string_view id);

struct ParsedName {
  CityNumber city = 0;
  std::string collection;
  std::string id;
};

// "cities/64.74" -> 6474. NAME_INVALID about `field`.
absl::StatusOr<CityNumber> ParseCity(std::string_view name, std::string_view field = "parent");
// A name of any collection, or of this one.
absl::StatusOr<ParsedName> ParseName(std::string_view name, std::string_view field = "name");
absl::StatusOr<ParsedName> ParseName(std::string_view name, std::string_view collection, std::string_view field);
// The id of a name that must be of this city and collection; empty for an empty name.
absl::StatusOr<std::string> IdIn(CityNumber city, std::string_view name, std::string_view collection,
                                 std::string_view field);

// "2026-03-02"; DAY_INVALID about `field`.
absl::StatusOr<Day> DayOf(std::string_view text, std::string_view field);

}  // namespace padu::registry
