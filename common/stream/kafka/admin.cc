#include "common/stream/kafka/admin.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/status.h"

namespace padu::stream {
namespace {

using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Destroyer<&rd_kafka_metadata_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<&rd_kafka_NewTopic_destroy>>;
using OldTopic = std::unique_ptr<rd_kafka_DeleteTopic_t, Destroyer<&rd_kafka_DeleteTopic_destroy>>;
using OldRecords = std::unique_ptr<rd_kafka_DeleteRecords_t, Destroyer<&rd_kafka_DeleteRecords_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<&rd_kafka_AdminOptions_destroy>>;

AdminOptions Within(rd_kafka_t* client, rd_kafka_admin_op_t what, int timeout_ms) {
  AdminOptions options(rd_kafka_AdminOptions_new(client, what));
  std::array<char, 256> why{};
  // Refused only beyond limits that Millis keeps.
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, why.data(), why.size());
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), timeout_ms, why.data(), why.size());
  return options;
}

// The answer to what was sent with `queue`; the error is that of the whole request.
absl::StatusOr<Event> Answer(rd_kafka_queue_t* queue, int timeout_ms, std::string_view doing) {
  constexpr int kGraceMs = 500;  // librdkafka's own timeout speaks first
  Event event(rd_kafka_queue_poll(queue, timeout_ms + kGraceMs));
  if (event == nullptr) return absl::UnavailableError(std::string(doing) + ": no answer");
  RETURN_IF_ERROR(ToStatus(rd_kafka_event_error(event.get()), doing));
  return event;
}

absl::StatusOr<Metadata> AskMetadata(rd_kafka_t* client, int timeout_ms) {
  const rd_kafka_metadata_t* metadata = nullptr;
  RETURN_IF_ERROR(ToStatus(rd_kafka_metadata(client, 1, nullptr, &metadata, timeout_ms), "listing topics"));
  return Metadata(metadata);
}

// How many partitions the topic has; 0 if it is not there or one has no leader.
int UsablePartitions(const rd_kafka_metadata_t& metadata, std::string_view name) {
  for (int i = 0; i < metadata.topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata.topics[i];
    if (topic.topic != name) continue;
    if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return 0;
    for (int p = 0; p < topic.partition_cnt; ++p) {
      if (topic.partitions[p].leader < 0) return 0;
    }
    return topic.partition_cnt;
  }
  return 0;
}

}  // namespace

absl::StatusOr<Admin> Admin::Open(const KafkaOptions& options) {
  ASSIGN_OR_RETURN(Conf conf, AdminConf(options));
  ASSIGN_OR_RETURN(Client client, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  return Admin(std::move(client));
}

absl::StatusOr<Bounds> Admin::QueryBounds(const TopicPartition& tp, absl::Duration timeout) {
  const int timeout_ms = std::max(Millis(timeout), 1);
  Bounds bounds;
  ASSIGN_OR_RETURN(bounds.begin, AskOffset(client_.get(), tp, RD_KAFKA_OFFSET_BEGINNING, timeout_ms));
  ASSIGN_OR_RETURN(bounds.end, AskOffset(client_.get(), tp, RD_KAFKA_OFFSET_END, timeout_ms));
  return bounds;
}

absl::StatusOr<std::vector<TopicInfo>> Admin::ListTopics(std::string_view prefix, absl::Duration timeout) {
  ASSIGN_OR_RETURN(const Metadata metadata, AskMetadata(client_.get(), std::max(Millis(timeout), 1)));
  std::vector<TopicInfo> topics;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    const bool there = topic.err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (there && std::string_view(topic.topic).starts_with(prefix)) {
      topics.push_back({topic.topic, topic.partition_cnt});
    }
  }
  std::sort(topics.begin(), topics.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return topics;
}

absl::Status Admin::CreateTopic(const TopicSpec& spec, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  const int timeout_ms = std::max(Millis(timeout), 1);
  std::array<char, 256> why{};
  const NewTopic topic(
      rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, spec.replication, why.data(), why.size()));
  if (topic == nullptr) return absl::InvalidArgumentError("topic " + spec.name + ": " + why.data());
  for (const auto& [name, value] : spec.config) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  const Queue queue(rd_kafka_queue_new(client_.get()));
  std::array<rd_kafka_NewTopic_t*, 1> topics = {topic.get()};
  rd_kafka_CreateTopics(client_.get(), topics.data(), topics.size(),
                        Within(client_.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout_ms).get(), queue.get());
  const std::string doing = "creating topic " + spec.name;
  ASSIGN_OR_RETURN(const Event event, Answer(queue.get(), timeout_ms, doing));
  std::size_t count = 0;
  const auto* results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  const auto error = rd_kafka_topic_result_error(results[0]);
  if (error == RD_KAFKA_RESP_ERR_INVALID_CONFIG || error == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR ||
      error == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION || error == RD_KAFKA_RESP_ERR_INVALID_PARTITIONS) {
    return absl::InvalidArgumentError(doing + ": " + rd_kafka_topic_result_error_string(results[0]));
  }
  if (error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) RETURN_IF_ERROR(ToStatus(error, doing));
  return AwaitTopic(spec, deadline);
}

absl::Status Admin::AwaitTopic(const TopicSpec& spec, absl::Time deadline) {
  constexpr absl::Duration kPause = absl::Milliseconds(20);
  while (true) {
    ASSIGN_OR_RETURN(const Metadata metadata, AskMetadata(client_.get(), std::max(Millis(deadline - absl::Now()), 1)));
    const int usable = UsablePartitions(*metadata, spec.name);
    if (usable == spec.partitions) return absl::OkStatus();
    if (usable > 0) {
      return absl::FailedPreconditionError("topic " + spec.name + " has " + std::to_string(usable) +
                                           " partitions, not " + std::to_string(spec.partitions));
    }
    if (absl::Now() + kPause > deadline) return absl::UnavailableError("topic " + spec.name + " is not usable yet");
    absl::SleepFor(kPause);
  }
}

absl::Status Admin::DeleteTopic(const std::string& topic, absl::Duration timeout) {
  const int timeout_ms = std::max(Millis(timeout), 1);
  const OldTopic old(rd_kafka_DeleteTopic_new(topic.c_str()));
  const Queue queue(rd_kafka_queue_new(client_.get()));
  std::array<rd_kafka_DeleteTopic_t*, 1> topics = {old.get()};
  rd_kafka_DeleteTopics(client_.get(), topics.data(), topics.size(),
                        Within(client_.get(), RD_KAFKA_ADMIN_OP_DELETETOPICS, timeout_ms).get(), queue.get());
  const std::string doing = "deleting topic " + topic;
  ASSIGN_OR_RETURN(const Event event, Answer(queue.get(), timeout_ms, doing));
  std::size_t count = 0;
  const auto* results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.get()), &count);
  return ToStatus(rd_kafka_topic_result_error(results[0]), doing);
}

absl::Status Admin::DeleteRecords(const TopicPartition& tp, Offset begin, absl::Duration timeout) {
  const int timeout_ms = std::max(Millis(timeout), 1);
  const Partitions partitions(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(partitions.get(), tp.topic.c_str(), tp.partition)->offset = begin;
  const OldRecords old(rd_kafka_DeleteRecords_new(partitions.get()));
  const Queue queue(rd_kafka_queue_new(client_.get()));
  std::array<rd_kafka_DeleteRecords_t*, 1> all = {old.get()};
  rd_kafka_DeleteRecords(client_.get(), all.data(), all.size(),
                         Within(client_.get(), RD_KAFKA_ADMIN_OP_DELETERECORDS, timeout_ms).get(), queue.get());
  const std::string doing = "deleting records of " + tp.topic;
  ASSIGN_OR_RETURN(const Event event, Answer(queue.get(), timeout_ms, doing));
  const auto* results = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get()));
  return ToStatus(results->elems[0].err, doing);
}

}  // namespace padu::stream
