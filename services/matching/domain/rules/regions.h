// Region codes of a city: "64.74", "64.74.03", "64.74.03.1002".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace padu::matching {

// 6474 -> "64.74".
std::string CityCodeOf(std::uint32_t city);
// A well-formed code of the city itself, a kecamatan or a kelurahan in it.
bool IsRegionOf(std::string_view code, std::uint32_t city);

}  // namespace padu::matching
