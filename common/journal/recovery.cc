#include "common/journal/recovery.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"
#include "common/journal/fold.h"
#include "common/journal/limits.h"

namespace padu::journal {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(2);
constexpr int kRecordsPerStep = 64;

std::uint32_t StoredFoldVersion(const store::Reader& tables) {
  std::string bytes;
  return tables.Get(FoldVersionKey(), &bytes) ? KeyReader(bytes).U32() : 0;
}

}  // namespace

Recovery::Recovery(const Machine& machine, const Ports& ports, const OwnerOptions& options, JournalSource& own,
                   std::vector<std::unique_ptr<JournalSource>>& upstreams)
    : machine_(machine),
      ports_(ports),
      options_(options),
      own_(own),
      upstreams_(upstreams),
      overlay_(ports.store),
      engine_(ReadEpochLine(ports.store)),
      end_(ReadJournalEnd(ports.store)),
      upstream_short_(upstreams.size(), false) {
  if (options.order != nullptr) options.order->Begins(options.partition);
}

Recovery::~Recovery() = default;

const char* Recovery::stage_name() const {
  switch (stage_) {
    case Stage::kOpening:
      return "opening";
    case Stage::kRefolding:
      return "refolding";
    case Stage::kReplaying:
      return "replaying";
    case Stage::kCatchingUp:
      return short_since_boot_.has_value() ? "waiting for an upstream that ends below own rows" : "catching up";
    case Stage::kMarking:
      return "announcing";
  }
  return "";
}

Recovery::State Recovery::Step() {
  switch (stage_) {
    case Stage::kOpening:
      return Open();
    case Stage::kRefolding:
      Refold();
      return State::kGoing;
    case Stage::kReplaying:
      return Replay();
    case Stage::kCatchingUp:
      return CatchUp();
    case Stage::kMarking:
      return Mark();
  }
  PADU_FATAL("no such stage");
}

Recovery::State Recovery::Open() {
  // A topic that lost its tail is read from its start against the disk; what it lost is published again.
  const absl::StatusOr<bool> stands = own_.LastRecordStands();
  if (!stands.ok()) return State::kGoing;
  if (!*stands && !own_.Forget().ok()) return State::kGoing;
  for (auto& upstream : upstreams_) {
    const absl::StatusOr<bool> upstream_stands = upstream->LastRecordStands();
    if (!upstream_stands.ok()) return State::kGoing;
    if (!*upstream_stands && !upstream->Restart().ok()) return State::kGoing;
  }
  const absl::StatusOr<stream::Bounds> bounds = ports_.log.QueryBounds(own_.topic(), kAskTimeout);
  if (!bounds.ok()) return State::kGoing;
  target_ = bounds->end;
  const bool same_folds = StoredFoldVersion(ports_.store) == machine_.FoldVersion();
  stage_ = same_folds || end_.next == 0 ? Stage::kReplaying : Stage::kRefolding;
  return State::kGoing;
}

// Tables of another fold version: own tables anew from the journal on this disk, views from the upstreams' topics.
void Recovery::Refold() {
  ports_.store.DeleteRange(KeyWriter(kEpochTag).str(), "");
  engine_.ClearLine();
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    overlay_.Delete(ViewReaderKey(static_cast<int>(i)));
    upstreams_[i] = std::make_unique<JournalSource>(ports_.log, upstreams_[i]->topic(), common::v1::ReaderState());
  }
  const auto snapshot = ports_.store.Snapshot();
  const auto rows = snapshot->Scan(KeyWriter(kRowTag).str(), KeyWriter(kRowTag + 1).str());
  for (; rows->Valid(); rows->Next()) {
    Row row;
    if (!row.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      PADU_FATAL("a row in the store does not parse");
    }
    const absl::Status folded = FoldRow(machine_, row, engine_, overlay_);
    if (!folded.ok()) PADU_FATAL("a row in the store holds a fact that this binary does not know");
    if (overlay_.bytes() > kBatchBytes) Commit();
  }
  Commit();
  stage_ = Stage::kReplaying;
}

void Recovery::Commit() {
  engine_.PutBoxes(overlay_);
  overlay_.Put(OwnReaderKey(), own_.reader().state().SerializeAsString());
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    overlay_.Put(ViewReaderKey(static_cast<int>(i)), upstreams_[i]->reader().state().SerializeAsString());
  }
  store::Batch batch;
  overlay_.TakeTo(batch);
  ports_.store.Commit(batch, store::Durability::kBuffered);
  overlay_.Committed();
}

absl::Status Recovery::TakeRow(const RowHead& head) {
  if (head.sequence < end_.next) {
    // Both have this row: they must agree on the epoch that decided it.
    if (line().Of(head.sequence) == head.decided) return absl::OkStatus();
    diverged_ = true;
    return absl::AbortedError("disk and topic have decided differently");
  }
  PADU_CHECK(head.sequence == end_.next);
  Row row;
  if (!row.ParseFromArray(head.bytes.data(), static_cast<int>(head.bytes.size()))) {
    return absl::FailedPreconditionError("a row in the topic does not parse");
  }
  RETURN_IF_ERROR(FoldRow(machine_, row, engine_, overlay_));
  overlay_.Put(RowKey(head.sequence), head.bytes);
  end_ = {.next = head.sequence + 1,
          .decided_at = row.decided_at(),
          .decided = head.decided,
          .upstream_next = {row.upstream_next().begin(), row.upstream_next().end()}};
  return absl::OkStatus();
}

Recovery::State Recovery::PollOwn(absl::Duration wait, int* taken) {
  const absl::StatusOr<bool> stands = own_.StillStands();
  if (!stands.ok() || !*stands) {
    LookAgain();
    return State::kGoing;
  }
  const absl::StatusOr<int> polled =
      own_.Poll(kRecordsPerStep, wait, [this](const RowHead& head) { return TakeRow(head); });
  if (diverged_) return State::kDiverged;
  if (overlay_.bytes() > kBatchBytes) Commit();
  if (polled.ok()) {
    *taken = *polled;
    return State::kGoing;
  }
  if (absl::IsOutOfRange(polled.status()) || absl::IsUnavailable(polled.status()) ||
      absl::IsNotFound(polled.status())) {
    LookAgain();
    return State::kGoing;
  }
  problem_ = std::string(polled.status().message());
  // The topic was rewritten below what this disk had read: the disk is set aside and the topic decides.
  return absl::IsDataLoss(polled.status()) ? State::kDiverged : State::kStuck;
}

Recovery::State Recovery::Replay() {
  int taken = 0;
  const State state = PollOwn(absl::Milliseconds(10), &taken);
  if (state != State::kGoing || stage_ != Stage::kReplaying) return state;
  if (own_.reader().offset() < target_) {
    if (taken > 0) return State::kGoing;
    const absl::StatusOr<stream::Bounds> bounds = ports_.log.QueryBounds(own_.topic(), kAskTimeout);
    if (bounds.ok() && bounds->end < target_) LookAgain();
    return State::kGoing;
  }
  Commit();
  stage_ = Stage::kCatchingUp;
  return State::kGoing;
}

Recovery::State Recovery::CatchUp() {
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    if (!CatchUpOne(static_cast<int>(i))) return problem_.empty() ? State::kGoing : State::kStuck;
  }
  overlay_.Put(FoldVersionKey(), KeyWriter().U32(machine_.FoldVersion()).str());
  Commit();
  if (!announced_) {
    stage_ = Stage::kMarking;
    return State::kGoing;
  }
  ports_.store.Flush();
  return State::kDone;
}

// Folds the view up to where the last row had it, and not one row further: what comes after is still to be decided. A
// topic that ends before that has lost its tail; its owner publishes that again, and nothing is decided on less.
bool Recovery::CatchUpOne(int upstream) {
  JournalSource& source = *upstreams_[upstream];
  const auto index = static_cast<std::size_t>(upstream);
  const Sequence need = index < end_.upstream_next.size() ? end_.upstream_next[index] : 0;
  if (source.reader().next() >= need || upstream_short_[index]) return true;
  const absl::StatusOr<bool> stands = source.StillStands();
  if (!stands.ok() || (!*stands && !source.Restart().ok())) return false;
  const absl::StatusOr<int> polled =
      source.Poll(kRecordsPerStep, absl::Milliseconds(10), [&](const RowHead& head) -> absl::Status {
        if (head.sequence >= need) return absl::CancelledError("caught up");
        Row row;
        if (!row.ParseFromArray(head.bytes.data(), static_cast<int>(head.bytes.size()))) {
          return absl::FailedPreconditionError("a row of an upstream does not parse");
        }
        TagGuard view = ViewTables(overlay_);
        return machine_.EvolveView(upstream, row, view);
      });
  if (overlay_.bytes() > kBatchBytes) Commit();
  if (absl::IsFailedPrecondition(polled.status())) problem_ = std::string(polled.status().message());
  // A topic that lost its tail is read again: what it still has is the same.
  if (absl::IsOutOfRange(polled.status())) (void)source.Restart();
  if (absl::IsDataLoss(polled.status())) upstream_short_[index] = true;
  if (polled.ok() && *polled > 0) short_since_boot_.reset();
  if (polled.ok() && *polled == 0) {
    const absl::StatusOr<stream::Bounds> bounds = ports_.log.QueryBounds(source.topic(), kAskTimeout);
    const std::int64_t boot = ports_.clock.BootNow();
    if (bounds.ok() && source.reader().offset() >= bounds->end) {
      if (!short_since_boot_.has_value()) short_since_boot_ = boot;
      upstream_short_[index] = boot - *short_since_boot_ > options_.short_patience_us;
    }
  }
  return source.reader().next() >= need || upstream_short_[index];
}

bool Recovery::MustWaitForOther() {
  const TopicReader& reader = own_.reader();
  if (options_.take_over || reader.instance().empty() || reader.instance() == options_.instance) return false;
  return ports_.clock.WallNow() - reader.last_time() < options_.take_over_patience_us;
}

// At what the topic holds, and reads on from there.
void Recovery::LookAgain() {
  stage_ = Stage::kOpening;
  ForgetMarker();
}

void Recovery::ForgetMarker() {
  writer_ = nullptr;
  marker_offset_ = -1;
}

// Asks the process's other partitions, last of all.
bool Recovery::MayAnnounce() {
  if (options_.order == nullptr) return true;
  return options_.order->MayAnnounce(options_.partition, foreign_boot_, ports_.clock.BootNow());
}

void Recovery::NoteForeign(const Epoch& before) {
  const Epoch& now = own_.reader().in_force();
  if (now != before && now.life != options_.life) foreign_boot_ = ports_.clock.BootNow();
}

Recovery::State Recovery::Mark() {
  const std::int64_t asked = ports_.clock.BootNow();
  const Epoch before = own_.reader().in_force();
  int taken = 0;
  const State state = PollOwn(absl::Milliseconds(1), &taken);
  if (state != State::kGoing || stage_ != Stage::kMarking) return state;
  NoteForeign(before);
  const TopicReader& reader = own_.reader();
  const bool ours = reader.in_force().life == options_.life;
  // A topic that lost markers counts from a lower number again: what is decided now must not stand below what this disk
  // has decided, so that more markers are written until it does not.
  if (ours && reader.in_force().number <= end_.decided.number) {
    if (reader.in_force().number >= announcing_) ForgetMarker();
  } else if (ours) {
    Commit();
    epoch_ = reader.in_force();
    announced_ = true;
    if (options_.order != nullptr) options_.order->Announced(options_.partition, asked);
    stage_ = Stage::kCatchingUp;  // rows before the marker may have raised the positions
    return State::kGoing;
  }
  if (!ours && marker_offset_ >= 0 && reader.offset() > marker_offset_) {
    if (options_.order == nullptr || !options_.order->MayGoOn(options_.partition)) return State::kFenced;
    beaten_ = true;  // by one that is about to end
    ForgetMarker();
  }
  if (marker_offset_ >= 0 && taken == 0) {
    // A topic that lost its tail may have lost the marker unread.
    const absl::StatusOr<stream::Bounds> bounds = ports_.log.QueryBounds(own_.topic(), kAskTimeout);
    if (bounds.ok() && bounds->end <= marker_offset_) ForgetMarker();
  }
  return Announce();
}

Recovery::State Recovery::Announce() {
  if (writer_ == nullptr) {
    if (!beaten_ && MustWaitForOther()) return State::kGoing;
    if (!MayAnnounce()) return State::kGoing;
    writer_ = ports_.log.OpenWriter();
    const Epoch next{own_.reader().in_force().number + 1, options_.life};
    announcing_ = next.number;
    if (!writer_->Produce(own_.topic(), EncodeMarker(next, options_.instance), 0)) writer_ = nullptr;
    return State::kGoing;
  }
  for (const stream::Delivery& delivery : writer_->Poll(absl::ZeroDuration())) {
    if (delivery.status.ok()) {
      marker_offset_ = delivery.offset;
    } else {
      writer_ = nullptr;  // perhaps written all the same: then it counts, or the next one is void; both are safe
      break;
    }
  }
  return State::kGoing;
}

}  // namespace padu::journal
