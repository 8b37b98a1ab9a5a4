// Names of what operators act on: "partitions/2/boxes/TOPIC", "cities/64.74/clock".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace padu::host {

// A partition: by its number, or by a city that it holds.
struct PartitionName {
  std::optional<int> number;
  std::string city;  // if there is no number
};

struct OperatorName {
  PartitionName partition;
  std::string id;  // what follows the collection; empty: nothing may
};

// Reads "partitions/2" or "cities/64.74". INVALID_ARGUMENT with the reason NAME_INVALID; `field` says where.
absl::StatusOr<PartitionName> ParsePartitionName(std::string_view name, std::string_view field);
// Reads "<partition>/<collection>/<id>", or "<partition>/<collection>" if `with_id` is false. As above.
absl::StatusOr<OperatorName> ParseOperatorName(std::string_view name, std::string_view collection, bool with_id);

// "partitions/2/boxes/TOPIC"; without an id "partitions/2/clock".
std::string NameOf(int partition, std::string_view collection, std::string_view id = "");

}  // namespace padu::host
