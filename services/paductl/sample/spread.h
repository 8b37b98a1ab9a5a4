// Spreads a total over a table whose row and column sums are given.
#pragma once

#include <vector>

namespace padu::sample {

// A table of whole numbers with exactly these sums, each cell as near as may be to row x column / total. The sums of
// both are equal and nothing is negative. The same on every machine: integers only.
std::vector<std::vector<int>> Spread(const std::vector<int>& rows, const std::vector<int>& columns);

}  // namespace padu::sample
