// How a city and its regions are written, and its letter boxes are called. Facts and keys hold a city as the number
// without its dot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace padu {

// 6474 <-> "64.74"; nullopt if it is not exactly of this form.
std::string CityCode(std::uint32_t city);
std::optional<std::uint32_t> ParseCityCode(std::string_view code);

// Codes of regions: "64.74" contains "64.74.03.1002" and itself.
bool RegionContains(std::string_view region, std::string_view code);
// A well-formed code of the city itself, a kecamatan or a kelurahan in it: "64.74", "64.74.03", "64.74.03.1002".
bool IsRegionOf(std::string_view code, std::string_view city);

// Whose letter box a topic is: 6474, "baznas" <-> "padu.aid.submitted.v1.6474.baznas".
struct BoxOwner {
  std::uint32_t city = 0;
  std::string stakeholder;
};
inline constexpr char kBoxPrefix[] = "padu.aid.submitted.v1.";
std::string BoxTopic(std::uint32_t city, std::string_view stakeholder);
// nullopt if the topic is no letter box.
std::optional<BoxOwner> ParseBox(std::string_view topic);

}  // namespace padu
