#include "common/base/status.h"
#include "services/registry/api/intake.h"
#include "services/registry/api/names.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

template <typename Request>
absl::Status ToStep(Draft& draft, const Request& request, pb::VerificationState to) {
  ASSIGN_OR_RETURN(ParsedName name, ParseName(request.name(), "households", "name"));
  draft.command.set_etag(request.etag());
  pb::TakeVerificationStep& step = *draft.command.mutable_take_verification_step();
  step.set_household(std::move(name.id));
  step.set_to(to);
  for (const v1::VerificationEvidence& from : request.evidence()) {
    pb::Evidence& evidence = *step.add_evidence();
    evidence.set_kind(from.kind());
    evidence.set_document_number(from.document_number());
    evidence.set_file_sha256(from.file_sha256());
    ASSIGN_OR_RETURN(const Day day, DayOf(from.day(), "evidence.day"));
    evidence.set_day(day);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Fill(Draft& draft, const v1::ProposeVerificationRequest& request) {
  return ToStep(draft, request, pb::VERIFICATION_STATE_PROPOSED);
}

absl::Status Fill(Draft& draft, const v1::AdvanceVerificationRequest& request) {
  switch (request.state()) {
    case pb::VERIFICATION_STATE_PROPOSED:
    case pb::VERIFICATION_STATE_APPROVED:
    case pb::VERIFICATION_STATE_REJECTED:
      return RefusedField(Reason::kFieldInvalid, "state");  // those have methods of their own
    default:
      break;
  }
  RETURN_IF_ERROR(ToStep(draft, request, request.state()));
  draft.command.mutable_take_verification_step()->set_reason(request.reason());
  return absl::OkStatus();
}

absl::Status Fill(Draft& draft, const v1::ApproveVerificationRequest& request) {
  return ToStep(draft, request, pb::VERIFICATION_STATE_APPROVED);
}

absl::Status Fill(Draft& draft, const v1::RejectVerificationRequest& request) {
  RETURN_IF_ERROR(ToStep(draft, request, pb::VERIFICATION_STATE_REJECTED));
  draft.command.mutable_take_verification_step()->set_reason(request.reason());
  return absl::OkStatus();
}

}  // namespace padu::registry
