// The way of a batch to the disk, and of its rows and answers out of the owner's hands.
#include <utility>

#include "common/base/check.h"
#include "common/journal/owner.h"

namespace padu::journal {

void Owner::CommitBatch() {
  FinishCommit(true);
  if (inputs_ != nullptr) inputs_->PutStates(*decider_);
  decider_->PutLocal(OwnReaderKey(), own_.reader().state().SerializeAsString());
  Committing& batch = committing_.emplace();
  if (options_.observer != nullptr && decider_->batch_rows() > 0) {
    timed_.push_back(
        {.next = decider_->next(), .decided_boot = ports_.clock.BootNow(), .submitted = decider_->batch_submitted()});
  }
  decider_->TakeBatch(batch.changes, batch.rows);
  batch.pending = std::exchange(pending_, {});
  batch.next = decider_->next();
  batch_open_ = false;
  ports_.store.StartCommit(batch.changes);
}

bool Owner::FinishCommit(bool wait) {
  if (!committing_.has_value() || !ports_.store.CommitDone(wait)) return false;
  decider_->BatchCommitted();
  committed_ = committing_->next;
  if (!committing_->rows.empty() && !publisher_->rows_out()) accepted_boot_ = ports_.clock.BootNow();
  committing_->changes.Clear();
  for (DecidedRow& row : committing_->rows) publisher_->Add(std::move(row));
  for (Pending& pending : committing_->pending) {
    const Decider::CommandResult& result = pending.result;
    absl::StatusOr<Answer> answer = result.refusal.ok()
                                        ? absl::StatusOr<Answer>(MakeAnswer(result.row, result.replayed))
                                        : absl::StatusOr<Answer>(result.refusal);
    answers_.Add(committed_, pending.deadline_boot, std::move(answer), std::move(pending.done));
  }
  committing_.reset();
  return true;
}

void Owner::TellConfirmed() {
  for (; !timed_.empty() && timed_.front().next <= confirmed(); timed_.pop_front()) {
    const Timed& batch = timed_.front();
    std::optional<std::int64_t> since_submitted;
    if (batch.submitted.has_value()) since_submitted = ports_.clock.WallNow() - *batch.submitted;
    options_.observer->OnConfirmed(ports_.clock.BootNow() - batch.decided_boot, since_submitted);
  }
}

Answer Owner::MakeAnswer(Sequence row, bool replayed) const {
  Answer answer;
  std::string bytes;
  if (!ports_.store.Get(RowKey(row), &bytes) || !answer.row.ParseFromString(bytes)) {
    PADU_FATAL("the row of an answer is not in the store");
  }
  answer.position.epoch.set_number(answer.row.epoch_number());
  answer.position.epoch.set_life(answer.row.epoch_life());
  answer.position.next = row + 1;
  answer.replayed = replayed;
  return answer;
}

}  // namespace padu::journal
