#include "services/paductl/output.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"

namespace padu::ctl {
namespace {

// Columns that a text takes on a terminal: UTF-8's continuation bytes take none.
std::size_t WidthOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace

std::string JsonText(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += absl::StrFormat("\\u%04x", static_cast<unsigned>(c));
    } else {
      json += c;
    }
  }
  return json + '"';
}

void Table::Print(bool json, std::ostream& out) const {
  if (json) {
    PrintJson(out);
  } else {
    PrintText(out);
  }
}

void Table::PrintText(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    widths.push_back(WidthOf(columns_[c].heading));
    for (const auto& row : rows_) widths[c] = std::max(widths[c], WidthOf(row[c]));
  }
  const auto print = [&](const auto& cell_of) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::string& cell = cell_of(c);
      const std::string gap(widths[c] - WidthOf(cell), ' ');
      const bool last = c + 1 == columns_.size();
      out << (columns_[c].right ? gap + cell : last ? cell : cell + gap) << (last ? "\n" : "  ");
    }
  };
  print([&](std::size_t c) -> const std::string& { return columns_[c].heading; });
  for (const auto& row : rows_) print([&](std::size_t c) -> const std::string& { return row[c]; });
}

void Table::PrintJson(std::ostream& out) const {
  for (const auto& row : rows_) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::string value = !columns_[c].right ? JsonText(row[c]) : row[c].empty() ? "null" : row[c];
      out << (c == 0 ? "{" : ",") << JsonText(columns_[c].key) << ":" << value;
    }
    out << "}\n";
  }
}

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  PADU_CHECK(status.ok());
  return json;
}

std::string Grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::ptrdiff_t first = number < 0 ? 1 : 0;
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, '.');
  }
  return digits;
}

}  // namespace padu::ctl
