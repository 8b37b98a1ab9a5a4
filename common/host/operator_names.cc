#include "common/host/operator_names.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "common/base/status.h"

namespace padu::host {
namespace {

absl::Status Invalid(std::string_view field, const std::string& form) {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {.reason = "NAME_INVALID",
                 .text_id = "Nama tidak sah; bentuknya " + form + ", atau dengan cities/64.74 di depan.",
                 .text_en = "The name is not valid; its form is " + form + ", or with cities/64.74 in front.",
                 .metadata = {{"field", std::string(field)}}});
}

// "64.74".
bool IsCity(std::string_view code) {
  return code.size() == 5 && code[2] == '.' &&
         std::count_if(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; }) == 4;
}

// The part up to the next '/', which is taken off.
std::string_view TakePart(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view part = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return part;
}

std::optional<PartitionName> TakePartition(std::string_view& rest) {
  const std::string_view kind = TakePart(rest);
  const std::string_view id = TakePart(rest);
  int number = 0;
  if (kind == "cities" && IsCity(id)) return PartitionName{.number = std::nullopt, .city = std::string(id)};
  if (kind == "partitions" && absl::SimpleAtoi(std::string(id), &number) && number >= 0) {
    return PartitionName{.number = number, .city = ""};
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<PartitionName> ParsePartitionName(std::string_view name, std::string_view field) {
  std::string_view rest = name;
  auto partition = TakePartition(rest);
  if (!partition || !rest.empty() || name.ends_with('/')) return Invalid(field, "partitions/0");
  return *std::move(partition);
}

absl::StatusOr<OperatorName> ParseOperatorName(std::string_view name, std::string_view collection, bool with_id) {
  std::string_view rest = name;
  auto partition = TakePartition(rest);
  const std::string_view its_collection = TakePart(rest);
  const bool one_id = !rest.empty() && rest.find('/') == std::string_view::npos;
  if (!partition || its_collection != collection || (with_id ? !one_id : !rest.empty() || name.ends_with('/'))) {
    return Invalid("name", NameOf(0, collection, with_id ? "ID" : ""));
  }
  return OperatorName{.partition = *std::move(partition), .id = std::string(rest)};
}

std::string NameOf(int partition, std::string_view collection, std::string_view id) {
  std::string name = "partitions/" + std::to_string(partition) + "/" + std::string(collection);
  if (!id.empty()) name += "/" + std::string(id);
  return name;
}

}  // namespace padu::host
