#include "common/journal/letter_box.h"

#include <utility>

namespace padu::journal {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(1);
constexpr absl::Duration kFetchWait = absl::Seconds(1);
// A broker that just came back may not know its topics yet.
constexpr std::int64_t kMissingPatience = 10 * kMicrosPerSecond;
// Taken records are verified at the latest when so many are not yet: about three seconds of the fastest box.
constexpr std::size_t kUnverifiedMax = 300'000;

}  // namespace

LetterBox::LetterBox(stream::Log& log, ClusterWatch& cluster, const Intake& intake, std::string topic,
                     const common::v1::BoxState& state)
    : log_(log),
      cluster_(cluster),
      intake_(intake),
      topic_{std::move(topic), 0},
      generation_(state.generation()),
      offset_(state.offset()),
      last_broker_time_(state.last_broker_time()) {
  if (state.last_offset() >= 0) unverified_.push_back({state.last_offset(), state.last_digest().hmac()});
  cluster_.Track(topic_);
}

LetterBox::~LetterBox() { cluster_.Untrack(topic_); }

std::optional<std::string> LetterBox::Verify(UnixMicros now) {
  const std::uint64_t changes = log_.ConnectionChanges();
  const auto bounds = log_.QueryBounds(topic_, kAskTimeout);
  if (absl::IsNotFound(bounds.status())) {
    if (missing_since_ == 0) missing_since_ = now;
    return now - missing_since_ > kMissingPatience ? std::optional<std::string>("BOX_MISSING") : std::nullopt;
  }
  if (!bounds.ok()) return std::nullopt;
  missing_since_ = 0;
  if (bounds->begin > offset_) return "BOX_EXPIRED";
  if (bounds->end < offset_) return "BOX_TRUNCATED";
  auto verdict = VerifyRecords(*bounds);
  if (verdict.has_value() && verdict->empty()) {
    // What the reader fetched before a change may not be in the box any more.
    if (!verified_ || changes != verified_at_) reader_ = nullptr;
    verified_ = true;
    verified_at_ = changes;
  }
  return verdict;
}

std::optional<std::string> LetterBox::VerifyRecords(const stream::Bounds& bounds) {
  while (!unverified_.empty() && unverified_.front().offset < bounds.begin) unverified_.pop_front();
  if (unverified_.empty()) return "";
  const auto probe = log_.OpenReader(topic_, unverified_.front().offset);
  while (unverified_.size() > 0) {
    const stream::Polled polled = probe->Poll(static_cast<int>(unverified_.size()), kFetchWait);
    if (!polled.error.ok()) return "BOX_TRUNCATED";
    if (polled.records.empty()) return std::nullopt;
    for (const stream::Record& record : polled.records) {
      const Taken& taken = unverified_.front();
      if (record.offset != taken.offset) return "BOX_REWRITTEN";
      if (intake_.Digest(topic_.topic, record).hmac() != taken.digest) return "BOX_REWRITTEN";
      if (unverified_.size() == 1) return "";  // kept: the one before what comes next
      unverified_.pop_front();
    }
  }
  return "";
}

// A change that hides another box behind this topic shows in the look after it, and a look may come late by one.
void LetterBox::ForgetSteady(std::uint64_t looks) {
  if (looks < looks_ + 2) return;
  while (unverified_.size() > 1 && unverified_[1].offset < steady_from_) unverified_.pop_front();
  looks_ = looks;
  steady_from_ = offset_;
}

common::v1::BoxCause LetterBox::CauseOf(const stream::Record& record) const {
  common::v1::BoxCause cause;
  cause.set_box(topic_.topic);
  cause.set_generation(generation_);
  cause.set_offset(record.offset);
  cause.set_broker_time(record.broker_time);
  *cause.mutable_digest() = intake_.Digest(topic_.topic, record);
  return cause;
}

Submission LetterBox::Read(const stream::Record& record) const {
  return {.cause = CauseOf(record), .content = intake_.Translate(topic_.topic, record)};
}

LetterBox::Turn LetterBox::Take(Decider& decider, UnixMicros now, int max_records, CrashGuard* guard) {
  Turn turn;
  const std::uint64_t looks = log_.ConnectionLooks();  // before the changes, which they then cover
  if (!verified_ || log_.ConnectionChanges() != verified_at_ || unverified_.size() >= kUnverifiedMax) {
    const std::optional<std::string> verdict = Verify(now);
    if (!verdict.has_value()) return turn;
    turn.stop = *verdict;
    if (!turn.stop.empty()) return turn;
  }
  ForgetSteady(looks);
  if (reader_ == nullptr) reader_ = log_.OpenReader(topic_, offset_);
  const stream::Polled polled = reader_->Poll(max_records, absl::ZeroDuration());
  for (const stream::Record& record : polled.records) {
    if (record.offset < offset_) continue;
    if (guard != nullptr) {
      common::v1::Cause cause;
      *cause.mutable_box() = CauseOf(record);
      guard->InHand(cause);
    }
    const Submission submission = Read(record);
    decider.DecideSubmission(submission, now);
    unverified_.push_back({record.offset, submission.cause.digest().hmac()});
    offset_ = record.offset + 1;
    last_broker_time_ = record.broker_time;
    ++turn.taken;
  }
  if (!polled.error.ok()) {
    verified_ = false;  // the next turn finds out which way the box went
    reader_ = nullptr;
  }
  return turn;
}

UnixMicros LetterBox::ReadUpTo() {
  const std::optional<SeenBounds> seen = cluster_.Latest(topic_);
  if (seen.has_value() && offset_ >= seen->bounds.end) return seen->asked_wall;
  return last_broker_time_;
}

}  // namespace padu::journal
