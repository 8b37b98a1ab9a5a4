#include "common/journal/owner.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"
#include "common/journal/limits.h"

namespace padu::journal {
namespace {

constexpr int kOwnRecordsPerRound = 32;

common::v1::ReaderState StoredState(const store::Reader& tables, const std::string& key) {
  return GetProto<common::v1::ReaderState>(tables, key).value_or(common::v1::ReaderState());
}

}  // namespace

Owner::Owner(const Machine& machine, const Ports& ports, OwnerOptions options)
    : machine_(machine),
      ports_(ports),
      options_(std::move(options)),
      own_(ports.log, {JournalTopic(options_.service), options_.partition}, StoredState(ports.store, OwnReaderKey())),
      reach_(ports, own_.topic()),
      guard_(ports.store, ports.clock.WallNow(), options_.crash_window_us),
      clock_(ports.clock),
      started_boot_(ports.clock.BootNow()),
      contact_boot_(ports.clock.BootNow() - options_.owner_contact_us - 1) {
  const std::vector<std::string> names = machine.Upstreams();
  for (std::size_t i = 0; i < names.size(); ++i) {
    upstreams_.push_back(
        std::make_unique<JournalSource>(ports.log, stream::TopicPartition{JournalTopic(names[i]), options_.partition},
                                        StoredState(ports.store, ViewReaderKey(static_cast<int>(i)))));
  }
  recovery_ = std::make_unique<Recovery>(machine_, ports_, options_, own_, upstreams_);
  ports_.cluster.Track(own_.topic());
}

Owner::~Owner() {
  if (committing_.has_value()) static_cast<void>(ports_.store.CommitDone(true));  // it reads what goes with us
  for (Pending& pending : pending_) pending.done(NotServing("OWNER_STOPPED"));
  answers_.FailAll();
  ports_.cluster.Untrack(own_.topic());
}

const char* Owner::stage_name() const {
  if (phase_ == Phase::kServing) return draining_ ? "draining" : ready_ ? "serving" : "reading upstreams";
  return phase_ == Phase::kStopped ? "stopped" : recovery_->stage_name();
}

bool Owner::gap_alarm() const {
  return gap_since_boot_ >= 0 && ports_.clock.BootNow() - gap_since_boot_ > options_.gap_patience_us;
}

void Owner::StopFor(Stop why, std::string problem) {
  FinishCommit(true);
  phase_ = Phase::kStopped;
  stop_ = why;
  if (why == Stop::kFenced && options_.order != nullptr) options_.order->End();
  problem_ = std::move(problem);
  answers_.FailAll();
  for (Pending& pending : pending_) pending.done(NotServing("OWNER_STOPPED"));
  pending_.clear();
  for (Queued& queued : mailbox_) queued.done(NotServing("OWNER_STOPPED"));
  mailbox_.clear();
}

bool Owner::Step() {
  switch (phase_) {
    case Phase::kRecovering:
      return Recover();
    case Phase::kServing:
      return Round();
    case Phase::kStopped:
      return false;
  }
  return false;
}

bool Owner::Recover() {
  if (draining_) {
    StopFor(Stop::kDrained, "");
    return true;
  }
  switch (recovery_->Step()) {
    case Recovery::State::kGoing:
      return true;
    case Recovery::State::kDone:
      Serve();
      return true;
    case Recovery::State::kFenced:
      StopFor(Stop::kFenced, "another owner's epoch is in force");
      return true;
    case Recovery::State::kDiverged:
      StopFor(Stop::kDiverged, "disk and topic differ");
      return true;
    case Recovery::State::kStuck:
      StopFor(Stop::kStuck, recovery_->problem());
      return true;
  }
  return true;
}

void Owner::Serve() {
  epoch_ = recovery_->epoch();
  const JournalEnd end = ReadJournalEnd(ports_.store);
  std::vector<Sequence> upstream_next;
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    // An upstream that ends below the last row's position: the position stays, its rows were answered already.
    const Sequence had = i < end.upstream_next.size() ? end.upstream_next[i] : 0;
    upstream_next.push_back(std::max(upstreams_[i]->reader().next(), had));
  }
  clock_.Start(end.decided_at, own_.reader().marker_time());
  decider_ = std::make_unique<Decider>(machine_, ports_.store, epoch_, end, recovery_->line(), upstream_next,
                                       options_.observer);
  publisher_ = std::make_unique<Publisher>(ports_.log, own_.topic(), epoch_);
  time_row_at_ = end.decided_at;
  committed_ = end.next;

  // What only this disk has is published before anything is decided on top of it.
  for (Sequence sequence = own_.reader().next(); sequence < end.next; ++sequence) {
    std::string bytes;
    if (!ports_.store.Get(RowKey(sequence), &bytes)) PADU_FATAL("a row of the journal is missing in the store");
    const absl::StatusOr<RowHead> head = PeekRow(bytes);
    PADU_CHECK(head.ok());
    publisher_->Add({.sequence = sequence, .decided = head->decided, .bytes = bytes});
  }
  phase_ = Phase::kServing;
  serving_boot_ = contact_boot_ = reached_boot_ = accepted_boot_ = ports_.clock.BootNow();
  SetAside();
  inputs_ = std::make_unique<Inputs>(ports_, options_, upstreams_, recovery_->upstream_short(), guard_);
  ready_ = inputs_->Ready();
  recovery_.reset();
}

bool Owner::Round() {
  const bool reachable = reach_.Now();
  bool busy = FinishCommit(false);
  busy |= reachable && OwnTopicStands() && ReadOwnTopic();
  if (phase_ != Phase::kServing) return true;
  UpdateContact();
  if (phase_ != Phase::kServing) return true;
  ready_ = inputs_->Ready();
  if (in_contact()) answers_.Release(confirmed());
  answers_.Expire(ports_.clock.BootNow());
  ResendIfNeeded();
  if (guard_.careful() && ports_.clock.BootNow() - started_boot_ > options_.crash_window_us) {
    FinishCommit(true);
    guard_.Forgive();
  }
  if (draining_) {
    ExpireMailbox();
    if (batch_open_) CommitBatch();
    FinishCommit(true);
    if (confirmed() == committed_ && in_contact()) {
      guard_.ForgiveAll();
      StopFor(Stop::kDrained, "");
      return true;
    }
  } else if (HasRoom()) {
    busy |= Decide(reachable);
  } else {
    ExpireMailbox();
    FinishCommit(true);
  }
  busy |= publisher_->Poll();
  return busy;
}

// False: it does not, or that cannot be told now; nothing is read of it then.
bool Owner::OwnTopicStands() {
  const absl::StatusOr<bool> stands = own_.StillStands();
  if (!stands.ok()) return false;
  if (!*stands) StopFor(Stop::kLostTail, "the topic no longer holds what was read of it");
  return *stands;
}

bool Owner::ReadOwnTopic() {
  const stream::Offset before = own_.reader().offset();
  const Sequence accepted_before = confirmed();
  bool foreign = false;
  const absl::StatusOr<int> taken =
      own_.Poll(kOwnRecordsPerRound, absl::ZeroDuration(), [&](const RowHead& head) -> absl::Status {
        // Only rows this owner committed can be accepted in its epoch, with the epoch that its disk has for them.
        const std::optional<std::string_view> mine = publisher_->Find(head.sequence);
        foreign = !mine.has_value() || *mine != head.bytes;
        return foreign ? absl::AbortedError("not decided here") : absl::OkStatus();
      });
  if (own_.reader().in_force() != epoch_ && own_.reader().offset() > before &&
      own_.reader().in_force().number >= epoch_.number) {
    StopFor(Stop::kFenced, "another owner's epoch is in force");
    return true;
  }
  if (foreign) {
    StopFor(Stop::kDiverged, "the topic holds a row that was not decided here");
    return true;
  }
  if (!taken.ok()) {
    if (absl::IsOutOfRange(taken.status())) StopFor(Stop::kLostTail, "the topic no longer holds what was read of it");
    if (absl::IsDataLoss(taken.status())) StopFor(Stop::kDiverged, std::string(taken.status().message()));
    if (absl::IsFailedPrecondition(taken.status())) StopFor(Stop::kStuck, std::string(taken.status().message()));
    return true;
  }
  if (*taken == 0) return false;
  reached_boot_ = ports_.clock.BootNow();
  publisher_->Confirm(confirmed());
  TellConfirmed();
  if (confirmed() > accepted_before) accepted_boot_ = reached_boot_;
  return true;
}

void Owner::UpdateContact() {
  const std::optional<SeenBounds> seen = ports_.cluster.Latest(own_.topic());
  if (!seen.has_value()) return;
  const stream::Offset offset = own_.reader().offset();
  if (offset >= seen->bounds.end && seen->asked_boot > contact_boot_) {
    contact_boot_ = seen->asked_boot;
    if (options_.order != nullptr) options_.order->InContact(options_.partition, contact_boot_);
  }
  if (offset > seen->bounds.end && seen->asked_boot > reached_boot_) {
    StopFor(Stop::kLostTail, "the topic ends before what was read of it");
  }
}

void Owner::ResendIfNeeded() {
  const std::int64_t boot = ports_.clock.BootNow();
  if (!own_.reader().gap()) gap_since_boot_ = -1;
  const bool fresh_gap = own_.reader().gap() && gap_since_boot_ < 0;
  if (fresh_gap) gap_since_boot_ = boot;
  const bool nothing_accepted = publisher_->rows_out() && boot - accepted_boot_ > options_.confirm_patience_us;
  if (!fresh_gap && !nothing_accepted) return;
  publisher_->Resend();
  accepted_boot_ = boot;
}

// While nothing is decided, callers still hear of it in time.
void Owner::ExpireMailbox() {
  const std::int64_t boot = ports_.clock.BootNow();
  std::erase_if(mailbox_, [boot](Queued& queued) {
    if (boot < queued.deadline_boot) return false;
    queued.done(NotConfirmed());
    return true;
  });
}

void Owner::Submit(Command command, std::int64_t deadline_boot, Partition::Done done) {
  if (!serving() || draining_) return done(NotServing("OWNER_NOT_SERVING"));
  if (!in_contact()) return done(NotServing("OWNER_OUT_OF_TOUCH"));
  if (mailbox_.size() >= kMailboxCommands) {
    return done(Refuse(absl::StatusCode::kResourceExhausted,
                       {.reason = "MAILBOX_FULL",
                        .text_id = "Layanan sedang sibuk. Coba lagi sebentar lagi dengan request_id yang sama.",
                        .text_en = "The service is busy. Retry shortly with the same request_id.",
                        .metadata = {}}));
  }
  mailbox_.push_back({std::move(command), deadline_boot, std::move(done)});
}

}  // namespace padu::journal
