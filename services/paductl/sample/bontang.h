// The sample city, made from reference data and a seed.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/paductl/sample/city.h"
#include "services/paductl/sample/reference.h"

namespace padu::sample {

inline constexpr std::uint64_t kDefaultSeed = 6474;

// Everybody's age is reckoned on this day: that of the published numbers, so that the same seed gives the same city on
// any day.
inline constexpr absl::CivilDay kSampleDay(2025, 10, 1);

// Households whose persons add up to the published number of each kelurahan and of each desil; each of one desil, on
// the ground of its kelurahan. Ordered by kelurahan, then desil. INVALID_ARGUMENT if the published numbers of kelurahan
// and desil differ in sum, or a kelurahan has no area.
absl::StatusOr<City> MakeCity(const Reference& reference, std::uint64_t seed = kDefaultSeed);

}  // namespace padu::sample
