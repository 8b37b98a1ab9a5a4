// Decides inputs one after the other over uncommitted changes, and makes each decision one numbered row (rules 1 to 3).
//
// One thread, of one owner in one epoch. What it decides is invisible to others until TakeBatch is committed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/journal/due_queue.h"
#include "common/journal/engine_tables.h"
#include "common/journal/epoch_line.h"
#include "common/journal/fold.h"
#include "common/journal/machine.h"
#include "common/journal/observer.h"
#include "common/store/overlay.h"

namespace padu::journal {

// A row as it goes to the store and to the topic.
struct DecidedRow {
  Sequence sequence = 0;
  Epoch decided;
  std::string bytes;
};

class Decider {
 public:
  // What a command came to.
  struct CommandResult {
    absl::Status refusal;   // not OK: refused, nothing was emitted
    Sequence row = 0;       // else: the row that answers
    bool replayed = false;  // an earlier row answers
    bool emitted = false;   // a row was made
  };

  // `tables` is what was committed; `end` its journal's end, `line` the epochs of its rows.
  Decider(const Machine& machine, const store::Reader& tables, const Epoch& epoch, const JournalEnd& end,
          EpochLine line, std::vector<Sequence> upstream_next, Observer* observer = nullptr);

  CommandResult DecideCommand(const Command& command, UnixMicros now);
  void DecideSubmission(const Submission& submission, UnixMicros now);
  // The next two set an input aside, and their row says so (rule 17).
  void DecideQuarantine(const common::v1::BoxCause& cause, UnixMicros now);
  void DecideSkipDue(std::string_view key, UnixMicros now);
  // Folds the row into the view and reacts to it. FAILED_PRECONDITION: not known to this binary, nothing was done.
  absl::Status DecideUpstream(int upstream, const Row& row, UnixMicros now);
  // The key of the first entry due at `now`, if any.
  std::optional<std::string> NextDue(UnixMicros now) { return due_.Next(now, overlay_); }
  void DecideDue(std::string_view key, UnixMicros now);
  void DecideTime(UnixMicros input_time, UnixMicros now);
  // Makes a row of an engine fact.
  void DecideEngine(const common::v1::EngineFact& fact, common::v1::Cause cause, UnixMicros now);

  // Everything decided so far, uncommitted changes included.
  const store::Reader& tables() const { return overlay_; }
  // Changes that are no row's: reader states, crash notes.
  void PutLocal(std::string_view key, std::string_view value) { overlay_.Put(key, value); }

  Sequence next() const { return next_; }
  UnixMicros last_time() const { return last_time_; }
  std::size_t batch_rows() const { return rows_.size(); }
  std::size_t batch_bytes() const { return overlay_.bytes() + row_bytes_; }
  // The broker's time of the batch's oldest submission; nullopt: it has none.
  std::optional<UnixMicros> batch_submitted() const { return submitted_; }

  // Takes the batch out: its changes for the store, its rows for the topic. The changes view both, so the rows stay as
  // they are until BatchCommitted(); meanwhile the next batch is decided on top. One batch at a time.
  void TakeBatch(store::Batch& changes, std::vector<DecidedRow>& rows);
  // The store has the batch that was taken.
  void BatchCommitted() { overlay_.Committed(); }

 private:
  class RowEmitter;
  friend class RowEmitter;

  Moment Begin(UnixMicros now);
  // Ends the decision: true and a row if anything was emitted.
  bool End();
  std::optional<CommandResult> FindRequest(const Command& command);

  const Machine& machine_;
  const Epoch epoch_;
  store::Overlay overlay_;
  EngineFold engine_;
  Sequence next_;
  UnixMicros last_time_;
  std::vector<Sequence> upstream_next_;
  DueQueue due_;
  Observer* const observer_;
  Row row_;  // the decision at hand
  std::vector<DecidedRow> rows_;
  std::size_t row_bytes_ = 0;
  std::optional<UnixMicros> submitted_;
};

}  // namespace padu::journal
