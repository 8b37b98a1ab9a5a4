#include "services/paductl/sample/spread.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "common/base/check.h"

namespace padu::sample {
namespace {

// What a cell lost when it was rounded down.
struct Loss {
  std::int64_t remainder;
  std::size_t row;
  std::size_t column;
};

}  // namespace

std::vector<std::vector<int>> Spread(const std::vector<int>& rows, const std::vector<int>& columns) {
  const std::int64_t total = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
  PADU_CHECK(total == std::accumulate(columns.begin(), columns.end(), std::int64_t{0}) && total > 0);

  std::vector<std::vector<int>> table(rows.size(), std::vector<int>(columns.size()));
  std::vector<int> row_rest = rows;
  std::vector<int> column_rest = columns;
  std::vector<Loss> losses;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::int64_t product = static_cast<std::int64_t>(rows[r]) * columns[c];
      table[r][c] = static_cast<int>(product / total);
      row_rest[r] -= table[r][c];
      column_rest[c] -= table[r][c];
      losses.push_back({product % total, r, c});
    }
  }
  std::stable_sort(losses.begin(), losses.end(),
                   [](const Loss& a, const Loss& b) { return a.remainder > b.remainder; });
  // First one for each of the greatest losses; then whatever is left, wherever a row and a column both lack some.
  for (const bool all : {false, true}) {
    for (const auto& [remainder, r, c] : losses) {
      const int add = all ? std::min(row_rest[r], column_rest[c]) : std::min({row_rest[r], column_rest[c], 1});
      table[r][c] += add;
      row_rest[r] -= add;
      column_rest[c] -= add;
    }
  }
  return table;
}

}  // namespace padu::sample
