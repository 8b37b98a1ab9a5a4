// Who lives in a household: sizes, families, relations, ages.
#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "services/paductl/sample/city.h"
#include "services/paductl/sample/dice.h"

namespace padu::sample {

inline constexpr int kHouseholdSizeMax = 8;

// Sizes of households that add up to `persons`; between 1 and kHouseholdSizeMax each.
std::vector<int> DrawSizes(int persons, Dice& dice);

// Families of together `size` persons with names, sexes, births and relations, but without numbers and keys. All are
// born by `today`; a wife or husband is grown up; a child is at least 16 years younger than its parents.
std::vector<Family> DrawFamilies(int size, absl::CivilDay today, Dice& dice);

}  // namespace padu::sample
