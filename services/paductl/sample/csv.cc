#include "services/paductl/sample/csv.h"

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace padu::sample {

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != separator) continue;
    parts.emplace_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

absl::StatusOr<CsvTable> CsvTable::Parse(std::string_view text, const std::vector<std::string>& columns) {
  CsvTable table;
  std::size_t number = 0;
  for (std::string& line : Split(text, '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    std::vector<std::string> values = Split(line, ',');
    if (table.columns_.empty()) {
      for (std::size_t i = 0; i < values.size(); ++i) table.columns_.emplace(values[i], i);
      continue;
    }
    if (values.size() != table.columns_.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": ", values.size(), " values, the header has ", table.columns_.size()));
    }
    table.rows_.push_back(std::move(values));
  }
  for (const std::string& column : columns) {
    if (!table.columns_.contains(column)) return absl::InvalidArgumentError("no column '" + column + "'");
  }
  return table;
}

const std::string& CsvTable::At(std::size_t row, const std::string& column) const {
  const auto found = columns_.find(column);
  PADU_CHECK(found != columns_.end() && row < rows_.size());
  return rows_[row][found->second];
}

}  // namespace padu::sample
