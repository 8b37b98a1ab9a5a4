#include "common/stream/kafka/kafka_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/check.h"

namespace padu::stream {
namespace {

std::string Bytes(const void* data, std::size_t size) {
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

Headers HeadersOf(const rd_kafka_message_t& message) {
  Headers headers;
  rd_kafka_headers_t* raw = nullptr;
  if (rd_kafka_message_headers(&message, &raw) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(raw, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    headers.emplace_back(name, Bytes(value, size));
  }
  return headers;
}

Record RecordOf(const rd_kafka_message_t& message) {
  Record record;
  record.offset = message.offset;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  record.broker_time = rd_kafka_message_timestamp(&message, &type) * kMicrosPerMilli;
  record.key = Bytes(message.key, message.key_len);
  if (message.payload != nullptr) record.value = Bytes(message.payload, message.len);
  record.headers = HeadersOf(message);
  return record;
}

}  // namespace

KafkaReader::KafkaReader(Lanes& lanes, std::size_t prefetch_bytes, const TopicPartition& tp, Offset from)
    : lanes_(lanes), tp_(tp), lane_(lanes.Acquire(tp)), next_(from), wake_after_bytes_(prefetch_bytes / 2) {
  if (from < 0) {  // librdkafka gives negative offsets meanings of its own
    error_ = absl::OutOfRangeError("a negative offset");
    return;
  }
  queue_.reset(rd_kafka_queue_new(lane_.client()));
  topic_.reset(rd_kafka_topic_new(lane_.client(), tp.topic.c_str(), nullptr));
  if (topic_ == nullptr) {
    error_ = ToStatus(rd_kafka_last_error(), "reading " + tp.topic);
    return;
  }
  const int failed = rd_kafka_consume_start_queue(topic_.get(), tp.partition, from, queue_.get());
  if (failed != 0) PADU_FATAL(std::string("starting to read: ") + rd_kafka_err2str(rd_kafka_last_error()));
  started_ = true;
}

KafkaReader::~KafkaReader() {
  if (started_) rd_kafka_consume_stop(topic_.get(), tp_.partition);
  topic_.reset();
  queue_.reset();
  lanes_.Release(lane_, tp_);
}

Polled KafkaReader::Poll(int max_records, absl::Duration wait) {
  Polled polled;
  const auto max = static_cast<std::size_t>(std::max(max_records, 0));
  if (error_.ok() && max > 0) {
    // With a wait, librdkafka waits for the whole batch: so the wait is for one record, and the rest is what is there.
    const int wait_ms = Millis(wait);
    if (rd_kafka_queue_length(queue_.get()) == 0 && wait_ms > 0) Take(1, wait_ms, polled.records);
    if (rd_kafka_queue_length(queue_.get()) > 0 && polled.records.size() < max) {
      Take(max - polled.records.size(), 0, polled.records);
    }
  }
  if (taken_bytes_ >= wake_after_bytes_) {
    taken_bytes_ = 0;
    lanes_.waker().Wake(lane_.client(), tp_);
  }
  if (polled.records.empty()) polled.error = error_;
  return polled;
}

void KafkaReader::Take(std::size_t max, int wait_ms, std::vector<Record>& out) {
  messages_.resize(max);
  const auto count = rd_kafka_consume_batch_queue(queue_.get(), wait_ms, messages_.data(), max);
  TakeError(Lane::TakeError());
  if (count <= 0) return;
  out.reserve(out.size() + static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    TakeOne(*messages_[i], out);
    rd_kafka_message_destroy(messages_[i]);
  }
}

// Troubles that pass are librdkafka's to get over.
void KafkaReader::TakeError(rd_kafka_resp_err_t error) {
  absl::Status status = ToStatus(error, "reading " + tp_.topic);
  if (error_.ok() && !absl::IsUnavailable(status)) error_ = std::move(status);
}

void KafkaReader::TakeOne(const rd_kafka_message_t& message, std::vector<Record>& out) {
  if (!error_.ok()) return;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    TakeError(message.err);
    return;
  }
  taken_bytes_ += message.len + message.key_len;
  if (message.offset < next_) return;
  out.push_back(RecordOf(message));
  next_ = message.offset + 1;
}

}  // namespace padu::stream
