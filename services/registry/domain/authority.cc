#include "services/registry/domain/authority.h"

#include "common/base/city.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

using Kind = Authority::Kind;

bool OperatorsOnly(pb::Command::KindCase kind) {
  switch (kind) {
    case pb::Command::kSaveRegion:
    case pb::Command::kSaveStakeholder:
    case pb::Command::kSaveOfficer:
    case pb::Command::kReleaseOfficer:
    case pb::Command::kErasePerson:
    case pb::Command::kCreateApiKey:
    case pb::Command::kRevokeApiKey:
      return true;
    default:
      return false;
  }
}

}  // namespace

Authority AuthorityOf(std::string_view caller) {
  const std::size_t slash = caller.find('/');
  if (slash == std::string_view::npos || slash + 1 == caller.size()) return {};
  const std::string_view kind = caller.substr(0, slash);
  std::string id(caller.substr(slash + 1));
  if (kind == "operators") return {Kind::kOperator, std::move(id)};
  if (kind == "officers") return {Kind::kOfficer, std::move(id)};
  if (kind == "stakeholders") return {Kind::kStakeholder, std::move(id)};
  if (kind == "services") return {Kind::kService, std::move(id)};
  return {};
}

absl::Status MayCommand(const Authority& caller, const pb::Command& command) {
  if (caller.kind == Kind::kOperator) return absl::OkStatus();
  if (command.kind_case() == pb::Command::kSaveProgramme) {
    const bool own =
        caller.kind == Kind::kStakeholder && caller.id == command.save_programme().programme().stakeholder();
    return own ? absl::OkStatus() : Refused(Reason::kCallerNotPermitted);
  }
  // Whose data, and which of it: where that is decided.
  if (caller.kind == Kind::kService && command.has_open_sealed()) return absl::OkStatus();
  if (caller.kind != Kind::kOfficer || OperatorsOnly(command.kind_case())) return Refused(Reason::kCallerNotPermitted);
  return absl::OkStatus();
}

absl::Status MayActIn(const Authority& caller, CityNumber city, std::string_view region, const store::Reader& tables) {
  if (caller.kind == Kind::kOperator) return absl::OkStatus();
  if (caller.kind != Kind::kOfficer) return Refused(Reason::kCallerNotPermitted);
  const auto officer = Get<pb::OfficerRow>(tables, OfficerKey(city, caller.id));
  if (officer && !officer->released()) {
    for (const std::string& own : officer->officer().regions()) {
      if (RegionContains(own, region)) return absl::OkStatus();
    }
  }
  return Refused(Reason::kRegionNotYours, {{"region_code", std::string(region)}});
}

}  // namespace padu::registry
