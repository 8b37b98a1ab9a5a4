#include "common/stream/fake_log.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace padu::stream {

class FakeReader final : public Reader {
 public:
  FakeReader(FakeBroker& broker, std::shared_ptr<FakeBroker::Connection> connection, TopicPartition tp, Offset from)
      : broker_(broker), connection_(std::move(connection)), tp_(std::move(tp)), position_(from) {}

  Polled Poll(int max_records, absl::Duration wait) override {
    broker_.Step();
    std::size_t most = static_cast<std::size_t>(std::max(max_records, 0));
    if (fetched_.empty() && error_.ok() && broker_.Reaches(*connection_)) Fetch(most + broker_.fetched_ahead_);
    if (broker_.fetched_ahead_ > 0) most = std::min(most, (fetched_.size() + 1) / 2);
    Polled polled;
    while (!fetched_.empty() && polled.records.size() < most) {
      polled.records.push_back(std::move(fetched_.front()));
      fetched_.pop_front();
    }
    if (fetched_.empty()) polled.error = error_;
    return polled;
  }

 private:
  void Fetch(std::size_t max_records) {
    const FakeBroker::Partition* partition = broker_.Find(tp_);
    if (partition == nullptr) {
      error_ = absl::NotFoundError("no such topic or partition");
      return;
    }
    if (position_ < partition->begin || position_ > partition->end) {
      error_ = absl::OutOfRangeError("the position is not in the partition");
      return;
    }
    const auto& records = partition->records;
    if (version_ != partition->version) {
      version_ = partition->version;
      const auto first = std::lower_bound(records.begin(), records.end(), position_,
                                          [](const Record& record, Offset offset) { return record.offset < offset; });
      next_ = static_cast<std::size_t>(first - records.begin());
    }
    const std::size_t count = std::min(records.size() - next_, max_records);
    fetched_.assign(records.begin() + static_cast<std::ptrdiff_t>(next_),
                    records.begin() + static_cast<std::ptrdiff_t>(next_ + count));
    next_ += count;
    if (count > 0) position_ = fetched_.back().offset + 1;
  }

  FakeBroker& broker_;
  const std::shared_ptr<FakeBroker::Connection> connection_;
  const TopicPartition tp_;
  Offset position_;             // the next to fetch
  std::deque<Record> fetched_;  // not polled yet
  std::uint64_t version_ = 0;
  std::size_t next_ = 0;  // index of the first record at or above position_, as of version_
  absl::Status error_;
};

class FakeWriter final : public Writer {
 public:
  FakeWriter(FakeBroker& broker, std::shared_ptr<FakeBroker::Link> link) : broker_(broker), link_(std::move(link)) {}
  ~FakeWriter() override { broker_.CloseLink(*link_); }
  FakeWriter(const FakeWriter&) = delete;
  FakeWriter& operator=(const FakeWriter&) = delete;

  bool Produce(const TopicPartition& to, OutRecord record, std::uint64_t id) override {
    if (!link_->failure.ok()) {
      link_->reports.push_back({id, link_->failure, -1});
      return true;
    }
    if (link_->queue.size() + link_->network.size() >= broker_.queue_bound_) return false;
    link_->queue.push_back({to, std::move(record), id, ++broker_.last_order_});
    broker_.StepLink(*link_);
    return true;
  }

  std::vector<Delivery> Poll(absl::Duration wait) override {
    broker_.Step();
    if (link_->connection->cut && link_->failure.ok()) return {};
    return std::exchange(link_->reports, {});
  }

 private:
  FakeBroker& broker_;
  const std::shared_ptr<FakeBroker::Link> link_;
};

void FakeLog::SetCut(bool cut) {
  if (connection_->cut && !cut) ++connection_->changes;
  connection_->cut = cut;
  broker_.Step();
}

std::unique_ptr<Reader> FakeLog::OpenReader(const TopicPartition& tp, Offset from) {
  return std::make_unique<FakeReader>(broker_, connection_, tp, from);
}

std::unique_ptr<Writer> FakeLog::OpenWriter() {
  return std::make_unique<FakeWriter>(broker_, broker_.OpenLink(connection_));
}

absl::StatusOr<Bounds> FakeLog::QueryBounds(const TopicPartition& tp, absl::Duration timeout) {
  broker_.Step();
  if (!broker_.Reaches(*connection_)) return absl::UnavailableError("broker away");
  const FakeBroker::Partition* partition = broker_.Find(tp);
  if (partition == nullptr) return absl::NotFoundError("no such topic or partition");
  return Bounds{partition->begin, partition->end};
}

absl::StatusOr<std::vector<TopicInfo>> FakeLog::ListTopics(std::string_view prefix, absl::Duration timeout) {
  if (!broker_.Reaches(*connection_)) return absl::UnavailableError("broker away");
  std::vector<TopicInfo> topics;
  for (auto at = broker_.topics_.lower_bound(std::string(prefix)); at != broker_.topics_.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    topics.push_back({at->first, static_cast<int>(at->second.partitions.size())});
  }
  return topics;
}

absl::Status FakeLog::CreateTopic(const TopicSpec& spec, absl::Duration timeout) {
  if (!broker_.Reaches(*connection_)) return absl::UnavailableError("broker away");
  return broker_.CreateTopic(spec);
}

}  // namespace padu::stream
