#include "common/rpc/sight.h"

#include <algorithm>
#include <utility>

#include "common/base/city.h"
#include "common/base/status.h"

namespace padu::rpc {

absl::StatusOr<Sight> Sight::Of(const Caller& caller, const std::optional<std::vector<std::string>>& assigned,
                                std::string_view city, std::string_view region) {
  const std::string asked(region.empty() ? city : region);
  if (caller.kind == Caller::Kind::kOperator) return Whole(asked);
  if (caller.kind != Caller::Kind::kOfficer) return CallerNotPermitted();
  std::vector<std::string> regions;
  for (const std::string& own : assigned.value_or(std::vector<std::string>())) {
    // The narrower of both, where they meet.
    if (RegionContains(own, asked)) {
      regions.push_back(asked);
    } else if (region.empty() && RegionContains(asked, own)) {
      regions.push_back(own);
    }
  }
  if (regions.empty()) return RegionNotYours();
  return Sight(std::move(regions));
}

bool Sight::Sees(std::string_view region) const {
  return std::ranges::any_of(regions_, [&](const std::string& own) { return RegionContains(own, region); });
}

absl::Status CallerNotPermitted() {
  return Refuse(absl::StatusCode::kPermissionDenied, {.reason = "CALLER_NOT_PERMITTED",
                                                      .text_id = "Anda tidak berhak melakukan ini.",
                                                      .text_en = "You may not do this.",
                                                      .metadata = {}});
}

absl::Status RegionNotYours() {
  return Refuse(absl::StatusCode::kPermissionDenied, {.reason = "REGION_NOT_YOURS",
                                                      .text_id = "Wilayah ini bukan wilayah tugas Anda.",
                                                      .text_en = "This region is not assigned to you.",
                                                      .metadata = {}});
}

}  // namespace padu::rpc
