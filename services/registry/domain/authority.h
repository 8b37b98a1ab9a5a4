// Who may do what: by the caller's kind, and for officers by the regions they are assigned to.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "padu/registry/v1/commands.pb.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

// A caller's name taken apart: "officers/telihan-kesra".
struct Authority {
  enum class Kind { kNobody, kOperator, kOfficer, kStakeholder, kService };
  Kind kind = Kind::kNobody;
  std::string id;
};

Authority AuthorityOf(std::string_view caller);

// By kind alone; for a programme also whose it is. CALLER_NOT_PERMITTED.
absl::Status MayCommand(const Authority& caller, const pb::Command& command);

// Operators everywhere; officers where they are assigned: `region` is within one of their regions. REGION_NOT_YOURS.
absl::Status MayActIn(const Authority& caller, CityNumber city, std::string_view region, const store::Reader& tables);

}  // namespace padu::registry
