// Values that are protobuf messages. They are ours: one that does not parse is a corrupt store, and aborts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/check.h"
#include "common/store/store.h"

namespace padu::store {

template <typename T>
T ParseValue(std::string_view bytes) {
  T value;
  if (!value.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    PADU_FATAL("a value in the tables does not parse as " + value.GetTypeName());
  }
  return value;
}

// nullopt if the key is not there.
template <typename T>
std::optional<T> Get(const Reader& tables, std::string_view key) {
  std::string bytes;
  if (!tables.Get(key, &bytes)) return std::nullopt;
  std::optional<T> value(std::in_place);
  if (!value->ParseFromString(bytes)) PADU_FATAL("a value in the tables does not parse as " + value->GetTypeName());
  return value;
}

}  // namespace padu::store
