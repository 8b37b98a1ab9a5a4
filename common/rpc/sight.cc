#include "common/rpc/sight.h"

#include <algorithm>
#include <utility>

#include "common/base/city.h"
#include "common/base/status.h"

namespace padu::rpc {

absl::StatusOr<Sight> Sight::Of(const Caller& caller, const std::optional<std::vector<std::string>>& assigned,
                                std::string_view city, std::string_view region, std::string_view field) {
  const std::string asked(region.empty() ? city : region);
  if (!IsRegionOf(asked, city)) return RegionInvalid(field);
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

absl::Status RegionInvalid(std::string_view field) {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {.reason = "REGION_INVALID",
                 .text_id = "Tulis kode kelurahan atau kecamatan kota ini, misalnya 64.74.03.1002.",
                 .text_en = "Write the code of a kelurahan or kecamatan of this city, e.g. 64.74.03.1002.",
                 .metadata = {{"field", std::string(field)}}});
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
