// Results as aligned text for eyes or JSON for programs.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Message;
}

namespace padu::ctl {

// A JSON string with its quotes.
std::string JsonText(std::string_view text);

// Rows of texts under headings. As JSON: one object a row and line, keys from the headings.
class Table {
 public:
  // `key`: JSON's; `heading`: for eyes; `right`: a number (in JSON without quotes).
  struct Column {
    std::string key;
    std::string heading;
    bool right = false;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many as there are columns. An empty number is null in JSON.
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  void Print(bool json, std::ostream& out) const;

 private:
  void PrintText(std::ostream& out) const;
  void PrintJson(std::ostream& out) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// protobuf's JSON, on one line.
std::string ToJson(const google::protobuf::Message& message);

// 1234567 -> "1.234.567", as Indonesians write it.
std::string Grouped(std::int64_t number);

}  // namespace padu::ctl
