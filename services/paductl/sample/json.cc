#include "services/paductl/sample/json.h"

#include <google/protobuf/util/json_util.h>

#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace padu::sample {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

const Value& FieldOf(const Struct& object, const std::string& key) {
  const auto found = object.fields().find(key);
  return found == object.fields().end() ? Value::default_instance() : found->second;
}

}  // namespace

absl::StatusOr<Struct> ParseJson(std::string_view text) {
  Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &object);
  if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat("not a JSON object: ", status.ToString()));
  return object;
}

std::string TextOf(const Struct& object, const std::string& key) { return FieldOf(object, key).string_value(); }

std::optional<std::int64_t> IntOf(const Struct& object, const std::string& key) {
  const Value& value = FieldOf(object, key);
  if (value.kind_case() == Value::kNumberValue) return std::llround(value.number_value());
  std::int64_t number = 0;
  if (value.kind_case() == Value::kStringValue && absl::SimpleAtoi(value.string_value(), &number)) return number;
  return std::nullopt;
}

const google::protobuf::ListValue& ListOf(const Struct& object, const std::string& key) {
  return FieldOf(object, key).list_value();
}

const Struct& StructOf(const Struct& object, const std::string& key) { return FieldOf(object, key).struct_value(); }

}  // namespace padu::sample
