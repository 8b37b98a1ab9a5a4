// Reading small JSON files of reference data: what is absent or of another type reads as empty.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/status.h"

namespace padu::sample {

// INVALID_ARGUMENT if it is no JSON object.
absl::StatusOr<google::protobuf::Struct> ParseJson(std::string_view text);

std::string TextOf(const google::protobuf::Struct& object, const std::string& key);
// A number, or a text of digits (rupiah are texts: JSON numbers are doubles).
std::optional<std::int64_t> IntOf(const google::protobuf::Struct& object, const std::string& key);
const google::protobuf::ListValue& ListOf(const google::protobuf::Struct& object, const std::string& key);
const google::protobuf::Struct& StructOf(const google::protobuf::Struct& object, const std::string& key);

}  // namespace padu::sample
