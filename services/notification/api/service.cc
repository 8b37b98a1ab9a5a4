#include "services/notification/api/service.h"

#include <string_view>

#include "common/base/city.h"
#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/notification/api/names.h"
#include "services/notification/api/reads.h"
#include "services/notification/api/watch.h"

namespace padu::notification {
namespace {

// Runs a read over a snapshot at the position asked for, and says how fresh it is.
template <typename Response, typename Request>
absl::StatusOr<Response> ReadAt(const rpc::Call& call, const Request& request, std::string_view name,
                                journal::Partitions& partitions) {
  ASSIGN_OR_RETURN(const CityNumber city, CityOf(name));
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(city)));
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions.ForCity(CityCode(city)));
  ASSIGN_OR_RETURN(const auto at_least, journal::ParsePosition(request.at_least()));
  absl::StatusOr<Response> response;
  RETURN_IF_ERROR(
      partition->Read(at_least, call.deadline(), [&](const store::Reader& tables, const journal::Freshness& fresh) {
        response = Read(tables, request, call.caller());
        if (response.ok()) *response->mutable_read() = journal::ReadPositionOf(fresh);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace

template <typename Request, typename Response>
grpc::ServerUnaryReactor* NotificationService::WriteOf(grpc::CallbackServerContext* context, const Request* request,
                                                       Response* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const Request& asked) { return Write(doors_, call, asked); });
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* NotificationService::ReadOf(grpc::CallbackServerContext* context, const Request* request,
                                                      Response* response, const std::string& (Request::*name)() const) {
  return calls_.Read(context, request, response, [this, name](const rpc::Call& call, const Request& asked) {
    return ReadAt<Response>(call, asked, (asked.*name)(), doors_.partitions);
  });
}

grpc::ServerUnaryReactor* NotificationService::ListAlerts(grpc::CallbackServerContext* context,
                                                          const v1::ListAlertsRequest* request,
                                                          v1::ListAlertsResponse* response) {
  return ReadOf(context, request, response, &v1::ListAlertsRequest::parent);
}

grpc::ServerUnaryReactor* NotificationService::GetAlert(grpc::CallbackServerContext* context,
                                                        const v1::GetAlertRequest* request,
                                                        v1::GetAlertResponse* response) {
  return ReadOf(context, request, response, &v1::GetAlertRequest::name);
}

grpc::ServerUnaryReactor* NotificationService::ListDeliveries(grpc::CallbackServerContext* context,
                                                              const v1::ListDeliveriesRequest* request,
                                                              v1::ListDeliveriesResponse* response) {
  return ReadOf(context, request, response, &v1::ListDeliveriesRequest::parent);
}

grpc::ServerUnaryReactor* NotificationService::ListSilences(grpc::CallbackServerContext* context,
                                                            const v1::ListSilencesRequest* request,
                                                            v1::ListSilencesResponse* response) {
  return ReadOf(context, request, response, &v1::ListSilencesRequest::parent);
}

grpc::ServerUnaryReactor* NotificationService::GetPolicy(grpc::CallbackServerContext* context,
                                                         const v1::GetPolicyRequest* request,
                                                         v1::GetPolicyResponse* response) {
  return ReadOf(context, request, response, &v1::GetPolicyRequest::name);
}

grpc::ServerUnaryReactor* NotificationService::ListContacts(grpc::CallbackServerContext* context,
                                                            const v1::ListContactsRequest* request,
                                                            v1::ListContactsResponse* response) {
  return ReadOf(context, request, response, &v1::ListContactsRequest::parent);
}

grpc::ServerUnaryReactor* NotificationService::ListAbsences(grpc::CallbackServerContext* context,
                                                            const v1::ListAbsencesRequest* request,
                                                            v1::ListAbsencesResponse* response) {
  return ReadOf(context, request, response, &v1::ListAbsencesRequest::parent);
}

grpc::ServerUnaryReactor* NotificationService::AcknowledgeAlert(grpc::CallbackServerContext* context,
                                                                const v1::AcknowledgeAlertRequest* request,
                                                                v1::Alert* response) {
  return WriteOf(context, request, response);
}

grpc::ServerUnaryReactor* NotificationService::PromiseAlert(grpc::CallbackServerContext* context,
                                                            const v1::PromiseAlertRequest* request,
                                                            v1::Alert* response) {
  return WriteOf(context, request, response);
}

grpc::ServerUnaryReactor* NotificationService::CreateSilence(grpc::CallbackServerContext* context,
                                                             const v1::CreateSilenceRequest* request,
                                                             v1::SilenceSetting* response) {
  return WriteOf(context, request, response);
}

grpc::ServerUnaryReactor* NotificationService::EndSilence(grpc::CallbackServerContext* context,
                                                          const v1::EndSilenceRequest* request,
                                                          v1::EndSilenceResponse* response) {
  return WriteOf(context, request, response);
}

grpc::ServerUnaryReactor* NotificationService::SavePolicy(grpc::CallbackServerContext* context,
                                                          const v1::SavePolicyRequest* request,
                                                          v1::PolicySetting* response) {
  return WriteOf(context, request, response);
}

grpc::ServerUnaryReactor* NotificationService::SaveContact(grpc::CallbackServerContext* context,
                                                           const v1::SaveContactRequest* request,
                                                           v1::ContactSetting* response) {
  return WriteOf(context, request, response);
}

grpc::ServerUnaryReactor* NotificationService::SaveAbsence(grpc::CallbackServerContext* context,
                                                           const v1::SaveAbsenceRequest* request,
                                                           v1::OfficerAbsence* response) {
  return WriteOf(context, request, response);
}

grpc::ServerUnaryReactor* NotificationService::OpenDigest(grpc::CallbackServerContext* context,
                                                          const v1::OpenDigestRequest* request,
                                                          v1::OpenDigestResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::OpenDigestRequest& asked) {
    return notification::OpenDigest(doors_, call, asked);
  });
}

grpc::ServerUnaryReactor* NotificationService::AnswerDigest(grpc::CallbackServerContext* context,
                                                            const v1::AnswerDigestRequest* request,
                                                            v1::Digest* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::AnswerDigestRequest& asked) {
    return notification::AnswerDigest(doors_, call, asked);
  });
}

grpc::ServerWriteReactor<v1::WatchResponse>* NotificationService::Watch(grpc::CallbackServerContext* context,
                                                                        const v1::WatchRequest* request) {
  return calls_.Stream<v1::WatchResponse>(
      context, request,
      [this](const rpc::Call& call, const v1::WatchRequest& watch, rpc::Writer<v1::WatchResponse>& out) {
        return WatchRows(call, watch, doors_.partitions,
                         [&out](const v1::WatchResponse& event) { return out.Write(event); });
      });
}

}  // namespace padu::notification
