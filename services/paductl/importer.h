// Loads reference data and households into the registry. What was loaded before is met again by its request id and
// changes nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "padu/registry/v1/household_requests.pb.h"
#include "services/paductl/sample/reference.h"
#include "services/paductl/services.h"

namespace padu::ctl {

// What became of rows of one kind.
struct ImportCounts {
  std::int64_t loaded = 0;
  std::int64_t there = 0;  // loaded before
  std::int64_t refused = 0;
};

// A refused row, for the report: no personal data is in it.
struct RefusedRow {
  std::int64_t row = 0;  // 1, 2, 3, ...
  std::string reason;
  std::string field;
  std::string text_id;
  std::string text_en;
};

// One thread. `registry` outlives it.
class Importer {
 public:
  explicit Importer(const Registry& registry) : registry_(registry) {}

  // Regions, stakeholders, programmes and officers, in this order. Stops at the first refusal.
  absl::StatusOr<ImportCounts> LoadReference(const sample::Reference& reference);

  // The rows, in streams of kRowsPerStream each; `progress` is told after each stream how many are done. Refused rows
  // do not stop the others; at most kRefusedKept are kept in `refused`. `names`: of the households, row by row, empty
  // where refused.
  absl::StatusOr<ImportCounts> LoadHouseholds(const std::vector<registry::v1::ImportHouseholdsRequest>& rows,
                                              const std::function<void(std::size_t)>& progress,
                                              std::vector<RefusedRow>& refused, std::vector<std::string>& names);

  static constexpr std::size_t kRowsPerStream = 500;
  static constexpr std::size_t kRefusedKept = 100;

 private:
  absl::StatusOr<registry::v1::ImportHouseholdsResponse> Stream(
      const std::vector<registry::v1::ImportHouseholdsRequest>& rows, std::size_t first, std::size_t count);

  const Registry& registry_;
};

}  // namespace padu::ctl
