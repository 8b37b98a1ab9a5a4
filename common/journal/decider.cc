#include "common/journal/decider.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"
#include "common/journal/fold.h"
#include "common/journal/limits.h"

namespace padu::journal {

using common::v1::BoxCause;
using common::v1::Cause;
using common::v1::KeyedDigest;

namespace {

// Whether `kept` is a digest of this command's request, maybe under a key that is no longer the one that writes.
bool IsOf(const Command& command, const KeyedDigest& kept) {
  const auto same = [&kept](const KeyedDigest& digest) {
    return digest.key_version() == kept.key_version() && digest.hmac() == kept.hmac();
  };
  return same(command.cause.digest()) || std::any_of(command.digests.begin(), command.digests.end(), same);
}

}  // namespace

// Appends facts to the row at hand and folds each at once.
class Decider::RowEmitter final : public Emitter {
 public:
  explicit RowEmitter(Decider& decider) : decider_(decider) {}

  void Emit(const MessageLite& fact) override {
    Row& row = decider_.row_;
    DueTxn noting(decider_.overlay_, decider_.due_);
    TagGuard own = OwnTables(noting);
    decider_.machine_.Evolve(
        fact,
        {.sequence = decider_.next_, .decided_at = row.decided_at(), .index = row.facts_size(), .cause = &row.cause()},
        own);
    fact.SerializeToString(row.add_facts());
    if (decider_.observer_ != nullptr) decider_.observer_->OnFact(decider_.machine_.FactName(fact));
  }

 private:
  Decider& decider_;
};

Decider::Decider(const Machine& machine, const store::Reader& tables, const Epoch& epoch, const JournalEnd& end,
                 EpochLine line, std::vector<Sequence> upstream_next, Observer* observer)
    : machine_(machine),
      epoch_(epoch),
      overlay_(tables),
      engine_(std::move(line)),
      next_(end.next),
      last_time_(end.decided_at),
      upstream_next_(std::move(upstream_next)),
      due_(machine),
      observer_(observer) {}

Moment Decider::Begin(UnixMicros now) {
  row_.Clear();
  PADU_CHECK(now >= last_time_);
  row_.set_decided_at(now);
  return {.now = now, .sequence = next_};
}

bool Decider::End() {
  if (row_.facts_size() == 0 && row_.engine_facts_size() == 0) return false;
  row_.set_sequence(next_);
  row_.set_epoch_number(epoch_.number);
  row_.set_epoch_life(epoch_.life);
  for (const Sequence next : upstream_next_) row_.add_upstream_next(next);
  engine_.Fold(row_, overlay_);

  DecidedRow decided{.sequence = next_, .decided = epoch_, .bytes = row_.SerializeAsString()};
  // Every decision is bounded by what its input may be; a row that the topic would refuse must never be committed.
  PADU_CHECK(decided.bytes.size() <= kMaxRowBytes);
  row_bytes_ += decided.bytes.size();
  rows_.push_back(std::move(decided));
  last_time_ = row_.decided_at();
  ++next_;
  return true;
}

std::optional<Decider::CommandResult> Decider::FindRequest(const Command& command) {
  const common::v1::CommandCause& cause = command.cause;
  if (cause.request_id().empty()) return std::nullopt;
  const auto entry =
      GetProto<common::v1::RequestEntry>(overlay_, RequestKey(cause.caller(), cause.method(), cause.request_id()));
  if (!entry.has_value()) return std::nullopt;
  if (IsOf(command, entry->digest())) {
    return CommandResult{.refusal = {}, .row = entry->sequence(), .replayed = true, .emitted = false};
  }
  return CommandResult{
      .refusal = Refuse(absl::StatusCode::kAlreadyExists,
                        {.reason = "REQUEST_ID_REUSED",
                         .text_id = "request_id ini sudah dipakai untuk permintaan lain. Pakai request_id baru.",
                         .text_en = "This request_id was used for another request. Use a new request_id.",
                         .metadata = {{"field", "request_id"}}})};
}

Decider::CommandResult Decider::DecideCommand(const Command& command, UnixMicros now) {
  if (auto known = FindRequest(command)) return *std::move(known);
  const Moment moment = Begin(now);
  *row_.mutable_cause()->mutable_command() = command.cause;
  RowEmitter out(*this);
  const absl::StatusOr<Decision> decision = machine_.DecideCommand(command, moment, overlay_, out);
  if (!decision.ok()) {
    PADU_CHECK(row_.facts_size() == 0);
    return {.refusal = decision.status()};
  }
  if (decision->replays.has_value()) {
    PADU_CHECK(row_.facts_size() == 0);
    return {.refusal = {}, .row = *decision->replays, .replayed = true, .emitted = false};
  }
  const bool emitted = End();
  PADU_CHECK(emitted);
  return {.refusal = {}, .row = moment.sequence, .replayed = false, .emitted = true};
}

void Decider::DecideSubmission(const Submission& submission, UnixMicros now) {
  const Moment moment = Begin(now);
  *row_.mutable_cause()->mutable_box() = submission.cause;
  submitted_ = std::min(submitted_.value_or(submission.cause.broker_time()), submission.cause.broker_time());
  RowEmitter out(*this);
  machine_.DecideSubmission(submission, moment, overlay_, out);
  const bool emitted = End();
  PADU_CHECK(emitted);
}

void Decider::DecideQuarantine(const BoxCause& cause, UnixMicros now) {
  const Moment moment = Begin(now);
  *row_.mutable_cause()->mutable_box() = cause;
  RowEmitter out(*this);
  machine_.DecideQuarantine(cause, moment, overlay_, out);
  *row_.add_engine_facts()->mutable_input_set_aside()->mutable_cause() = row_.cause();
  const bool emitted = End();
  PADU_CHECK(emitted);
}

absl::Status Decider::DecideUpstream(int upstream, const Row& row, UnixMicros now) {
  PADU_CHECK(row.sequence() == upstream_next_[upstream]);
  TagGuard view = ViewTables(overlay_);
  RETURN_IF_ERROR(machine_.EvolveView(upstream, row, view));
  upstream_next_[upstream] = row.sequence() + 1;
  const Moment moment = Begin(now);
  auto* cause = row_.mutable_cause()->mutable_upstream();
  cause->set_upstream(static_cast<std::uint32_t>(upstream));
  cause->set_sequence(row.sequence());
  RowEmitter out(*this);
  machine_.DecideUpstream(upstream, row, moment, overlay_, out);
  End();
  return absl::OkStatus();
}

void Decider::DecideDue(std::string_view key, UnixMicros now) {
  const Moment moment = Begin(now);
  row_.mutable_cause()->mutable_due()->set_key(std::string(key));
  RowEmitter out(*this);
  machine_.DecideDue(key, moment, overlay_, out);
  const bool emitted = End();
  PADU_CHECK(emitted);
}

void Decider::DecideSkipDue(std::string_view key, UnixMicros now) {
  const Moment moment = Begin(now);
  row_.mutable_cause()->mutable_due()->set_key(std::string(key));
  RowEmitter out(*this);
  machine_.DecideSkipDue(key, moment, overlay_, out);
  *row_.add_engine_facts()->mutable_input_set_aside()->mutable_cause() = row_.cause();
  const bool emitted = End();
  PADU_CHECK(emitted);
}

void Decider::DecideTime(UnixMicros input_time, UnixMicros now) {
  common::v1::EngineFact fact;
  fact.mutable_time_passed()->set_input_time(input_time);
  Cause cause;
  cause.mutable_time();
  DecideEngine(fact, std::move(cause), now);
}

void Decider::DecideEngine(const common::v1::EngineFact& fact, Cause cause, UnixMicros now) {
  Begin(now);
  *row_.mutable_cause() = std::move(cause);
  *row_.add_engine_facts() = fact;
  End();
}

void Decider::TakeBatch(store::Batch& changes, std::vector<DecidedRow>& rows) {
  engine_.PutBoxes(overlay_);
  overlay_.TakeTo(changes);
  rows = std::move(rows_);
  for (const DecidedRow& row : rows) changes.PutView(changes.Keep(RowKey(row.sequence)), row.bytes);
  rows_.clear();
  row_bytes_ = 0;
  submitted_.reset();
}

}  // namespace padu::journal
