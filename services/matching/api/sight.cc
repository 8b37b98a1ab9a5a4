#include "services/matching/api/sight.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/city.h"
#include "padu/registry/v1/reference_facts.pb.h"

namespace padu::matching {

absl::StatusOr<Sight> SightOf(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                              std::string_view region) {
  std::optional<std::vector<std::string>> assigned;
  if (caller.kind == rpc::Caller::Kind::kOfficer) {
    if (const auto officer = Get<registry::v1::OfficerContent>(tables, OfficerViewKey(city, caller.id))) {
      assigned.emplace(officer->regions().begin(), officer->regions().end());
    }
  }
  return Sight::Of(caller, assigned, CityCode(city), region);
}

absl::StatusOr<Sight> SightOfConcerned(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                                       std::string_view region) {
  if (caller.kind != rpc::Caller::Kind::kStakeholder) return SightOf(caller, tables, city, region);
  const std::string asked = region.empty() ? CityCode(city) : std::string(region);
  if (!IsRegionOf(asked, CityCode(city))) return rpc::RegionInvalid("region");
  return Sight::Whole(asked);
}

}  // namespace padu::matching
