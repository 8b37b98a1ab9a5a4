// What of a city a caller may see: operators all of it, officers the regions assigned to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"

namespace padu::rpc {

// Regions of a city. Any thread once made.
class Sight {
 public:
  // What the caller asks for: `region` (code of a kelurahan, kecamatan or the city), or all that is the caller's if it
  // is empty. `assigned`: the regions of an officer; absent: no officer (any more). REGION_INVALID about `field`
  // unless the region is the city's; CALLER_NOT_PERMITTED for all but operators and officers; REGION_NOT_YOURS.
  static absl::StatusOr<Sight> Of(const Caller& caller, const std::optional<std::vector<std::string>>& assigned,
                                  std::string_view city, std::string_view region, std::string_view field = "region");
  // All of a region, for what is narrowed by other means.
  static Sight Whole(std::string region) { return Sight({std::move(region)}); }

  // Whether all of this region is seen.
  bool Sees(std::string_view region) const;

 private:
  explicit Sight(std::vector<std::string> regions) : regions_(std::move(regions)) {}

  std::vector<std::string> regions_;
};

absl::Status RegionInvalid(std::string_view field);
absl::Status CallerNotPermitted();
absl::Status RegionNotYours();

}  // namespace padu::rpc
