// Bounds of what matching does in one go (rule 16), each with its unit. Bounds of what a city may set: rules/limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace padu::matching {

// Households looked at in one row of work in steps.
inline constexpr int kHouseholdsPerStep = 32;
// Aid covers the days of its period, but none later than so many days after it was given.
inline constexpr int kCoverDaysMax = 366;
// Days before a household became unserved in which a silent stakeholder had served it, where the city has set nothing.
inline constexpr int kReliedOnDaysDefault = 90;
// Needs that a city watches, retired ones too.
inline constexpr std::size_t kNeedsMax = 20;
// Overlaps that are kept of one household; beyond them it is known well enough.
inline constexpr std::size_t kOverlapsPerHousehold = 500;

}  // namespace padu::matching
