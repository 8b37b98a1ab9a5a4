// The log port: topics of numbered partitions of records, as Kafka has them.
//
// Behind it is librdkafka (kafka/, the only place that includes it) or an in-memory log (fake_log.h); contract_test.cc
// holds both to one behaviour. Everything is polled: no callbacks, so the same single-threaded code runs on both.
// Positions are ours: nothing is read from or kept in consumer groups.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"

namespace padu::stream {

// An offset in one partition of a topic. Offsets ascend but may have holes.
using Offset = std::int64_t;

struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;
  auto operator<=>(const TopicPartition&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const TopicPartition& tp) {
    return H::combine(std::move(h), tp.topic, tp.partition);
  }
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// One record as it is written.
struct OutRecord {
  std::string key;
  std::optional<std::string> value;  // nullopt: a tombstone
  Headers headers;
};

// One record as it was read.
struct Record {
  Offset offset = 0;
  UnixMicros broker_time = 0;  // the broker's (LogAppendTime), milliseconds precise
  std::string key;
  std::optional<std::string> value;
  Headers headers;
};

// The offsets a partition holds: records at begin <= offset < end.
struct Bounds {
  Offset begin = 0;
  Offset end = 0;
};

// What one poll of a reader brought.
struct Polled {
  std::vector<Record> records;
  // Set when the position is not in the partition (truncated, expired or re-created topic), or the topic is gone. The
  // reader stays where it is and gives the same error from then on; the caller decides. Passing troubles (broker away)
  // are not errors: nothing comes.
  absl::Status error;
};

// Reads one partition from a position of the caller's. One thread. Never seeks: to move, open another.
class Reader {
 public:
  virtual ~Reader() = default;
  // Up to max_records records in offset order, waiting up to `wait` if none is there.
  [[nodiscard]] virtual Polled Poll(int max_records, absl::Duration wait) = 0;
};

// What became of one produced record.
struct Delivery {
  std::uint64_t id = 0;  // as given to Produce
  absl::Status status;   // not OK: not known to be written, and nothing later of this writer is
  Offset offset = -1;    // if OK
};

// Writes records in order, idempotently, acks=all. One thread. After a Delivery that is not OK the writer is of no more
// use: open another and write again from the first record not known to be written.
class Writer {
 public:
  virtual ~Writer() = default;
  // Hands a record over. False: the bounded queue is full, try after Poll.
  [[nodiscard]] virtual bool Produce(const TopicPartition& to, OutRecord record, std::uint64_t id) = 0;
  // Deliveries since the last call, in order of production, waiting up to `wait` if there are none.
  [[nodiscard]] virtual std::vector<Delivery> Poll(absl::Duration wait) = 0;
};

struct TopicSpec {
  std::string name;
  int partitions = 1;
  int replication = 1;
  std::map<std::string, std::string> config;  // e.g. {"retention.ms", "-1"}
};

struct TopicInfo {
  std::string name;
  int partitions = 0;
};

// A connection to the cluster. Any thread; must outlive the readers and writers opened from it.
class Log {
 public:
  virtual ~Log() = default;
  // Reads from `from` on. An offset outside the partition's bounds is an error of the first Poll.
  [[nodiscard]] virtual std::unique_ptr<Reader> OpenReader(const TopicPartition& tp, Offset from) = 0;
  [[nodiscard]] virtual std::unique_ptr<Writer> OpenWriter() = 0;
  // Bounds as the leader has them now. UNAVAILABLE: broker away; NOT_FOUND: no such topic or partition.
  [[nodiscard]] virtual absl::StatusOr<Bounds> QueryBounds(const TopicPartition& tp, absl::Duration timeout) = 0;
  // Topics whose names begin with `prefix`, sorted by name.
  [[nodiscard]] virtual absl::StatusOr<std::vector<TopicInfo>> ListTopics(std::string_view prefix,
                                                                          absl::Duration timeout) = 0;
  // Creates a topic; OK if it is there with the same number of partitions, FAILED_PRECONDITION if with another.
  [[nodiscard]] virtual absl::Status CreateTopic(const TopicSpec& spec, absl::Duration timeout) = 0;
  // Counts new connections and leader changes since start: what may hide a truncated or re-created topic (rule 13).
  [[nodiscard]] virtual std::uint64_t ConnectionChanges() const = 0;
  // How often it was looked for such changes: one that happens between two looks is counted with the later one.
  [[nodiscard]] virtual std::uint64_t ConnectionLooks() const = 0;
};

}  // namespace padu::stream
