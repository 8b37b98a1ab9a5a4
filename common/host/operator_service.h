// What operators ask of the engine, under any service: padu/common/v1/operator_service.proto. Process adds it to the
// server; it is for callers named operators/... alone.
#pragma once

#include "common/host/host.h"
#include "common/host/operator_names.h"
#include "common/rpc/calls.h"
#include "padu/common/v1/operator_service.grpc.pb.h"

namespace padu::host {

// Any thread.
class OperatorService final : public common::v1::OperatorService::CallbackService {
 public:
  // Both outlive the server.
  OperatorService(rpc::Calls& calls, Host& host) : calls_(calls), host_(host) {}

  grpc::ServerUnaryReactor* ListInputs(grpc::CallbackServerContext* context,
                                       const common::v1::ListInputsRequest* request,
                                       common::v1::ListInputsResponse* response) override;
  grpc::ServerUnaryReactor* ReopenBox(grpc::CallbackServerContext* context, const common::v1::ReopenBoxRequest* request,
                                      common::v1::ReopenBoxResponse* response) override;
  grpc::ServerUnaryReactor* ConfirmClock(grpc::CallbackServerContext* context,
                                         const common::v1::ConfirmClockRequest* request,
                                         common::v1::ConfirmClockResponse* response) override;
  grpc::ServerUnaryReactor* GetTableHash(grpc::CallbackServerContext* context,
                                         const common::v1::GetTableHashRequest* request,
                                         common::v1::GetTableHashResponse* response) override;

 private:
  // `handler(call, request)` for operators, on a thread that may block.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                 Handler handler);
  // The row that an owner's command comes to; waits for it.
  absl::StatusOr<journal::Row> Operate(const rpc::Call& call, journal::PartitionThread& partition,
                                       std::function<void(journal::Owner&, journal::OperatorCall)> what);

  absl::StatusOr<int> NumberOf(const PartitionName& name) const;
  absl::StatusOr<common::v1::ListInputsResponse> List(const rpc::Call& call,
                                                      const common::v1::ListInputsRequest& request) const;
  absl::StatusOr<common::v1::ReopenBoxResponse> Reopen(const rpc::Call& call,
                                                       const common::v1::ReopenBoxRequest& request);
  absl::StatusOr<common::v1::ConfirmClockResponse> Confirm(const rpc::Call& call,
                                                           const common::v1::ConfirmClockRequest& request);
  absl::StatusOr<common::v1::GetTableHashResponse> Hash(const rpc::Call& call,
                                                        const common::v1::GetTableHashRequest& request);

  rpc::Calls& calls_;
  Host& host_;
};

}  // namespace padu::host
