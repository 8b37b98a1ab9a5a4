// Notification's gRPC service: translates, authorises, submits to the mailbox, reads. Any thread.
#pragma once

#include <string>

#include "common/rpc/calls.h"
#include "padu/notification/v1/notification_service.grpc.pb.h"
#include "services/notification/api/writes.h"

namespace padu::notification {

class NotificationService final : public padu::notification::v1::NotificationService::CallbackService {
 public:
  // All are the caller's and outlive this.
  NotificationService(rpc::Calls& calls, const Doors& doors) : calls_(calls), doors_(doors) {}

  grpc::ServerUnaryReactor* ListAlerts(grpc::CallbackServerContext* context, const v1::ListAlertsRequest* request,
                                       v1::ListAlertsResponse* response) override;
  grpc::ServerUnaryReactor* GetAlert(grpc::CallbackServerContext* context, const v1::GetAlertRequest* request,
                                     v1::GetAlertResponse* response) override;
  grpc::ServerUnaryReactor* ListDeliveries(grpc::CallbackServerContext* context,
                                           const v1::ListDeliveriesRequest* request,
                                           v1::ListDeliveriesResponse* response) override;
  grpc::ServerUnaryReactor* ListSilences(grpc::CallbackServerContext* context, const v1::ListSilencesRequest* request,
                                         v1::ListSilencesResponse* response) override;
  grpc::ServerUnaryReactor* GetPolicy(grpc::CallbackServerContext* context, const v1::GetPolicyRequest* request,
                                      v1::GetPolicyResponse* response) override;
  grpc::ServerUnaryReactor* ListContacts(grpc::CallbackServerContext* context, const v1::ListContactsRequest* request,
                                         v1::ListContactsResponse* response) override;
  grpc::ServerUnaryReactor* ListAbsences(grpc::CallbackServerContext* context, const v1::ListAbsencesRequest* request,
                                         v1::ListAbsencesResponse* response) override;
  grpc::ServerUnaryReactor* AcknowledgeAlert(grpc::CallbackServerContext* context,
                                             const v1::AcknowledgeAlertRequest* request, v1::Alert* response) override;
  grpc::ServerUnaryReactor* PromiseAlert(grpc::CallbackServerContext* context, const v1::PromiseAlertRequest* request,
                                         v1::Alert* response) override;
  grpc::ServerUnaryReactor* CreateSilence(grpc::CallbackServerContext* context, const v1::CreateSilenceRequest* request,
                                          v1::SilenceSetting* response) override;
  grpc::ServerUnaryReactor* EndSilence(grpc::CallbackServerContext* context, const v1::EndSilenceRequest* request,
                                       v1::EndSilenceResponse* response) override;
  grpc::ServerUnaryReactor* SavePolicy(grpc::CallbackServerContext* context, const v1::SavePolicyRequest* request,
                                       v1::PolicySetting* response) override;
  grpc::ServerUnaryReactor* SaveContact(grpc::CallbackServerContext* context, const v1::SaveContactRequest* request,
                                        v1::ContactSetting* response) override;
  grpc::ServerUnaryReactor* SaveAbsence(grpc::CallbackServerContext* context, const v1::SaveAbsenceRequest* request,
                                        v1::OfficerAbsence* response) override;
  grpc::ServerUnaryReactor* OpenDigest(grpc::CallbackServerContext* context, const v1::OpenDigestRequest* request,
                                       v1::OpenDigestResponse* response) override;
  grpc::ServerUnaryReactor* AnswerDigest(grpc::CallbackServerContext* context, const v1::AnswerDigestRequest* request,
                                         v1::Digest* response) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;

 private:
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* WriteOf(grpc::CallbackServerContext* context, const Request* request, Response* response);
  // `name`: the field that holds a name of the city.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* ReadOf(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                   const std::string& (Request::*name)() const);

  rpc::Calls& calls_;
  const Doors doors_;
};

}  // namespace padu::notification
