#include "services/registry/api/names.h"

#include <algorithm>

#include "common/base/city.h"
#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

constexpr std::string_view kCities = "cities/";

bool IsIdText(std::string_view id) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  return !id.empty() && id.size() <= kIdCharsMax && std::all_of(id.begin(), id.end(), allowed) &&
         !HoldsSixteenDigits(id);
}

}  // namespace

std::string NameOf(CityNumber city, std::string_view collection, std::string_view id) {
  return std::string(kCities) + CityCode(city) + "/" + std::string(collection) + "/" + std::string(id);
}

absl::StatusOr<CityNumber> ParseCity(std::string_view name, std::string_view field) {
  if (name.empty()) return RefusedField(Reason::kFieldMissing, field);
  if (!name.starts_with(kCities)) return RefusedField(Reason::kNameInvalid, field);
  const auto city = ParseCityCode(name.substr(kCities.size()));
  if (!city) return RefusedField(Reason::kNameInvalid, field);
  return *city;
}

absl::StatusOr<ParsedName> ParseName(std::string_view name, std::string_view field) {
  if (name.empty()) return RefusedField(Reason::kFieldMissing, field);
  const std::size_t collection = name.find('/', kCities.size());
  const std::size_t id = collection == std::string_view::npos ? collection : name.find('/', collection + 1);
  if (id == std::string_view::npos) return RefusedField(Reason::kNameInvalid, field);
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(name.substr(0, collection), field));
  ParsedName parsed{city, std::string(name.substr(collection + 1, id - collection - 1)),
                    std::string(name.substr(id + 1))};
  if (!IsIdText(parsed.id)) return RefusedField(Reason::kNameInvalid, field);
  return parsed;
}

absl::StatusOr<ParsedName> ParseName(std::string_view name, std::string_view collection, std::string_view field) {
  ASSIGN_OR_RETURN(ParsedName parsed, ParseName(name, field));
  if (parsed.collection != collection) return RefusedField(Reason::kNameInvalid, field);
  return parsed;
}

absl::StatusOr<std::string> IdIn(CityNumber city, std::string_view name, std::string_view collection,
                                 std::string_view field) {
  if (name.empty()) return std::string();
  ASSIGN_OR_RETURN(ParsedName parsed, ParseName(name, collection, field));
  if (parsed.city != city) return RefusedField(Reason::kNameInvalid, field);
  return std::move(parsed.id);
}

absl::StatusOr<Day> DayOf(std::string_view text, std::string_view field) {
  const auto day = ParseDay(text);
  if (!day) return RefusedField(text.empty() ? Reason::kFieldMissing : Reason::kDayInvalid, field);
  return *day;
}

}  // namespace padu::registry
