// What an owner decides in a round, and how carefully (rule 17).
#include <algorithm>
#include <mutex>
#include <utility>

#include "common/base/status.h"
#include "common/journal/limits.h"
#include "common/journal/owner.h"

namespace padu::journal {

// Sets aside what was in hand at two deaths: a row says so.
void Owner::SetAside() {
  if (!guard_.to_set_aside().has_value()) return;
  const common::v1::Cause cause = *guard_.to_set_aside();
  const UnixMicros now = clock_.Now();
  if (cause.has_box()) {
    // Another owner may have decided it meanwhile.
    const auto box = GetProto<common::v1::BoxState>(decider_->tables(), BoxKey(cause.box().box()));
    const bool not_taken =
        box.has_value() && box->generation() == cause.box().generation() && box->offset() <= cause.box().offset();
    if (not_taken) decider_->DecideQuarantine(cause.box(), now);
  } else if (cause.has_due()) {
    std::string entry;
    if (decider_->tables().Get(cause.due().key(), &entry)) decider_->DecideSkipDue(cause.due().key(), now);
  } else {
    common::v1::EngineFact fact;
    *fact.mutable_input_set_aside()->mutable_cause() = cause;
    common::v1::Cause time;
    time.mutable_time();
    decider_->DecideEngine(fact, std::move(time), now);
  }
  decider_->PutLocal(CrashNoteKey(), guard_.SetAside());
  CommitBatch();
  FinishCommit(true);
}

bool Owner::HasRoom() const {
  const std::size_t committing = committing_.has_value() ? committing_->rows.size() : 0;
  return publisher_->unconfirmed_rows() + committing + decider_->batch_rows() < kUnconfirmedRows &&
         publisher_->unconfirmed_bytes() < kUnconfirmedBytes;
}

// While a batch is committed the next one grows; it is begun when that is done, or waits for it when it is full or
// nothing more comes.
bool Owner::Decide(bool reachable) {
  const bool disk_full = ports_.store.FreeBytes() == 0;
  if (disk_full) {
    for (Queued& queued : mailbox_) queued.done(DiskNearlyFull());
    mailbox_.clear();
  }
  const bool careful = !disk_full && DecideCarefully(reachable);
  const bool busy = !disk_full && !guard_.careful_inputs() && DecideBatch(reachable);
  batch_open_ |= busy;
  if (!busy || BatchIsFull()) FinishCommit(true);
  if (batch_open_ && !committing_.has_value()) CommitBatch();
  return careful || busy || committing_.has_value();
}

// What is to be taken one by one: each is committed before the next is in hand, in this and every other partition of
// the process, so that a death tells which it was.
bool Owner::DecideCarefully(bool reachable) {
  if (!guard_.careful_inputs() && (!guard_.careful() || mailbox_.empty())) return false;
  std::unique_lock<std::mutex> one_in_hand;
  if (options_.one_in_hand != nullptr) {
    one_in_hand = std::unique_lock(*options_.one_in_hand, std::try_to_lock);
    if (!one_in_hand.owns_lock()) {
      ExpireMailbox();
      return false;
    }
  }
  FinishCommit(true);
  bool busy = CommitOne(DecideCommands(1));
  if (!guard_.careful_inputs()) return busy;
  const UnixMicros now = clock_.Now();
  bool taken = CommitOne(reachable && inputs_->Take(*decider_, now));
  taken |= CommitOne(DecideDue(1, now));
  busy |= CommitOne(reachable && inputs_->FindBoxes(*decider_, now));
  busy |= CommitOne(DecideTime());
  if (!taken && guard_.careful_inputs() && inputs_->AtEnd(serving_boot_)) guard_.InputsBehind();
  return busy || taken;
}

bool Owner::CommitOne(bool decided) {
  if (!decided) return false;
  decider_->PutLocal(CrashNoteKey(), guard_.Decided());
  CommitBatch();
  FinishCommit(true);
  return true;
}

bool Owner::BatchIsFull() const {
  return decider_->batch_rows() >= kBatchRows || decider_->batch_bytes() >= kBatchBytes;
}

bool Owner::DecideBatch(bool reachable) {
  bool busy = !guard_.careful() && DecideCommands(kBatchRows);
  const UnixMicros now = clock_.Now();  // not before that of the commands
  if (reachable) busy |= inputs_->FindBoxes(*decider_, now);
  if (reachable) busy |= inputs_->Take(*decider_, now);
  busy |= DecideDue(kBatchRows, now);
  busy |= DecideTime();
  return busy;
}

// Until the batch at hand has so many rows.
bool Owner::DecideDue(std::size_t max_rows, UnixMicros now) {
  bool busy = false;
  const std::int64_t until = ports_.clock.BootNow() + kDueUsPerTurn;
  while (decider_->batch_rows() < max_rows && decider_->batch_bytes() < kBatchBytes) {
    const std::optional<std::string> due = decider_->NextDue(now);
    if (!due.has_value()) break;
    if (guard_.careful_inputs()) {
      common::v1::Cause cause;
      cause.mutable_due()->set_key(*due);
      guard_.InHand(cause);
    }
    decider_->DecideDue(*due, now);
    busy = true;
    if (ports_.clock.BootNow() >= until) break;
  }
  return busy;
}

// The same; at most so many commands.
bool Owner::DecideCommands(std::size_t max) {
  bool busy = false;
  for (std::size_t taken = 0; taken < max && !mailbox_.empty() && !BatchIsFull(); ++taken) {
    Queued queued = std::move(mailbox_.front());
    mailbox_.pop_front();
    DecideOne(std::move(queued));
    busy = true;
  }
  return busy;
}

void Owner::DecideOne(Queued queued) {
  if (ports_.clock.BootNow() >= queued.deadline_boot) {
    queued.done(NotConfirmed());
    return;
  }
  const auto refused = [this](const common::v1::KeyedDigest& digest) { return guard_.Refuses(digest); };
  if (refused(queued.command.cause.digest()) || std::ranges::any_of(queued.command.digests, refused)) {
    queued.done(Refuse(absl::StatusCode::kFailedPrecondition,
                       {.reason = "COMMAND_SET_ASIDE",
                        .text_id = "Permintaan ini menghentikan layanan dan disisihkan. Hubungi operator.",
                        .text_en = "This request stopped the service and is set aside. Call the operator.",
                        .metadata = {}}));
    return;
  }
  if (guard_.careful()) {
    common::v1::Cause cause;
    *cause.mutable_command() = queued.command.cause;
    guard_.InHand(cause);
  }
  pending_.push_back({.result = decider_->DecideCommand(queued.command, clock_.Now()),
                      .deadline_boot = queued.deadline_boot,
                      .done = std::move(queued.done)});
}

bool Owner::DecideTime() {
  const UnixMicros now = clock_.Now();
  // However busy it is: readers judge absence by these rows alone.
  if (time_row_at_ != 0 && now - time_row_at_ < options_.time_row_us) return false;
  time_row_at_ = now;
  decider_->DecideTime(inputs_->ReadUpTo(now), now);
  return true;
}

}  // namespace padu::journal
