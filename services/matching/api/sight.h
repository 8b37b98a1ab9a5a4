// What a caller may see: operators all, officers the regions that the registry assigned to them, stakeholders what is
// their own.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/sight.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

using rpc::Sight;

// rpc::Sight::Of, with the registry's assignments as matching's view has them.
absl::StatusOr<Sight> SightOf(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                              std::string_view region);
// The same; and a stakeholder, to whom only what concerns it is shown, wherever that is.
absl::StatusOr<Sight> SightOfConcerned(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                                       std::string_view region);

}  // namespace padu::matching
