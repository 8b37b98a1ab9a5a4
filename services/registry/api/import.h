// The stream of an import: rows are taken in batches, each with one round of keys and its commands under way together.
#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "padu/registry/v1/household_requests.pb.h"
#include "services/registry/api/writes.h"

namespace padu::registry {

// Rows of one stream; more get RESOURCE_EXHAUSTED, so that the answer stays small.
inline constexpr int kImportRowsMax = 20'000;
// Rows that are under way together.
inline constexpr std::size_t kImportBatchRows = 100;

// False: no more rows.
using NextRow = std::function<bool(v1::ImportHouseholdsRequest*)>;

// Blocks. A row that is refused does not stop the others; what is the process's or the broker's fault ends the stream.
absl::StatusOr<v1::ImportHouseholdsResponse> Import(const Parts& parts, const rpc::Call& call, const NextRow& next);

}  // namespace padu::registry
