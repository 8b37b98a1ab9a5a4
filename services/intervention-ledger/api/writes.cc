#include "services/intervention-ledger/api/writes.h"

#include <charconv>
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "common/journal/requests.h"
#include "padu/ledger/v1/commands.pb.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/normalise.h"
#include "services/intervention-ledger/api/refusals.h"
#include "services/intervention-ledger/api/viewer.h"
#include "services/intervention-ledger/api/views.h"

namespace padu::ledger {
namespace {

pb::SubmissionContent ContentOf(const Sender& sender, const v1::RecordDisbursementRequest& request,
                                const CitySecrets& secrets) {
  const pb::Reason id = CheckEventId(request.event_id());
  if (id != pb::REASON_UNSPECIFIED) return Problem(sender, "", pb::VERDICT_REJECTED, id, "event_id");
  switch (request.event_case()) {
    case v1::RecordDisbursementRequest::kRecorded:
      return Normalise(sender, request.event_id(), request.recorded(), secrets);
    case v1::RecordDisbursementRequest::kReversed:
      return Normalise(sender, request.event_id(), request.reversed(), secrets);
    case v1::RecordDisbursementRequest::kCorrected:
      return Normalise(sender, request.event_id(), request.corrected(), secrets);
    case v1::RecordDisbursementRequest::EVENT_NOT_SET:
      break;
  }
  return Problem(sender, request.event_id(), pb::VERDICT_REJECTED, pb::REASON_FIELD_MISSING, "event");
}

struct SubmissionId {
  CityNumber city = 0;
  std::string stakeholder;
  Sequence first = 0;
};

std::optional<SubmissionId> ParseSubmissionName(std::string_view name) {
  const auto parsed = ParseName(name, "stakeholders");
  constexpr std::string_view kCollection = "submissions/";
  if (!parsed || !std::string_view(parsed->rest).starts_with(kCollection)) return std::nullopt;
  const std::string_view number = std::string_view(parsed->rest).substr(kCollection.size());
  SubmissionId id{parsed->city, parsed->id, 0};
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id.first);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  return id;
}

// The content of the record that the submission's first row names; absent if it did not come by a letter box, or the
// record is gone or another one by now.
absl::StatusOr<std::optional<pb::SubmissionContent>> ReadAgain(const SubmissionId& id, journal::Partition& partition,
                                                               absl::Time deadline, const journal::Intake& intake,
                                                               const FetchRecord& fetch) {
  if (!fetch) return std::optional<pb::SubmissionContent>();
  ASSIGN_OR_RETURN(const auto rows, partition.Watch(id.first, 1, deadline));
  if (rows.empty() || rows[0].sequence() != id.first || !rows[0].cause().has_box()) {
    return std::optional<pb::SubmissionContent>();
  }
  const auto& box = rows[0].cause().box();
  const auto record = fetch(box.box(), box.offset());
  if (absl::IsNotFound(record.status())) return std::optional<pb::SubmissionContent>();
  RETURN_IF_ERROR(record);
  if (intake.Digest(box.box(), *record).SerializeAsString() != box.digest().SerializeAsString()) {
    return std::optional<pb::SubmissionContent>();
  }
  const auto content = intake.Translate(box.box(), *record);
  return std::optional(static_cast<const pb::SubmissionContent&>(*content));
}

// Whether its content stands in its letter box alone. The machine judges the rest.
absl::StatusOr<bool> MustReadAgain(const SubmissionId& id, journal::Partition& partition, absl::Time deadline) {
  bool must = false;
  RETURN_IF_ERROR(partition.Read(std::nullopt, deadline, [&](const store::Reader& tables, const journal::Freshness&) {
    const auto state = Get<pb::SubmissionState>(tables, SubmissionKey(id.city, id.stakeholder, id.first));
    const auto held = Get<pb::HeldSubmission>(tables, HeldKey(id.first));
    const bool kept = held && !held->content().has_problem();
    must = state && state->has_box_offset() && state->verdict() != pb::VERDICT_POSTED && !kept;
    return absl::OkStatus();
  }));
  return must;
}

}  // namespace

absl::StatusOr<journal::Command> RecordCommandOf(const rpc::Call& call, const v1::RecordDisbursementRequest& request,
                                                 const Secrets& secrets) {
  const auto parent = ParseName(request.parent(), "stakeholders");
  if (!parent || !parent->rest.empty()) return InvalidName("parent", "cities/64.74/stakeholders/baznas");
  if (call.caller().kind != rpc::Caller::Kind::kStakeholder || call.caller().id != parent->id) {
    return StakeholderMismatch();
  }
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(parent->city)));
  ASSIGN_OR_RETURN(const CitySecrets* city, secrets.ForCity(CityCode(parent->city)));
  auto command = std::make_shared<pb::RecordCommand>();
  *command->mutable_content() = ContentOf({parent->city, parent->id}, request, *city);
  journal::Command result;
  result.cause.set_caller(call.caller().name());
  result.cause.set_method("RecordDisbursement");  // no request_id: the event id is it, and the machine keeps it
  const KeyedDigest digest = city->Digest("request", request.SerializeAsString());
  result.cause.mutable_digest()->set_key_version(digest.key_version);
  result.cause.mutable_digest()->set_hmac(digest.digest);
  result.request = std::move(command);
  return result;
}

v1::Submission SubmissionOf(const journal::Answer& answer) {
  auto submission = SubmissionOfRow(answer.row);
  PADU_CHECK(submission.has_value());
  submission->set_position(journal::PositionText(answer.position));
  return *std::move(submission);
}

absl::StatusOr<v1::Submission> Redecide(const rpc::Call& call, const v1::RedecideSubmissionRequest& request,
                                        journal::Partitions& partitions, const Secrets& secrets,
                                        const journal::Intake& intake, const FetchRecord& fetch) {
  RETURN_IF_ERROR(rpc::RequireKind(call.caller(), rpc::Caller::Kind::kOperator));
  const auto id = ParseSubmissionName(request.name());
  if (!id) return InvalidName("name", "cities/64.74/stakeholders/baznas/submissions/17");
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(id->city)));
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions.ForCity(CityCode(id->city)));
  ASSIGN_OR_RETURN(const CitySecrets* const city, secrets.ForCity(CityCode(id->city)));

  auto command = std::make_shared<pb::RedecideCommand>();
  command->set_city(id->city);
  command->set_stakeholder(id->stakeholder);
  command->set_sequence(id->first);
  ASSIGN_OR_RETURN(const bool must, MustReadAgain(*id, *partition, call.deadline()));
  if (must) {
    ASSIGN_OR_RETURN(auto content, ReadAgain(*id, *partition, call.deadline(), intake, fetch));
    if (content) *command->mutable_content() = *std::move(content);
  }

  journal::Command submitted = journal::RepeatableCommand(call.caller().name(), "RedecideSubmission",
                                                          request.request_id(), *city, request.name());
  submitted.request = std::move(command);
  ASSIGN_OR_RETURN(const journal::Answer answer,
                   journal::SubmitLater(*partition, std::move(submitted), call.deadline())());
  return SubmissionOf(answer);
}

}  // namespace padu::ledger
