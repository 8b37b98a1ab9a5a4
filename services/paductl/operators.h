// The engine's doors for operators, which every service has.
#pragma once

#include <string>
#include <vector>

#include "padu/common/v1/operator_service.grpc.pb.h"
#include "services/paductl/cli.h"
#include "services/paductl/context.h"
#include "services/paductl/services.h"

namespace padu::ctl {

using Operators = Connection<common::v1::OperatorService>;

// A service by the name that the command line has for it.
struct NamedService {
  std::string name;
  std::string grpc;
};

// --service: which one, or all.
void AddServiceOption(Command& command, std::string* service);
// Those that --service means.
std::vector<NamedService> ServicesOf(const Context& context, const std::string& service);

// What the service says of its partitions and inputs.
absl::StatusOr<common::v1::ListInputsResponse> ListInputs(const Operators& operators);

}  // namespace padu::ctl
