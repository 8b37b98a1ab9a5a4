#include "services/intervention-ledger/api/names.h"

#include <algorithm>

#include "services/intervention-ledger/api/nik.h"
#include "services/intervention-ledger/domain/limits.h"

namespace padu::ledger {
namespace {

constexpr std::string_view kCities = "cities/";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

// Takes what stands before the next '/', or all.
std::string_view TakePart(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view part = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return part;
}

}  // namespace

std::string CityName(CityNumber city) { return std::string(kCities) + CityCode(city); }

std::string NameOf(CityNumber city, std::string_view collection, std::string_view id) {
  std::string name = CityName(city);
  name.append("/").append(collection).append("/").append(id);
  return name;
}

std::optional<CityNumber> ParseCityName(std::string_view name) {
  if (!name.starts_with(kCities)) return std::nullopt;
  return ParseCityCode(name.substr(kCities.size()));
}

std::optional<ParsedName> ParseName(std::string_view name, std::string_view collection) {
  if (!name.starts_with(kCities)) return std::nullopt;
  name.remove_prefix(kCities.size());
  const auto city = ParseCityCode(TakePart(name));
  if (!city || TakePart(name) != collection) return std::nullopt;
  const std::string_view id = TakePart(name);
  if (!IsId(id)) return std::nullopt;
  return ParsedName{*city, std::string(id), std::string(name)};
}

bool IsId(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || !IsLower(id.front())) return false;
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) { return IsDigit(c) || IsLower(c) || c == '-'; });
  return plain && !HoldsNik(id);
}

std::variant<std::string, pb::Reason> ResolveId(std::string_view text, std::string_view collection, CityNumber city) {
  if (text.empty()) return pb::REASON_FIELD_MISSING;
  if (text.find('/') == std::string_view::npos) {
    if (text.size() > kMaxIdBytes) return pb::REASON_FIELD_TOO_LONG;
    if (!IsId(text)) return pb::REASON_NAME_INVALID;
    return std::string(text);
  }
  const auto name = ParseName(text, collection);
  if (!name || !name->rest.empty()) return pb::REASON_NAME_INVALID;
  if (name->city != city) return pb::REASON_CITY_MISMATCH;
  return name->id;
}

}  // namespace padu::ledger
