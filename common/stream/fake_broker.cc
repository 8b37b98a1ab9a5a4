#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/stream/fake_log.h"

namespace padu::stream {

// -- The network.

void FakeBroker::SetAway(bool away) {
  if (away_ && !away) ++changes_;
  away_ = away;
  Step();
}

void FakeBroker::SetPolicy(Policy policy) {
  policy_ = std::move(policy);
  Step();
}

void FakeBroker::Hold() {
  SetPolicy([](const InFlight&) { return Fate::kDelay; });
}

std::size_t FakeBroker::Deliver(std::size_t n) {
  Step();
  std::size_t done = 0;
  for (; done < n && !away_; ++done) {
    Link* oldest = nullptr;
    for (const auto& link : links_) {
      if (link->network.empty()) continue;
      if (oldest == nullptr || link->network.front().order < oldest->network.front().order) oldest = link.get();
    }
    if (oldest == nullptr) break;
    Settle(*oldest, Chosen(Fate::kAppend));
  }
  ForgetFinished();
  return done;
}

std::size_t FakeBroker::InFlightCount() const {
  std::size_t count = 0;
  for (const auto& link : links_) count += link->network.size() + link->queue.size();
  return count;
}

void FakeBroker::DropOrphans() {
  for (const auto& link : links_) {
    if (link->orphan || !link->failure.ok()) link->network.clear();
  }
  ForgetFinished();
}

std::shared_ptr<FakeBroker::Link> FakeBroker::OpenLink(std::shared_ptr<Connection> connection) {
  auto link = std::make_shared<Link>();
  link->number = ++last_writer_;
  link->connection = std::move(connection);
  links_.push_back(link);
  return link;
}

void FakeBroker::CloseLink(Link& link) {
  link.orphan = true;
  link.queue.clear();
  ForgetFinished();
}

void FakeBroker::ForgetFinished() {
  std::erase_if(links_, [](const auto& link) { return link->orphan && link->network.empty(); });
}

void FakeBroker::Step() {
  for (const auto& link : links_) StepLink(*link);
  ForgetFinished();
}

void FakeBroker::StepLink(Link& link) {
  Send(link);
  while (!away_ && !link.network.empty()) {
    const Sent& oldest = link.network.front();
    Fate fate = Fate::kAppend;
    if (policy_) fate = policy_({link.number, link.orphan || !link.failure.ok(), oldest.to, oldest.record});
    if (fate == Fate::kDelay) return;
    Settle(link, Chosen(fate));
  }
}

// Moves the client's queue into the network, if it gets there.
void FakeBroker::Send(Link& link) {
  if (!Reaches(*link.connection)) return;
  for (Sent& sent : link.queue) link.network.push_back(std::move(sent));
  link.queue.clear();
}

Fate FakeBroker::Chosen(Fate fate) {
  if (fate != Fate::kAppend || next_fates_.empty()) return fate;
  const Fate chosen = next_fates_.front();
  next_fates_.pop_front();
  return chosen;
}

void FakeBroker::Settle(Link& link, Fate fate) {
  Sent sent = std::move(link.network.front());
  link.network.pop_front();
  Partition* partition = Find(sent.to);
  if (partition == nullptr) {
    Fail(link, sent.id, absl::NotFoundError("no such topic or partition"));
    return;
  }
  if (fate == Fate::kLoseThenFail) {
    Fail(link, sent.id, absl::UnavailableError("not known to be written"));
    std::erase_if(link.network, [&](const Sent& later) { return later.to == sent.to; });
    return;
  }
  const Offset offset = AppendTo(*partition, std::move(sent.record));
  if (fate == Fate::kAppendThenFail) {
    Fail(link, sent.id, absl::UnavailableError("not known to be written"));
  } else if (link.failure.ok() && !link.orphan) {
    link.reports.push_back({sent.id, absl::OkStatus(), offset});
  }
}

// Record `id` and everything later of the writer is reported as failed; what is in flight may still arrive.
void FakeBroker::Fail(Link& link, std::uint64_t id, const absl::Status& why) {
  if (!link.failure.ok() || link.orphan) return;
  link.failure = why;
  link.reports.push_back({id, why, -1});
  for (const Sent& later : link.network) link.reports.push_back({later.id, why, -1});
  for (const Sent& later : link.queue) link.reports.push_back({later.id, why, -1});
  link.queue.clear();
}

// -- The log.

FakeBroker::Partition* FakeBroker::Find(const TopicPartition& tp) {
  const auto topic = topics_.find(tp.topic);
  if (topic == topics_.end()) return nullptr;
  auto& partitions = topic->second.partitions;
  if (tp.partition < 0 || static_cast<std::size_t>(tp.partition) >= partitions.size()) return nullptr;
  return &partitions[static_cast<std::size_t>(tp.partition)];
}

FakeBroker::Partition& FakeBroker::At(const TopicPartition& tp) {
  Partition* partition = Find(tp);
  PADU_CHECK(partition != nullptr);
  return *partition;
}

const FakeBroker::Partition& FakeBroker::At(const TopicPartition& tp) const {
  return const_cast<FakeBroker*>(this)->At(tp);
}

absl::Status FakeBroker::CreateTopic(const TopicSpec& spec) {
  const auto topic = topics_.find(spec.name);
  if (topic == topics_.end()) {
    PutTopic(spec);
  } else if (topic->second.partitions.size() != static_cast<std::size_t>(spec.partitions)) {
    return absl::FailedPreconditionError("topic " + spec.name + " is there with another number of partitions");
  }
  return absl::OkStatus();
}

void FakeBroker::PutTopic(const TopicSpec& spec) {
  Topic& topic = topics_[spec.name];
  topic.spec = spec;
  topic.partitions.resize(static_cast<std::size_t>(spec.partitions));
  for (Partition& partition : topic.partitions) Touch(partition);
}

Offset FakeBroker::AppendTo(Partition& partition, OutRecord record) {
  const UnixMicros now = clock_.WallNow() / kMicrosPerMilli * kMicrosPerMilli;
  const Offset offset = partition.end++;
  partition.records.push_back({offset, now, std::move(record.key), std::move(record.value), std::move(record.headers)});
  return offset;
}

Offset FakeBroker::Append(const TopicPartition& to, OutRecord record) { return AppendTo(At(to), std::move(record)); }

void FakeBroker::SkipOffsets(const TopicPartition& tp, std::int64_t n) {
  PADU_CHECK(n >= 0);
  At(tp).end += n;
}

void FakeBroker::Truncate(const TopicPartition& tp, Offset end) {
  Partition& partition = At(tp);
  PADU_CHECK(partition.begin <= end && end <= partition.end);
  std::erase_if(partition.records, [end](const Record& record) { return record.offset >= end; });
  partition.end = end;
  Touch(partition);
  ++changes_;
}

void FakeBroker::RaiseBegin(const TopicPartition& tp, Offset begin) {
  Partition& partition = At(tp);
  PADU_CHECK(partition.begin <= begin && begin <= partition.end);
  std::erase_if(partition.records, [begin](const Record& record) { return record.offset < begin; });
  partition.begin = begin;
  Touch(partition);
}

void FakeBroker::DeleteTopic(const std::string& name) {
  PADU_CHECK(topics_.erase(name) == 1);
  ++changes_;
}

void FakeBroker::RecreateTopic(const std::string& name) {
  PADU_CHECK(topics_.contains(name));
  const TopicSpec spec = topics_[name].spec;
  DeleteTopic(name);
  PutTopic(spec);
}

}  // namespace padu::stream
