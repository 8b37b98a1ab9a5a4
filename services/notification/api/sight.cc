#include "services/notification/api/sight.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/city.h"

namespace padu::notification {

absl::StatusOr<Sight> SightOf(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                              std::string_view region) {
  std::optional<std::vector<std::string>> assigned;
  if (caller.kind == rpc::Caller::Kind::kOfficer) {
    if (const auto officer = Get<pb::OfficerView>(tables, OfficerViewKey(city, caller.id))) {
      assigned.emplace(officer->regions().begin(), officer->regions().end());
    }
  }
  return Sight::Of(caller, assigned, CityCode(city), region);
}

}  // namespace padu::notification
