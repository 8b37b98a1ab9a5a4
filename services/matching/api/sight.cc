#include "services/matching/api/sight.h"

#include <algorithm>

#include "common/base/city.h"
#include "padu/registry/v1/reference_facts.pb.h"
#include "services/matching/api/refusals.h"
#include "services/matching/domain/rules/regions.h"

namespace padu::matching {

absl::StatusOr<Sight> Sight::Of(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                                std::string_view region) {
  if (!region.empty() && !IsRegionOf(region, city)) return InvalidRegion("region");
  const std::string asked(region.empty() ? CityCode(city) : region);
  if (caller.kind == rpc::Caller::Kind::kOperator) return Sight({asked});
  if (caller.kind != rpc::Caller::Kind::kOfficer) return NotPermitted();
  const auto officer = Get<registry::v1::OfficerContent>(tables, OfficerViewKey(city, caller.id));
  if (!officer) return RegionNotYours();
  std::vector<std::string> regions;
  for (const std::string& own : officer->regions()) {
    // The narrower of both, where they meet.
    if (RegionContains(own, asked))
      regions.push_back(asked);
    else if (region.empty() && RegionContains(asked, own))
      regions.push_back(own);
  }
  if (regions.empty()) return RegionNotYours();
  return Sight(std::move(regions));
}

Sight Sight::OfCity(CityNumber city) { return Sight({CityCode(city)}); }

bool Sight::Sees(std::string_view kelurahan) const {
  return std::ranges::any_of(regions_, [&](const std::string& region) { return RegionContains(region, kelurahan); });
}

}  // namespace padu::matching
