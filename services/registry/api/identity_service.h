// Tells other services whose keys are: padu/common/v1/identity_service.proto. For services and operators.
#pragma once

#include "common/rpc/calls.h"
#include "padu/common/v1/identity_service.grpc.pb.h"
#include "services/registry/api/api_keys.h"

namespace padu::registry {

// Any thread.
class IdentityService final : public common::v1::IdentityService::CallbackService {
 public:
  // Both outlive the server.
  IdentityService(rpc::Calls& calls, const ApiKeys& keys) : calls_(calls), keys_(keys) {}

  grpc::ServerUnaryReactor* Authenticate(grpc::CallbackServerContext* context,
                                         const common::v1::AuthenticateRequest* request,
                                         common::v1::AuthenticateResponse* response) override;

 private:
  rpc::Calls& calls_;
  const ApiKeys& keys_;
};

}  // namespace padu::registry
