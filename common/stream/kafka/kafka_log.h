// The log port on Apache Kafka, by librdkafka 2.0.2, which this folder alone includes.
//
// Threads: three librdkafka clients and one per writer, each with one thread per broker and two or three more, however
// many readers there are. Readers share a consumer ("lane"): each partition is fetched into a queue of its own and is
// started and stopped alone, without groups, rebalances, pause, resume or seek. A second reader of the same partition
// (to check what was read) gets another lane.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/stream/stream.h"

namespace padu::stream {

struct KafkaOptions {
  std::string brokers;  // "host:port,host:port"
  std::string client_id = "padu";
  // Writers: how long a record waits for company; what its batch is compressed with ("lz4", "zstd", "none").
  int linger_ms = 0;
  std::string compression = "lz4";
  // Records and KiB in one writer's queue before Produce returns false.
  int queue_records = 100'000;
  int queue_kib = 65'536;
  // Readers: KiB fetched ahead for each partition, and how long the broker may hold a fetch that finds nothing. While
  // others have nothing, a partition gets about prefetch_kib each fetch_wait_ms: its queue fills, and it is fetched for
  // again when the fetch for the others ends.
  int prefetch_kib = 4'096;
  int fetch_wait_ms = 20;
  // Further settings of librdkafka for every client, such as security.protocol; they win over all of the above.
  std::map<std::string, std::string> extra;
};

// Connects in the background: a broker that is away is no error. INVALID_ARGUMENT: a setting that librdkafka refuses.
absl::StatusOr<std::unique_ptr<Log>> OpenKafkaLog(const KafkaOptions& options);

// For operators and tests. NOT_FOUND: no such topic; UNAVAILABLE: not known to be done.
absl::Status DeleteTopic(const KafkaOptions& options, const std::string& topic, absl::Duration timeout);
// Deletes the records below `begin`, as retention does.
absl::Status DeleteRecords(const KafkaOptions& options, const TopicPartition& tp, Offset begin, absl::Duration timeout);

}  // namespace padu::stream
