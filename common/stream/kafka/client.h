// librdkafka's handles, settings and errors in our terms.
#pragma once

#include <librdkafka/rdkafka.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/stream/kafka/kafka_log.h"

namespace padu::stream {

template <auto Destroy>
struct Destroyer {
  template <typename T>
  void operator()(T* handle) const {
    Destroy(handle);
  }
};

using Client = std::unique_ptr<rd_kafka_t, Destroyer<&rd_kafka_destroy>>;
using Conf = std::unique_ptr<rd_kafka_conf_t, Destroyer<&rd_kafka_conf_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroyer<&rd_kafka_topic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyer<&rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroyer<&rd_kafka_event_destroy>>;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroyer<&rd_kafka_topic_partition_list_destroy>>;
using KafkaError = std::unique_ptr<rd_kafka_error_t, Destroyer<&rd_kafka_error_destroy>>;

// Settings for a client of each kind; INVALID_ARGUMENT if librdkafka refuses one.
absl::StatusOr<Conf> AdminConf(const KafkaOptions& options);
absl::StatusOr<Conf> ConsumerConf(const KafkaOptions& options);
absl::StatusOr<Conf> ProducerConf(const KafkaOptions& options);

absl::StatusOr<Client> NewClient(rd_kafka_type_t type, Conf conf);

// NOT_FOUND: no such topic or partition. OUT_OF_RANGE: no such offset. INVALID_ARGUMENT: a record that no retry helps.
// UNAVAILABLE: everything else, which may pass.
absl::Status ToStatus(rd_kafka_resp_err_t error, std::string_view doing);

// The first (RD_KAFKA_OFFSET_BEGINNING) or end offset of a partition, asked of its leader. Keeps to the timeout, which
// rd_kafka_query_watermark_offsets does not.
absl::StatusOr<Offset> AskOffset(rd_kafka_t* client, const TopicPartition& tp, Offset which, int timeout_ms);

// Milliseconds for librdkafka; at least 1 if `duration` is positive.
int Millis(absl::Duration duration);

}  // namespace padu::stream
