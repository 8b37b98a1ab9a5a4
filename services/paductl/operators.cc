#include "services/paductl/operators.h"

namespace padu::ctl {

void AddServiceOption(Command& command, std::string* service) {
  command.Choice("service", service, {"all", "registry", "ledger"}, "layanan mana | which service");
}

std::vector<NamedService> ServicesOf(const Context& context, const std::string& service) {
  std::vector<NamedService> services;
  for (NamedService& one : std::vector<NamedService>{{"registry", context.registry}, {"ledger", context.ledger}}) {
    if (service == "all" || service == one.name) services.push_back(std::move(one));
  }
  return services;
}

absl::StatusOr<common::v1::ListInputsResponse> ListInputs(const Operators& operators) {
  return operators.Call(&common::v1::OperatorService::Stub::ListInputs, common::v1::ListInputsRequest());
}

}  // namespace padu::ctl
