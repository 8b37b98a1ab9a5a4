// What a caller may see: operators all, officers the regions that the registry assigned to them.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/sight.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

using rpc::Sight;

// rpc::Sight::Of, with the registry's assignments as notification's view has them.
absl::StatusOr<Sight> SightOf(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                              std::string_view region);

}  // namespace padu::notification
