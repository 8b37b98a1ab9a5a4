// Comma-separated tables with a header line. No quotes: reference files have no commas inside values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

namespace padu::sample {

class CsvTable {
 public:
  // INVALID_ARGUMENT if a line has more or fewer values than the header, or one of `columns` is not in it.
  static absl::StatusOr<CsvTable> Parse(std::string_view text, const std::vector<std::string>& columns);

  std::size_t size() const { return rows_.size(); }
  // `column` was named to Parse.
  const std::string& At(std::size_t row, const std::string& column) const;

 private:
  absl::flat_hash_map<std::string, std::size_t> columns_;
  std::vector<std::vector<std::string>> rows_;
};

std::vector<std::string> Split(std::string_view text, char separator);

}  // namespace padu::sample
