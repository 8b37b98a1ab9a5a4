// Notification's commands: from a request to the mailbox and back to what it made. Each blocks up to the call's
// deadline. Any thread.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/notification/v1/notification_service.pb.h"

namespace padu::notification {

namespace v1 = ::padu::notification::v1;

// What commands need; all outlive them.
struct Doors {
  journal::Partitions& partitions;
  const Secrets& secrets;
};

absl::StatusOr<v1::Alert> Write(const Doors& doors, const rpc::Call& call, const v1::AcknowledgeAlertRequest& request);
absl::StatusOr<v1::Alert> Write(const Doors& doors, const rpc::Call& call, const v1::PromiseAlertRequest& request);
absl::StatusOr<v1::SilenceSetting> Write(const Doors& doors, const rpc::Call& call,
                                         const v1::CreateSilenceRequest& request);
absl::StatusOr<v1::EndSilenceResponse> Write(const Doors& doors, const rpc::Call& call,
                                             const v1::EndSilenceRequest& request);
absl::StatusOr<v1::PolicySetting> Write(const Doors& doors, const rpc::Call& call,
                                        const v1::SavePolicyRequest& request);
absl::StatusOr<v1::ContactSetting> Write(const Doors& doors, const rpc::Call& call,
                                         const v1::SaveContactRequest& request);
absl::StatusOr<v1::OfficerAbsence> Write(const Doors& doors, const rpc::Call& call,
                                         const v1::SaveAbsenceRequest& request);

// By a link. A link that is refused is logged, without what it holds.
absl::StatusOr<v1::OpenDigestResponse> OpenDigest(const Doors& doors, const rpc::Call& call,
                                                  const v1::OpenDigestRequest& request);
absl::StatusOr<v1::Digest> AnswerDigest(const Doors& doors, const rpc::Call& call,
                                        const v1::AnswerDigestRequest& request);

}  // namespace padu::notification
