// Kafka in memory, for tests and deterministic simulations: one FakeBroker is the cluster, a FakeLog is one process's
// connection to it. Single-threaded, no real time: polls never wait. What goes wrong is chosen by the test:
//
//   FakeBroker broker(clock);             FakeLog log(broker);  // as many connections as there are processes
//   broker.SetAway(true);                 nobody reaches it: records queue up in the writers
//   log.SetCut(true);                     this process alone does not; what it had sent may still arrive
//   broker.Hold(); ... broker.Deliver(3); records are in flight until delivered, those of destroyed writers too
//   broker.SetPolicy(policy);             a seeded callback decides the fate of each record in flight
//   broker.NextFate(Fate::kAppendThenFail);  written, but its writer learns of a failure
//   broker.SetFetchedAhead(8);            readers hold records that the topic may have lost since
//   broker.Truncate / RaiseBegin / SkipOffsets / DeleteTopic / RecreateTopic
//
// As with Kafka, a re-created or truncated partition that has grown past a reader's position again is not an error.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/stream/stream.h"

namespace padu::stream {

// What becomes of a record in flight.
enum class Fate {
  kDelay,           // stays in flight, and so does what its writer sent after it
  kAppend,          // written, its writer learns so
  kAppendThenFail,  // written, its writer learns of a failure and is of no more use
  kLoseThenFail,    // not written; nothing later of this writer comes to that partition
};

// A record in flight, as a policy sees it.
struct InFlight {
  std::uint64_t writer = 0;  // writers are numbered from 1 as they are opened
  bool orphan = false;       // the writer is destroyed or failed: a zombie's late record
  const TopicPartition& to;
  const OutRecord& record;
};

class FakeBroker {
 public:
  using Policy = std::function<Fate(const InFlight&)>;

  // `clock` gives the broker's time and outlives the broker.
  explicit FakeBroker(const Clock& clock) : clock_(clock) {}
  FakeBroker(const FakeBroker&) = delete;
  FakeBroker& operator=(const FakeBroker&) = delete;

  // -- The network.
  // Away: queries are UNAVAILABLE, polls bring nothing, records stay where they are. Back: a connection change.
  void SetAway(bool away);
  // Asked about each writer's oldest record in flight whenever anybody produces, polls or queries, until it delays.
  // Null (at start): everything is written at once.
  void SetPolicy(Policy policy);
  void Hold();
  // The next record that would be written, in Deliver or by policy, has this fate instead. May be called repeatedly.
  void NextFate(Fate fate) { next_fates_.push_back(fate); }
  // Writes up to n records in flight, oldest first, whatever the policy says. Returns how many left the network.
  std::size_t Deliver(std::size_t n);
  // Records in flight, orphans included; and those still in the queues of live writers.
  std::size_t InFlightCount() const;
  // Loses what is in flight from destroyed and failed writers.
  void DropOrphans();
  // Records that one writer's queue takes before Produce returns false.
  void SetQueueBound(std::size_t records) { queue_bound_ = records; }
  // Above 0: readers fetch so many records more than they are polled for, give half of what they hold, and the rest
  // later, whatever has become of the topic.
  void SetFetchedAhead(std::size_t records) { fetched_ahead_ = records; }

  // -- The log. Partitions named here exist, or it aborts.
  // What the partition holds now.
  const std::vector<Record>& Records(const TopicPartition& tp) const { return At(tp).records; }
  Bounds BoundsOf(const TopicPartition& tp) const { return {At(tp).begin, At(tp).end}; }
  // Writes at once, past the network.
  Offset Append(const TopicPartition& to, OutRecord record);
  // Leaves a hole of n offsets at the end.
  void SkipOffsets(const TopicPartition& tp, std::int64_t n);
  // Loses the tail: the partition ends at `end`, which is not above its end. A connection change.
  void Truncate(const TopicPartition& tp, Offset end);
  // Retention: the partition begins at `begin`, which is within its bounds.
  void RaiseBegin(const TopicPartition& tp, Offset begin);
  void DeleteTopic(const std::string& name);
  // Deletes it and creates it as it was, empty. A connection change.
  void RecreateTopic(const std::string& name);

 private:
  friend class FakeLog;
  friend class FakeReader;
  friend class FakeWriter;

  struct Partition {
    std::vector<Record> records;
    Offset begin = 0;
    Offset end = 0;
    std::uint64_t version = 0;  // another one: indexes into records are void
  };
  struct Topic {
    TopicSpec spec;
    std::vector<Partition> partitions;
  };
  struct Sent {
    TopicPartition to;
    OutRecord record;
    std::uint64_t id = 0;
    std::uint64_t order = 0;
  };
  // A process's connection.
  struct Connection {
    bool cut = false;
    std::uint64_t changes = 1;
  };
  // A writer and what it has under way; outlives it while records are in flight.
  struct Link {
    std::uint64_t number = 0;
    std::shared_ptr<Connection> connection;
    bool orphan = false;
    absl::Status failure;
    std::deque<Sent> queue;    // in the client
    std::deque<Sent> network;  // in flight
    std::vector<Delivery> reports;
  };

  Partition* Find(const TopicPartition& tp);
  const Partition& At(const TopicPartition& tp) const;
  Partition& At(const TopicPartition& tp);
  absl::Status CreateTopic(const TopicSpec& spec);
  void PutTopic(const TopicSpec& spec);
  void Touch(Partition& partition) { partition.version = ++last_version_; }
  bool Reaches(const Connection& connection) const { return !away_ && !connection.cut; }
  Offset AppendTo(Partition& partition, OutRecord record);

  std::shared_ptr<Link> OpenLink(std::shared_ptr<Connection> connection);
  void CloseLink(Link& link);
  void Step();
  void StepLink(Link& link);
  void Send(Link& link);
  // Settles the oldest record in flight. `fate` is not kDelay.
  void Settle(Link& link, Fate fate);
  void Fail(Link& link, std::uint64_t id, const absl::Status& why);
  Fate Chosen(Fate fate);
  void ForgetFinished();

  const Clock& clock_;
  bool away_ = false;
  std::uint64_t changes_ = 0;
  std::uint64_t last_version_ = 0;
  std::uint64_t last_writer_ = 0;
  std::uint64_t last_order_ = 0;
  std::size_t queue_bound_ = 1'000'000;
  std::size_t fetched_ahead_ = 0;
  Policy policy_;
  std::deque<Fate> next_fates_;
  std::map<std::string, Topic> topics_;
  std::vector<std::shared_ptr<Link>> links_;
};

// One process's connection. The broker outlives it.
class FakeLog final : public Log {
 public:
  explicit FakeLog(FakeBroker& broker) : broker_(broker) {}

  // Cut off: as if the broker were away, for this process alone. Reconnecting is a connection change.
  void SetCut(bool cut);

  std::unique_ptr<Reader> OpenReader(const TopicPartition& tp, Offset from) override;
  std::unique_ptr<Writer> OpenWriter() override;
  absl::StatusOr<Bounds> QueryBounds(const TopicPartition& tp, absl::Duration timeout) override;
  absl::StatusOr<std::vector<TopicInfo>> ListTopics(std::string_view prefix, absl::Duration timeout) override;
  absl::Status CreateTopic(const TopicSpec& spec, absl::Duration timeout) override;
  std::uint64_t ConnectionChanges() const override { return connection_->changes + broker_.changes_; }
  // Changes are counted at once: each call is a look.
  std::uint64_t ConnectionLooks() const override { return ++looks_; }

 private:
  FakeBroker& broker_;
  mutable std::atomic<std::uint64_t> looks_ = 0;
  std::shared_ptr<FakeBroker::Connection> connection_ = std::make_shared<FakeBroker::Connection>();
};

}  // namespace padu::stream
