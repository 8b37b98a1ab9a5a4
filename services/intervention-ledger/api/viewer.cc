#include "services/intervention-ledger/api/viewer.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/city.h"
#include "common/base/status.h"
#include "services/intervention-ledger/domain/roll_up.h"

namespace padu::ledger {

using Kind = rpc::Caller::Kind;

absl::StatusOr<Viewer> Viewer::Of(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                                  std::string_view region) {
  const std::string code = CityCode(city);
  RETURN_IF_ERROR(rpc::RequireCity(caller, code));
  if (caller.kind == Kind::kStakeholder || caller.kind == Kind::kService) {
    return Viewer(caller, city, rpc::Sight::Whole(code));
  }
  std::optional<std::vector<std::string>> assigned;
  if (caller.kind == Kind::kOfficer) {
    if (const auto officer = Get<pb::OfficerView>(tables, OfficerViewKey(city, caller.id))) {
      assigned.emplace(officer->regions().begin(), officer->regions().end());
    }
  }
  ASSIGN_OR_RETURN(rpc::Sight sight, rpc::Sight::Of(caller, assigned, code, region, "kelurahan"));
  return Viewer(caller, city, std::move(sight));
}

bool Viewer::SeesSubmissionsOf(std::string_view stakeholder) const {
  switch (caller_.kind) {
    case Kind::kOperator:
      return true;
    case Kind::kStakeholder:
      return caller_.id == stakeholder;
    case Kind::kOfficer:
      return sight_.Sees(CityCode(city_));
    case Kind::kService:
      return false;
  }
  return false;
}

absl::Status Viewer::MaySeeSubmissions(std::string_view stakeholder) const {
  if (SeesSubmissionsOf(stakeholder)) return absl::OkStatus();
  return caller_.kind == Kind::kOfficer ? rpc::RegionNotYours() : StakeholderMismatch();
}

absl::Status Viewer::MaySeeHousehold(std::string_view household, const store::Reader& tables) const {
  const auto view = Get<pb::HouseholdView>(tables, HouseholdViewKey(household));
  if (!view || view->domiciles().empty()) return absl::OkStatus();
  return Sees(view->domiciles().rbegin()->kelurahan()) ? absl::OkStatus() : rpc::RegionNotYours();
}

absl::Status Viewer::MaySeePerson(std::string_view person, const store::Reader& tables) const {
  const auto view = PersonOf(tables, person);
  return view ? MaySeeHousehold(view->home(), tables) : absl::OkStatus();
}

absl::Status StakeholderMismatch() {
  return Refuse(absl::StatusCode::kPermissionDenied,
                {.reason = "STAKEHOLDER_MISMATCH",
                 .text_id = "Anda hanya dapat bekerja atas nama lembaga Anda sendiri.",
                 .text_en = "You can only act for your own stakeholder.",
                 .metadata = {}});
}

}  // namespace padu::ledger
