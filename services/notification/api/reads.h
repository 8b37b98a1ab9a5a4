// Notification's reads over a snapshot of its tables: who asks, tables and a request in, an answer or a refusal out
// (without its ReadPosition, which the service adds). Any thread.
#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "padu/notification/v1/notification_service.pb.h"

namespace padu::notification {

namespace v1 = ::padu::notification::v1;

// Entries passed over at most to fill one page.
inline constexpr int kScannedMax = 10'000;

absl::StatusOr<v1::ListAlertsResponse> Read(const store::Reader& tables, const v1::ListAlertsRequest& list,
                                            const rpc::Caller& caller);
absl::StatusOr<v1::GetAlertResponse> Read(const store::Reader& tables, const v1::GetAlertRequest& get,
                                          const rpc::Caller& caller);
absl::StatusOr<v1::ListDeliveriesResponse> Read(const store::Reader& tables, const v1::ListDeliveriesRequest& list,
                                                const rpc::Caller& caller);
absl::StatusOr<v1::ListSilencesResponse> Read(const store::Reader& tables, const v1::ListSilencesRequest& list,
                                              const rpc::Caller& caller);
absl::StatusOr<v1::GetPolicyResponse> Read(const store::Reader& tables, const v1::GetPolicyRequest& get,
                                           const rpc::Caller& caller);
absl::StatusOr<v1::ListContactsResponse> Read(const store::Reader& tables, const v1::ListContactsRequest& list,
                                              const rpc::Caller& caller);
absl::StatusOr<v1::ListAbsencesResponse> Read(const store::Reader& tables, const v1::ListAbsencesRequest& list,
                                              const rpc::Caller& caller);

}  // namespace padu::notification
