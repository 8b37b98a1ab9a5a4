#include "services/matching/domain/rules/regions.h"

#include <algorithm>

namespace padu::matching {
namespace {

bool IsDigits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string CityCodeOf(std::uint32_t city) {
  const std::string digits = std::to_string(city);
  return digits.substr(0, 2) + "." + digits.substr(2);
}

bool IsRegionOf(std::string_view code, std::uint32_t city) {
  const std::string own = CityCodeOf(city);
  if (!code.starts_with(own)) return false;
  code.remove_prefix(own.size());
  if (code.empty()) return true;
  const bool district = code.size() >= 3 && code[0] == '.' && IsDigits(code.substr(1, 2));
  if (!district || code.size() == 3) return district;
  return code.size() == 8 && code[3] == '.' && IsDigits(code.substr(4));
}

}  // namespace padu::matching
