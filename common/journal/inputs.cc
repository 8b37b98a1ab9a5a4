#include "common/journal/inputs.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/journal/engine_tables.h"
#include "common/journal/limits.h"

namespace padu::journal {
namespace {

// Upstream records hold whole runs of rows: fewer a turn.
constexpr int kUpstreamRecordsPerTurn = 4;

}  // namespace

Inputs::Inputs(const Ports& ports, const OwnerOptions& options, std::vector<std::unique_ptr<JournalSource>>& upstreams,
               const std::vector<bool>& upstream_short, CrashGuard& guard)
    : ports_(ports),
      options_(options),
      upstreams_(upstreams),
      guard_(guard),
      upstream_stopped_(upstreams.size()),
      upstream_time_(upstreams.size(), 0),
      wait_(ports, options.upstream_patience_us, upstreams) {
  for (std::size_t i = 0; i < upstreams.size(); ++i) {
    if (upstream_short[i]) upstream_stopped_[i] = "UPSTREAM_BEHIND_OWN_ROWS";
    if (guard.Stops(static_cast<std::uint32_t>(i), upstreams[i]->reader().next())) {
      upstream_stopped_[i] = "UPSTREAM_ROW_CRASHES";
    }
  }
  for (const auto& upstream : upstreams_) ports_.cluster.Track(upstream->topic());
  if (options_.intake == nullptr) return;
  for (const auto& [topic, state] : ReadBoxes(ports_.store)) Reload(topic, ports_.store);
}

Inputs::~Inputs() {
  for (const auto& upstream : upstreams_) ports_.cluster.Untrack(upstream->topic());
}

bool Inputs::WithinBatch(const Decider& decider) const {
  if (guard_.careful_inputs()) return decider.batch_rows() == 0;
  return decider.batch_rows() < kBatchRows && decider.batch_bytes() < kBatchBytes;
}

bool Inputs::Ready() {
  wait_.Look(upstream_stopped_);
  return wait_.over();
}

bool Inputs::Take(Decider& decider, UnixMicros now) {
  boxes_first_ = guard_.careful_inputs() && !boxes_first_ && wait_.over();
  bool busy = !boxes_first_ && TakeUpstreams(decider, now);
  if (!wait_.over()) return busy;
  // Each round begins with another box, so that a full batch does not starve the last ones.
  std::vector<std::string> order;
  for (auto it = boxes_.lower_bound(next_turn_); it != boxes_.end(); ++it) order.push_back(it->first);
  for (auto it = boxes_.begin(); it != boxes_.lower_bound(next_turn_); ++it) order.push_back(it->first);
  for (const std::string& topic : order) {
    if (!WithinBatch(decider)) {
      next_turn_ = topic;
      return true;
    }
    busy |= TakeBox(topic, decider, now);
  }
  if (order.size() > 1) next_turn_ = order[1];
  if (boxes_first_) busy |= TakeUpstreams(decider, now);
  return busy;
}

bool Inputs::TakeUpstreams(Decider& decider, UnixMicros now) {
  bool busy = false;
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    if (WithinBatch(decider)) busy |= TakeUpstream(static_cast<int>(i), decider, now);
  }
  return busy;
}

bool Inputs::TakeUpstream(int upstream, Decider& decider, UnixMicros now) {
  if (!upstream_stopped_[upstream].empty()) return false;
  // A topic that lost its tail: its owner publishes that again; read it from the start.
  const absl::StatusOr<bool> stands = upstreams_[upstream]->StillStands();
  if (!stands.ok()) return false;
  if (!*stands) return upstreams_[upstream]->Restart().ok();
  const absl::StatusOr<int> taken = upstreams_[upstream]->Poll(
      kUpstreamRecordsPerTurn, absl::ZeroDuration(), [&](const RowHead& head) -> absl::Status {
        if (guard_.careful_inputs() && decider.batch_rows() > 0) return absl::CancelledError("one by one");
        Row row;
        if (!row.ParseFromArray(head.bytes.data(), static_cast<int>(head.bytes.size()))) {
          return absl::FailedPreconditionError("ROW_UNREADABLE");
        }
        if (guard_.careful_inputs()) {
          common::v1::Cause cause;
          cause.mutable_upstream()->set_upstream(static_cast<std::uint32_t>(upstream));
          cause.mutable_upstream()->set_sequence(row.sequence());
          guard_.InHand(cause);
        }
        const absl::Status status = decider.DecideUpstream(upstream, row, now);
        if (status.ok()) upstream_time_[upstream] = std::max(upstream_time_[upstream], row.decided_at());
        return status;
      });
  if (taken.ok()) return *taken > 0;
  if (absl::IsCancelled(taken.status())) return true;
  if (absl::IsOutOfRange(taken.status())) return upstreams_[upstream]->Restart().ok();
  if (absl::IsDataLoss(taken.status())) StopUpstream(upstream, "UPSTREAM_REWRITTEN");
  if (absl::IsFailedPrecondition(taken.status())) StopUpstream(upstream, "UPSTREAM_NOT_UNDERSTOOD");
  return false;
}

bool Inputs::TakeBox(const std::string& topic, Decider& decider, UnixMicros now) {
  LetterBox& box = *boxes_.at(topic);
  const int bound = guard_.careful_inputs() ? 1 : kRecordsPerTurn;
  const LetterBox::Turn turn = box.Take(decider, now, bound, guard_.careful_inputs() ? &guard_ : nullptr);
  if (turn.stop.empty()) return turn.taken > 0;
  common::v1::EngineFact fact;
  fact.mutable_box_stopped()->set_box(topic);
  fact.mutable_box_stopped()->set_reason(turn.stop);
  common::v1::Cause cause;
  cause.mutable_time();
  decider.DecideEngine(fact, std::move(cause), now);
  Reload(topic, decider.tables());
  return true;
}

bool Inputs::FindBoxes(Decider& decider, UnixMicros now) {
  if (options_.intake == nullptr) return false;
  const auto topics = ports_.cluster.Topics(options_.box_prefix);
  if (!topics.has_value()) return false;
  bool found = false;
  for (const std::string& topic : *topics) {
    if (HasBox(topic) || !options_.owns_box(topic)) continue;
    const stream::TopicPartition tp{topic, 0};
    const auto bounds = ports_.log.QueryBounds(tp, absl::Seconds(1));
    if (!bounds.ok()) continue;
    common::v1::EngineFact fact;
    fact.mutable_box_opened()->set_box(topic);
    fact.mutable_box_opened()->set_generation(1);
    fact.mutable_box_opened()->set_offset(bounds->begin);
    common::v1::Cause cause;
    cause.mutable_time();
    decider.DecideEngine(fact, std::move(cause), now);
    Reload(topic, decider.tables());
    found = true;
  }
  return found;
}

void Inputs::Reload(const std::string& topic, const store::Reader& tables) {
  const auto state = GetProto<common::v1::BoxState>(tables, BoxKey(topic));
  PADU_CHECK(state.has_value());
  boxes_.erase(topic);
  stopped_boxes_.erase(topic);
  if (!state->stopped().empty()) {
    stopped_boxes_[topic] = {.topic = topic,
                             .upstream = false,
                             .generation = state->generation(),
                             .next = state->offset(),
                             .end = std::nullopt,
                             .read_up_to = state->last_broker_time(),
                             .stopped = state->stopped()};
    return;
  }
  boxes_[topic] = std::make_unique<LetterBox>(ports_.log, ports_.cluster, *options_.intake, topic, *state);
}

bool Inputs::AtEnd(std::int64_t since_boot) const {
  const auto read = [&](const stream::TopicPartition& tp, stream::Offset offset) {
    const std::optional<SeenBounds> seen = ports_.cluster.Latest(tp);
    return seen.has_value() && seen->asked_boot >= since_boot && offset >= seen->bounds.end;
  };
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    if (upstream_stopped_[i].empty() && !read(upstreams_[i]->topic(), upstreams_[i]->reader().offset())) return false;
  }
  return std::all_of(boxes_.begin(), boxes_.end(), [&](const auto& box) {
    return read({box.first, 0}, box.second->offset());
  });
}

void Inputs::PutStates(Decider& decider) const {
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    decider.PutLocal(ViewReaderKey(static_cast<int>(i)), upstreams_[i]->reader().state().SerializeAsString());
  }
}

UnixMicros Inputs::ReadUpTo(UnixMicros now) {
  UnixMicros lowest = now;
  for (const UnixMicros time : upstream_time_) lowest = std::min(lowest, time);
  for (const auto& [topic, box] : boxes_) lowest = std::min(lowest, box->ReadUpTo());
  return lowest;
}

std::vector<InputStatus> Inputs::statuses() {
  std::vector<InputStatus> statuses;
  const auto end_of = [this](const stream::TopicPartition& tp) -> std::optional<stream::Offset> {
    const std::optional<SeenBounds> seen = ports_.cluster.Latest(tp);
    return seen.has_value() ? std::optional(seen->bounds.end) : std::nullopt;
  };
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    const JournalSource& source = *upstreams_[i];
    statuses.push_back({.topic = source.topic().topic,
                        .upstream = true,
                        .next_sequence = source.reader().next(),
                        .next = source.reader().offset(),
                        .end = end_of(source.topic()),
                        .read_up_to = upstream_time_[i],
                        .stopped = upstream_stopped_[i]});
  }
  for (const auto& [topic, box] : boxes_) {
    statuses.push_back({.topic = topic,
                        .upstream = false,
                        .generation = box->generation(),
                        .next = box->offset(),
                        .end = end_of({topic, 0}),
                        .read_up_to = box->ReadUpTo(),
                        .stopped = ""});
  }
  for (const auto& [topic, status] : stopped_boxes_) statuses.push_back(status);
  return statuses;
}

std::map<std::string, std::string> Inputs::stopped() const {
  std::map<std::string, std::string> stopped;
  for (const auto& [topic, status] : stopped_boxes_) stopped[topic] = status.stopped;
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    if (!upstream_stopped_[i].empty()) stopped[upstreams_[i]->topic().topic] = upstream_stopped_[i];
  }
  return stopped;
}

}  // namespace padu::journal
