// A producer of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "absl/status/status.h"
#include "common/stream/kafka/client.h"
#include "common/stream/stream.h"

namespace padu::stream {

class KafkaWriter final : public Writer {
 public:
  explicit KafkaWriter(const KafkaOptions& options);
  // Drops what is queued and in flight; the latter may still be written.
  ~KafkaWriter() override;
  KafkaWriter(const KafkaWriter&) = delete;
  KafkaWriter& operator=(const KafkaWriter&) = delete;

  bool Produce(const TopicPartition& to, OutRecord record, std::uint64_t id) override;
  std::vector<Delivery> Poll(absl::Duration wait) override;

 private:
  struct Pending {
    Delivery delivery;
    bool settled = false;
  };

  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* writer) noexcept;
  rd_kafka_resp_err_t HandOver(const TopicPartition& to, const OutRecord& record);
  void Settle(std::uint64_t number, absl::Status status, Offset offset);

  Client client_;
  // Produced and not yet returned, oldest first; the first is number first_. librdkafka reports per partition in order,
  // the port promises it across partitions.
  std::deque<Pending> pending_;
  std::uint64_t first_ = 0;
  absl::Status failure_;
  std::vector<rd_kafka_vu_t> fields_;  // reused
};

}  // namespace padu::stream
