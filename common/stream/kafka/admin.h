// Topics: made, listed and asked for their bounds, with one client of its own, since a fetch that waits at the broker
// holds up what follows it on a connection.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/stream/kafka/client.h"
#include "common/stream/stream.h"

namespace padu::stream {

// Any thread.
class Admin {
 public:
  static absl::StatusOr<Admin> Open(const KafkaOptions& options);

  absl::StatusOr<Bounds> QueryBounds(const TopicPartition& tp, absl::Duration timeout);
  absl::StatusOr<std::vector<TopicInfo>> ListTopics(std::string_view prefix, absl::Duration timeout);
  absl::Status CreateTopic(const TopicSpec& spec, absl::Duration timeout);
  absl::Status DeleteTopic(const std::string& topic, absl::Duration timeout);
  absl::Status DeleteRecords(const TopicPartition& tp, Offset begin, absl::Duration timeout);

 private:
  explicit Admin(Client client) : client_(std::move(client)) {}
  // Waits until the topic has its partitions and each a leader; FAILED_PRECONDITION: it has another number of them.
  absl::Status AwaitTopic(const TopicSpec& spec, absl::Time deadline);

  Client client_;
};

}  // namespace padu::stream
