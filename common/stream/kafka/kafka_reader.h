// Reads one partition through a lane.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "common/stream/kafka/client.h"
#include "common/stream/kafka/lane.h"
#include "common/stream/stream.h"

namespace padu::stream {

class KafkaReader final : public Reader {
 public:
  // `lanes` outlives the reader. `prefetch_bytes` as librdkafka was told.
  KafkaReader(Lanes& lanes, std::size_t prefetch_bytes, const TopicPartition& tp, Offset from);
  ~KafkaReader() override;
  KafkaReader(const KafkaReader&) = delete;
  KafkaReader& operator=(const KafkaReader&) = delete;

  Polled Poll(int max_records, absl::Duration wait) override;

 private:
  // Appends up to `max` queued messages to `out`; waits for the first.
  void Take(std::size_t max, int wait_ms, std::vector<Record>& out);
  void TakeError(rd_kafka_resp_err_t error);
  void TakeOne(const rd_kafka_message_t& message, std::vector<Record>& out);

  Lanes& lanes_;
  const TopicPartition tp_;
  Lane& lane_;
  Queue queue_;
  Topic topic_;
  bool started_ = false;
  Offset next_;  // lower offsets were given already
  absl::Status error_;
  const std::size_t wake_after_bytes_;
  std::size_t taken_bytes_ = 0;                // since the last call of the waker
  std::vector<rd_kafka_message_t*> messages_;  // reused
};

}  // namespace padu::stream
