#include "services/matching/api/names.h"

#include <algorithm>

#include "common/base/city.h"
#include "common/base/status.h"
#include "services/matching/api/refusals.h"
#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

constexpr std::string_view kCities = "cities/";

// An id as AIP-122 has them.
bool IsId(std::string_view id) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !id.empty() && id.size() <= kIdBytesMax && is_lower(id.front()) &&
         std::ranges::all_of(id, [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '-'; });
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Takes the city and what follows it up to what is its own.
bool TakeCity(std::string_view& name, std::string_view then, CityNumber& city) {
  if (!TakePrefix(name, kCities)) return false;
  const auto parsed = ParseCityCode(name.substr(0, name.find('/')));
  if (!parsed) return false;
  city = *parsed;
  name.remove_prefix(std::min(name.size(), name.find('/')));
  return TakePrefix(name, then);
}

}  // namespace

std::string CityName(CityNumber city) { return std::string(kCities) + CityCode(city); }

std::string NameOf(CityNumber city, std::string_view collection, std::string_view id) {
  if (id.empty()) return "";
  return CityName(city).append("/").append(collection).append("/").append(id);
}

absl::StatusOr<CityNumber> ParseCityName(std::string_view name, std::string_view field) {
  CityNumber city = 0;
  if (TakeCity(name, "", city) && name.empty()) return city;
  return InvalidName(field, "cities/64.74");
}

absl::StatusOr<NamedId> ParseName(std::string_view name, std::string_view collection, std::string_view rest,
                                  std::string_view field) {
  NamedId named;
  if (TakeCity(name, "/" + std::string(collection) + "/", named.city) && name.ends_with(rest)) {
    name.remove_suffix(rest.size());
    named.id = std::string(name);
    if (IsId(named.id)) return named;
  }
  return InvalidName(field, ("cities/64.74/" + std::string(collection) + "/{id}").append(rest));
}

absl::StatusOr<CityNumber> ParseSingleName(std::string_view name, std::string_view single, std::string_view field) {
  CityNumber city = 0;
  if (TakeCity(name, "/" + std::string(single), city) && name.empty()) return city;
  return InvalidName(field, "cities/64.74/" + std::string(single));
}

absl::StatusOr<std::string> IdIn(CityNumber city, std::string_view name, std::string_view collection,
                                 std::string_view field) {
  if (name.empty()) return std::string();
  ASSIGN_OR_RETURN(NamedId named, ParseName(name, collection, "", field));
  if (named.city != city) return InvalidName(field, NameOf(city, collection, "{id}"));
  return std::move(named.id);
}

std::string DayText(Day day) { return day == 0 ? "" : FormatDay(day); }

}  // namespace padu::matching
