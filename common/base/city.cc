#include "common/base/city.h"

namespace padu {
namespace {

constexpr std::size_t kDigits = 4;

std::string Digits(std::uint32_t city) { return std::to_string(10'000 + city % 10'000).substr(1); }

std::optional<std::uint32_t> ParseDigits(std::string_view digits) {
  if (digits.size() != kDigits) return std::nullopt;
  std::uint32_t city = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    city = city * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return city;
}

}  // namespace

std::string CityCode(std::uint32_t city) { return Digits(city).insert(2, 1, '.'); }

std::optional<std::uint32_t> ParseCityCode(std::string_view code) {
  if (code.size() != kDigits + 1 || code[2] != '.') return std::nullopt;
  return ParseDigits(std::string(code).erase(2, 1));
}

bool RegionContains(std::string_view region, std::string_view code) {
  return code.starts_with(region) && (code.size() == region.size() || code[region.size()] == '.');
}

bool IsRegionOf(std::string_view code, std::string_view city) {
  if (!RegionContains(city, code)) return false;
  code.remove_prefix(city.size());
  constexpr std::string_view kForm = ".00.0000";  // nothing, ".03" or ".03.1002"
  if (!code.empty() && code.size() != 3 && code.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (kForm[i] == '.' ? code[i] != '.' : code[i] < '0' || code[i] > '9') return false;
  }
  return true;
}

std::string BoxTopic(std::uint32_t city, std::string_view stakeholder) {
  return kBoxPrefix + Digits(city) + "." + std::string(stakeholder);
}

std::optional<BoxOwner> ParseBox(std::string_view topic) {
  const std::string_view prefix = kBoxPrefix;
  if (!topic.starts_with(prefix)) return std::nullopt;
  topic.remove_prefix(prefix.size());
  if (topic.size() < kDigits + 2 || topic[kDigits] != '.') return std::nullopt;
  const auto city = ParseDigits(topic.substr(0, kDigits));
  if (!city) return std::nullopt;
  return BoxOwner{*city, std::string(topic.substr(kDigits + 1))};
}

}  // namespace padu
