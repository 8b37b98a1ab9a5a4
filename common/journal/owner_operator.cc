// What operators ask of an owner: each a row that names the caller, and answered like any write (rule 9).
#include <utility>

#include "common/base/status.h"
#include "common/journal/owner.h"

namespace padu::journal {
namespace {

absl::Status BoxUnknown(const std::string& topic) {
  return Refuse(absl::StatusCode::kNotFound, {.reason = "BOX_UNKNOWN",
                                              .text_id = "Kotak surat ini tidak dikenal di partisi ini.",
                                              .text_en = "This letter box is not known to this partition.",
                                              .metadata = {{"box", topic}}});
}

absl::Status BoxNotStopped(const std::string& topic, const common::v1::BoxState& state) {
  return Refuse(absl::StatusCode::kFailedPrecondition,
                {.reason = "BOX_NOT_STOPPED",
                 .text_id = "Kotak surat ini sedang dibaca, jadi tidak perlu dibuka kembali.",
                 .text_en = "This letter box is being read: there is nothing to re-open.",
                 .metadata = {{"box", topic},
                              {"generation", std::to_string(state.generation())},
                              {"offset", std::to_string(state.offset())}}});
}

absl::Status ClockNotRefused() {
  return Refuse(absl::StatusCode::kFailedPrecondition,
                {.reason = "CLOCK_STEP_NOT_REFUSED",
                 .text_id = "Jurnal sudah mengikuti jam mesin, jadi tidak ada yang perlu dikonfirmasi.",
                 .text_en = "The journal follows the wall clock: there is nothing to confirm.",
                 .metadata = {}});
}

}  // namespace

bool Owner::TakesOperators(const OperatorCall& call) const {
  if (phase_ != Phase::kServing || draining_) return call.done(NotServing("OWNER_NOT_SERVING")), false;
  if (!in_contact()) return call.done(NotServing("OWNER_OUT_OF_TOUCH")), false;
  if (ports_.store.FreeBytes() == 0) return call.done(DiskNearlyFull()), false;
  return true;
}

// A refusal waits too: it may rest on rows that are not confirmed yet.
void Owner::AnswerOperator(OperatorCall call, absl::Status refusal) {
  pending_.push_back(
      {.result = {.refusal = std::move(refusal)}, .deadline_boot = call.deadline_boot, .done = std::move(call.done)});
  CommitBatch();
}

void Owner::DecideOperator(OperatorCall call, const char* action, const common::v1::EngineFact& fact) {
  common::v1::Cause cause;
  cause.mutable_operator_()->set_caller(call.caller);
  cause.mutable_operator_()->set_action(action);
  const Sequence row = decider_->next();
  decider_->DecideEngine(fact, std::move(cause), clock_.Now());
  pending_.push_back({.result = {.refusal = {}, .row = row, .replayed = false, .emitted = true},
                      .deadline_boot = call.deadline_boot,
                      .done = std::move(call.done)});
}

void Owner::ReopenBox(const BoxReopening& box, OperatorCall call) {
  if (!TakesOperators(call)) return;
  const auto state = GetProto<common::v1::BoxState>(decider_->tables(), BoxKey(box.topic));
  if (!state.has_value() || options_.intake == nullptr) return AnswerOperator(std::move(call), BoxUnknown(box.topic));
  if (state->stopped().empty() && !box.even_if_open) {
    return AnswerOperator(std::move(call), BoxNotStopped(box.topic, *state));
  }
  common::v1::EngineFact fact;
  fact.mutable_box_opened()->set_box(box.topic);
  fact.mutable_box_opened()->set_generation(state->generation() + 1);
  fact.mutable_box_opened()->set_offset(box.offset);
  DecideOperator(std::move(call), "ReopenBox", fact);
  inputs_->Reload(box.topic, decider_->tables());
  CommitBatch();
}

void Owner::ConfirmClock(OperatorCall call) {
  if (!TakesOperators(call)) return;
  clock_.Now();  // looks at the wall clock
  if (!clock_.step_refused()) return AnswerOperator(std::move(call), ClockNotRefused());
  clock_.ConfirmStep();
  common::v1::EngineFact fact;
  fact.mutable_clock_confirmed()->set_wall(ports_.clock.WallNow());
  DecideOperator(std::move(call), "ConfirmClock", fact);
  CommitBatch();
}

}  // namespace padu::journal
