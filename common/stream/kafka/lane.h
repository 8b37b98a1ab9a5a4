// Consumers shared by the readers of a log.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/stream/kafka/client.h"
#include "common/stream/kafka/fetch_waker.h"
#include "common/stream/stream.h"

namespace padu::stream {

// Reads librdkafka's statistics for what may hide a truncated or re-created topic. One thread.
class ConnectionWatch {
 public:
  // How many new connections and leader changes `statistics` (JSON) shows since those before. The first is the base.
  std::uint64_t Take(std::string_view statistics);

 private:
  bool based_ = false;
  std::int64_t connects_ = 0;
  std::map<TopicPartition, std::int64_t> leaders_;
};

// What is counted for ConnectionChanges and ConnectionLooks (stream.h). Any thread.
struct ConnectionCounts {
  std::atomic<std::uint64_t> changes{0};
  std::atomic<std::uint64_t> looks{0};
};

// One consumer, without a group. Partitions are started and stopped on it one by one, from any thread.
class Lane {
 public:
  // `counts` takes what its ConnectionWatch sees, on a thread of librdkafka's; it outlives the lane.
  static absl::StatusOr<std::unique_ptr<Lane>> Open(const KafkaOptions& options, ConnectionCounts& counts);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  rd_kafka_t* client() const { return client_.get(); }
  // The last error of a partition that this thread met while it polled that partition's queue, if any since the last
  // call: librdkafka reports some as messages and others, an unknown topic for one, by a callback.
  static rd_kafka_resp_err_t TakeError();

 private:
  explicit Lane(ConnectionCounts& counts) : counts_(counts) {}
  static void OnError(rd_kafka_t* client, int error, const char* reason, void* lane) noexcept;
  static void OnEvent(rd_kafka_t* client, rd_kafka_event_t* event, void* lane) noexcept;

  ConnectionCounts& counts_;
  ConnectionWatch watch_;
  Client client_;  // last: its threads use the above
};

// Gives each reader a lane on which nobody else reads its partition. Any thread.
class Lanes {
 public:
  explicit Lanes(const KafkaOptions& options) : options_(options) {}

  // Opens the first lane, so that settings are tried.
  absl::Status Open();
  Lane& Acquire(const TopicPartition& tp);
  void Release(Lane& lane, const TopicPartition& tp);
  FetchWaker& waker() { return waker_; }
  const ConnectionCounts& counts() const { return counts_; }

 private:
  struct Used {
    std::unique_ptr<Lane> lane;
    std::set<TopicPartition> partitions;
  };

  const KafkaOptions options_;
  ConnectionCounts counts_;     // of the first lane
  ConnectionCounts uncounted_;  // of the others
  std::mutex mutex_;
  std::vector<Used> lanes_;
  FetchWaker waker_;  // last: it uses the lanes
};

}  // namespace padu::stream
