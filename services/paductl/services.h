// Connections to the registry, the ledger, matching and notification.
#pragma once

#include <memory>

#include "common/rpc/client.h"
#include "padu/ledger/v1/ledger_service.grpc.pb.h"
#include "padu/matching/v1/matching_service.grpc.pb.h"
#include "padu/notification/v1/notification_service.grpc.pb.h"
#include "padu/registry/v1/registry_service.grpc.pb.h"
#include "services/paductl/context.h"
#include "services/paductl/errors.h"

namespace padu::ctl {

// Any thread.
template <typename Service>
struct Connection {
  Connection(const Context& context, const std::string& target)
      : target(target),
        client({.target = target, .caller = context.caller, .key = context.key, .timeout = context.timeout()}),
        stub(Service::NewStub(client.channel())) {}

  // client.Unary on this stub.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) const {
    absl::StatusOr<Response> response = client.Unary(*stub, method, request);
    if (!response.ok()) return OfCall(response.status(), target);
    return response;
  }

  std::string target;
  rpc::Client client;
  std::unique_ptr<typename Service::Stub> stub;
};

using Registry = Connection<registry::v1::RegistryService>;
using Ledger = Connection<ledger::v1::LedgerService>;
using Matching = Connection<matching::v1::MatchingService>;
using Notification = Connection<notification::v1::NotificationService>;

}  // namespace padu::ctl
