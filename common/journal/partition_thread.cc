#include "common/journal/partition_thread.h"

#include <chrono>
#include <utility>

#include "common/base/check.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/journal/limits.h"

namespace padu::journal {
namespace {

// An idle partition looks again after so long; letters wake it at once.
constexpr auto kIdleWait = std::chrono::milliseconds(1);
constexpr auto kReopenWait = std::chrono::seconds(1);
constexpr std::int64_t kInputsSharedUs = 500 * kMicrosPerMilli;

absl::Status Ended(const char* reason) { return NotServing(reason); }

}  // namespace

PartitionThread::PartitionThread(Parts parts, OwnerOptions options)
    : parts_(std::move(parts)), options_(std::move(options)) {
  shared_.status.partition = options_.partition;
  shared_.status.stage = "starting";
}

PartitionThread::~PartitionThread() { Stop(absl::ZeroDuration()); }

void PartitionThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void PartitionThread::Stop(absl::Duration patience) {
  if (!thread_.joinable()) return;
  const auto until = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(patience);
  Post([](Owner& owner) { owner.Drain(); }, nullptr);
  {
    std::unique_lock lock(mutex_);
    confirmed_wake_.wait_until(lock, until, [this] { return !running_; });
  }
  stop_ = true;
  letters_wake_.notify_all();
  thread_.join();
}

void PartitionThread::Run() {
  while (!stop_ && Live()) {
  }
  const std::lock_guard lock(mutex_);
  running_ = false;
  shared_.serving = false;
  confirmed_wake_.notify_all();
}

bool PartitionThread::Live() {
  absl::StatusOr<std::shared_ptr<store::Store>> store = parts_.home.Open(options_.partition);
  if (!store.ok()) {
    Log(Severity::kError, "store does not open", {{"partition", options_.partition}, {"status", store.status()}});
    std::unique_lock lock(mutex_);
    letters_wake_.wait_for(lock, kReopenWait, [this] { return stop_.load(); });
    return true;
  }
  OwnerOptions options = options_;
  options.life = parts_.draw_life();
  auto owner = std::make_unique<Owner>(parts_.machine, Ports{parts_.log, **store, parts_.clock, parts_.cluster},
                                       std::move(options));
  {
    const std::lock_guard lock(mutex_);
    shared_.store = *store;
    running_ = true;
  }
  std::string stage;
  while (!stop_ && owner->phase() != Owner::Phase::kStopped) {
    TakeLetters(*owner);
    const bool busy = owner->Step();
    Share(*owner);
    if (stage != owner->stage_name()) {
      stage = owner->stage_name();
      Log(Severity::kInfo, "partition moves",
          {{"partition", options_.partition}, {"stage", stage}, {"epoch", owner->epoch().number}});
    }
    if (busy) continue;
    std::unique_lock lock(mutex_);
    letters_wake_.wait_for(lock, kIdleWait, [this] { return stop_ || !letters_.empty(); });
  }
  const Owner::Stop why = owner->stop();
  const std::string problem = owner->problem();
  TakeLetters(*owner);
  owner.reset();
  {
    const std::lock_guard lock(mutex_);
    shared_.store = nullptr;
    shared_.serving = false;
    running_ = false;
    confirmed_wake_.notify_all();
  }
  store->reset();
  if (stop_ || why == Owner::Stop::kDrained) return false;
  Log(Severity::kWarn, "partition begins anew", {{"partition", options_.partition}, {"why", problem}});
  if (why == Owner::Stop::kLostTail) return true;
  if (why == Owner::Stop::kDiverged) {
    const absl::Status aside = parts_.home.SetAside(options_.partition);
    if (!aside.ok()) PADU_FATAL("a diverged store could not be set aside");
    return true;
  }
  parts_.on_end(why, problem);
  return false;
}

void PartitionThread::TakeLetters(Owner& owner) {
  std::deque<Letter> letters;
  {
    const std::lock_guard lock(mutex_);
    letters.swap(letters_);
  }
  for (const Letter& letter : letters) letter(owner);
}

void PartitionThread::Share(Owner& owner) {
  std::optional<std::vector<InputStatus>> inputs;
  if (parts_.clock.BootNow() - inputs_shared_boot_ > kInputsSharedUs) {
    inputs_shared_boot_ = parts_.clock.BootNow();
    inputs = owner.inputs();
  }
  const std::lock_guard lock(mutex_);
  shared_.serving = owner.serving();
  if (shared_.line != owner.accepted_line()) shared_.line = owner.accepted_line();
  const bool moved = shared_.confirmed != owner.confirmed();
  shared_.confirmed = owner.confirmed();
  shared_.contact_boot = parts_.clock.BootNow() - owner.since_contact();
  shared_.time = owner.time();
  PartitionStatus& status = shared_.status;
  status.epoch = owner.epoch();
  status.committed = owner.committed();
  status.confirmed = owner.confirmed();
  status.in_contact = owner.in_contact();
  status.time = owner.time();
  status.clock_step_refused = owner.clock_step_refused();
  status.gap_alarm = owner.gap_alarm();
  if (status.stage != owner.stage_name()) status.stage = owner.stage_name();
  status.waits_for = owner.waits_for();
  if (!owner.problem().empty()) status.problem = owner.problem();
  if (inputs.has_value()) status.inputs = *std::move(inputs);
  if (moved) confirmed_wake_.notify_all();
}

void PartitionThread::Post(Letter letter, const Done& done) {
  {
    const std::lock_guard lock(mutex_);
    if (running_ && letters_.size() < kMailboxCommands) {
      letters_.push_back(std::move(letter));
      letters_wake_.notify_all();
      return;
    }
  }
  if (done != nullptr) done(Ended("OWNER_NOT_SERVING"));
}

std::int64_t PartitionThread::BootOf(absl::Time moment) const {
  return parts_.clock.BootNow() + absl::ToInt64Microseconds(moment - absl::Now());
}

void PartitionThread::Submit(Command command, absl::Time deadline, Done done) {
  const absl::Time last_word = LastWordAt(absl::Now(), deadline);
  done = last_word_.Guard(last_word, std::move(done));
  Post([command = std::move(command), deadline_boot = BootOf(last_word),
        done](Owner& owner) mutable { owner.Submit(std::move(command), deadline_boot, std::move(done)); },
       done);
}

void PartitionThread::Operate(std::function<void(Owner&, OperatorCall)> what, const std::string& caller,
                              absl::Time deadline, Done done) {
  const absl::Time last_word = LastWordAt(absl::Now(), deadline);
  done = last_word_.Guard(last_word, std::move(done));
  Post([=, deadline_boot = BootOf(last_word), what = std::move(what)](
           Owner& owner) { what(owner, {.caller = caller, .deadline_boot = deadline_boot, .done = done}); },
       done);
}

Freshness PartitionThread::FreshnessOf(const store::Reader& tables) const {
  const JournalEnd end = ReadJournalEnd(tables);
  Freshness fresh;
  fresh.position.next = end.next;
  fresh.position.epoch.set_number(end.decided.number);
  fresh.position.epoch.set_life(end.decided.life);
  const std::lock_guard lock(mutex_);
  fresh.confirmed = end.next <= shared_.confirmed;
  fresh.since_contact = absl::Microseconds(parts_.clock.BootNow() - shared_.contact_boot);
  fresh.time = end.decided_at;
  return fresh;
}

absl::Status PartitionThread::Read(const std::optional<Position>& at_least, absl::Time deadline,
                                   const std::function<absl::Status(const store::Reader&, const Freshness&)>& read) {
  std::shared_ptr<store::Store> store;
  {
    std::unique_lock lock(mutex_);
    if (at_least.has_value() && at_least->next > 0) {
      const bool there = confirmed_wake_.wait_until(lock, absl::ToChronoTime(deadline),
                                                    [&] { return !running_ || shared_.confirmed >= at_least->next; });
      if (!there) return absl::DeadlineExceededError("the position asked for is not reached yet");
      if (shared_.confirmed >= at_least->next) {
        const Epoch wanted{at_least->epoch.number(), at_least->epoch.life()};
        if (shared_.line.Of(at_least->next - 1) != wanted) {
          return Refuse(absl::StatusCode::kAborted,
                        {.reason = "POSITION_NOT_ACCEPTED",
                         .text_id = "Posisi baca ini tidak ada dalam jurnal. Baca lagi tanpa posisi.",
                         .text_en = "This read position is not in the journal. Read again without a position.",
                         .metadata = {}});
        }
      }
    }
    if (!shared_.serving) return NotServing("OWNER_NOT_SERVING");
    store = shared_.store;
  }
  const auto snapshot = store->Snapshot();
  return read(*snapshot, FreshnessOf(*snapshot));
}

absl::StatusOr<std::vector<Row>> PartitionThread::Watch(Sequence from, int max_rows, absl::Time deadline) {
  std::shared_ptr<store::Store> store;
  Sequence confirmed = 0;
  {
    std::unique_lock lock(mutex_);
    confirmed_wake_.wait_until(lock, absl::ToChronoTime(deadline),
                               [&] { return !running_ || shared_.confirmed > from; });
    if (!shared_.serving) return NotServing("OWNER_NOT_SERVING");
    store = shared_.store;
    confirmed = shared_.confirmed;
  }
  std::vector<Row> rows;
  if (from >= confirmed) return rows;
  const auto cursor = store->Scan(RowKey(from), RowKey(confirmed));
  for (; cursor->Valid() && rows.size() < static_cast<std::size_t>(max_rows); cursor->Next()) {
    if (!rows.emplace_back().ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size()))) {
      PADU_FATAL("a row in the store does not parse");
    }
  }
  return rows;
}

PartitionStatus PartitionThread::status() const {
  const std::lock_guard lock(mutex_);
  PartitionStatus status = shared_.status;
  status.since_contact = absl::Microseconds(parts_.clock.BootNow() - shared_.contact_boot);
  return status;
}

}  // namespace padu::journal
