// deploy/topics.yaml: the topics of a Padu, as code.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/stream/kafka/acls.h"
#include "common/stream/stream.h"

namespace padu::ctl {

struct TopicSettings {
  int partitions = 4;   // of city-keyed topics
  int replication = 1;  // 3 brings min.insync.replicas 2
};

// All topics of the file, letter boxes included, in its order. INVALID_ARGUMENT names what is wrong.
absl::StatusOr<std::vector<stream::TopicSpec>> ParseTopics(const std::string& yaml, const TopicSettings& settings);

// Who may what with the topics of the file: `writes` and `reads` name services (principals padu-<service>), and each
// letter box is written by its stakeholder (principal <city without its dot>.<stakeholder>). As above.
absl::StatusOr<std::vector<stream::Acl>> ParseAccess(const std::string& yaml);

// What became of one topic.
struct Applied {
  std::string topic;
  int partitions = 0;
  enum class State { kCreated, kThere, kFailed } state = State::kThere;
  absl::Status status;  // not OK if it failed
};

// Creates those that are missing; goes on after a failure. Nothing that is there is changed.
absl::StatusOr<std::vector<Applied>> ApplyTopics(stream::Log& log, const std::vector<stream::TopicSpec>& topics,
                                                 absl::Duration timeout);

}  // namespace padu::ctl
