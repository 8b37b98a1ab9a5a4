// Gets librdkafka 2.0.2 to fetch again for a queue that was full: it does not look at such a queue again before its
// broker's thread wakes for another reason, up to a second later. A request to the broker, whatever the answer, is one.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "common/stream/kafka/client.h"
#include "common/stream/stream.h"

namespace padu::stream {

// One thread of its own, since the request cannot be made without waiting for its answer. The clients outlive it.
class FetchWaker {
 public:
  FetchWaker() : thread_([this](const std::stop_token& stop) { Run(stop); }) {}
  FetchWaker(const FetchWaker&) = delete;
  FetchWaker& operator=(const FetchWaker&) = delete;

  // Wakes the thread of the partition's leader soon. Any thread.
  void Wake(rd_kafka_t* client, const TopicPartition& tp);

 private:
  void Run(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wanted_changed_;
  std::set<std::pair<rd_kafka_t*, TopicPartition>> wanted_;
  std::jthread thread_;  // last: it uses the above
};

}  // namespace padu::stream
