// The owner of one partition: recovers, then takes inputs, decides, commits, publishes, and lets answers go when their
// rows are confirmed (ARCHITECTURE.md, section 3).
//
// One thread drives it by Step; it holds no lock and starts no thread, so that a simulation can hold many of them and
// crash each between any two steps. PartitionThread runs it in production.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/journal/answers.h"
#include "common/journal/crash_guard.h"
#include "common/journal/decider.h"
#include "common/journal/inputs.h"
#include "common/journal/journal_clock.h"
#include "common/journal/journal_source.h"
#include "common/journal/mailbox.h"
#include "common/journal/operator_call.h"
#include "common/journal/ports.h"
#include "common/journal/publisher.h"
#include "common/journal/reach.h"
#include "common/journal/recovery.h"

namespace padu::journal {

class Owner {
 public:
  enum class Phase { kRecovering, kServing, kStopped };
  // Why it stopped. All but kDrained end the process (or this life of it); the next start recovers.
  enum class Stop {
    kNone,
    kDrained,   // asked to, and everything is confirmed
    kFenced,    // another owner's epoch is in force
    kLostTail,  // the topic no longer holds what this owner had read
    kDiverged,  // disk and topic differ: set the disk aside, then start from nothing
    kStuck,     // an own row holds what this binary does not know
  };

  Owner(const Machine& machine, const Ports& ports, OwnerOptions options);
  ~Owner();

  // One bounded round. True if anything was done.
  bool Step();

  // Commands; `deadline_boot` is a boot time. Refused at once when the owner does not serve.
  void Submit(Command command, std::int64_t deadline_boot, Partition::Done done);
  // An operator's commands (owner_operator.cc): each a row that names the caller. Refused as Submit refuses, and with a
  // reason when there is nothing to do.
  // Reads a letter box on at an offset, in a new generation (rule 13).
  void ReopenBox(const BoxReopening& box, OperatorCall call);
  // Follows the wall clock after a step that no row took (rule 15).
  void ConfirmClock(OperatorCall call);
  // Takes no more; stops with kDrained when all rows are confirmed.
  void Drain() { draining_ = true; }

  Phase phase() const { return phase_; }
  // Callers are served: it has its epoch, and its upstreams are read as far as it is to wait for them.
  bool serving() const { return phase_ == Phase::kServing && ready_; }
  // What it still waits for before it serves; empty: nothing that it could name.
  std::string waits_for() const { return phase_ == Phase::kServing ? inputs_->waits_for() : ""; }
  Stop stop() const { return stop_; }
  const std::string& problem() const { return problem_; }
  const char* stage_name() const;
  const Epoch& epoch() const { return epoch_; }
  // Rows below it are confirmed.
  Sequence confirmed() const { return own_.reader().next(); }
  Sequence committed() const { return committed_; }
  const EpochLine& accepted_line() const { return own_.reader().line(); }
  UnixMicros time() const { return decider_ == nullptr ? 0 : decider_->last_time(); }
  // Microseconds since this owner last knew itself at the topic's end.
  std::int64_t since_contact() const { return ports_.clock.BootNow() - contact_boot_; }
  bool in_contact() const { return since_contact() <= options_.owner_contact_us; }
  bool clock_step_refused() const { return clock_.step_refused(); }
  bool gap_alarm() const;
  // Inputs that stopped, with the reason.
  std::map<std::string, std::string> stopped_inputs() const {
    return inputs_ ? inputs_->stopped() : std::map<std::string, std::string>();
  }
  std::vector<InputStatus> inputs() { return inputs_ ? inputs_->statuses() : std::vector<InputStatus>(); }

 private:
  struct Pending {
    Decider::CommandResult result;
    std::int64_t deadline_boot;
    Partition::Done done;
  };
  // What is on its way to the disk while the next batch is decided.
  struct Committing {
    std::vector<DecidedRow> rows;
    store::Batch changes;  // views the rows
    std::vector<Pending> pending;
    Sequence next = 0;
  };
  // A batch on its way to its confirmation, for the observer.
  struct Timed {
    Sequence next = 0;  // one past its last row
    std::int64_t decided_boot = 0;
    std::optional<UnixMicros> submitted;  // by the broker's clock
  };
  struct Queued {
    Command command;
    std::int64_t deadline_boot;
    Partition::Done done;
  };

  bool Recover();
  void Serve();
  bool Round();
  bool OwnTopicStands();
  bool ReadOwnTopic();
  void UpdateContact();
  void ResendIfNeeded();
  void ExpireMailbox();
  bool HasRoom() const;
  // owner_decide.cc
  bool Decide(bool reachable);
  bool DecideCarefully(bool reachable);
  bool CommitOne(bool decided);
  void SetAside();
  bool DecideCommands(std::size_t max);
  void DecideOne(Queued queued);
  bool DecideDue(std::size_t max_rows, UnixMicros now);
  bool DecideTime();
  bool BatchIsFull() const;
  bool DecideBatch(bool reachable);
  // owner_commit.cc
  // Begins to commit the batch at hand, after the one under way.
  void CommitBatch();
  // Ends the commit under way: its rows may go out. With `wait`, once it is done; true if it ended now.
  bool FinishCommit(bool wait);
  void TellConfirmed();
  Answer MakeAnswer(Sequence row, bool replayed) const;
  // owner_operator.cc
  bool TakesOperators(const OperatorCall& call) const;
  void AnswerOperator(OperatorCall call, absl::Status refusal);
  void DecideOperator(OperatorCall call, const char* action, const common::v1::EngineFact& fact);
  void StopFor(Stop why, std::string problem);

  const Machine& machine_;
  const Ports ports_;
  const OwnerOptions options_;
  Phase phase_ = Phase::kRecovering;
  Stop stop_ = Stop::kNone;
  std::string problem_;
  bool draining_ = false;
  bool ready_ = false;  // see serving()

  JournalSource own_;
  Reach reach_;
  std::vector<std::unique_ptr<JournalSource>> upstreams_;
  std::unique_ptr<Recovery> recovery_;
  CrashGuard guard_;

  // Serving.
  Epoch epoch_;
  JournalClock clock_;
  UnixMicros time_row_at_ = 0;  // when a row last said how far the inputs' time is, or this life began; 0: never
  std::unique_ptr<Decider> decider_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Inputs> inputs_;
  std::deque<Queued> mailbox_;
  std::vector<Pending> pending_;  // decided in the batch at hand
  bool batch_open_ = false;       // the batch at hand holds anything
  std::optional<Committing> committing_;
  std::deque<Timed> timed_;
  Answers answers_;
  Sequence committed_ = 0;
  const std::int64_t started_boot_;
  std::int64_t serving_boot_ = 0;
  std::int64_t contact_boot_;
  std::int64_t reached_boot_ = 0;     // when the own reader came to its offset
  std::int64_t accepted_boot_ = 0;    // when it last accepted a row, or rows went out again
  std::int64_t gap_since_boot_ = -1;  // when the open gap was first seen
};

}  // namespace padu::journal
