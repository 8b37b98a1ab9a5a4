// Whether the broker may be asked on the deciding thread: a change of the connection has what was read checked anew,
// and asking a broker that is away would keep everybody waiting who is owed an answer.
#pragma once

#include <optional>
#include <utility>

#include "common/journal/ports.h"

namespace padu::journal {

// One thread.
class Reach {
 public:
  Reach(const Ports& ports, stream::TopicPartition topic)
      : ports_(ports), topic_(std::move(topic)), changes_(ports.log.ConnectionChanges()) {}

  // True if the watch of the cluster has had an answer about the topic to a question asked after the last change.
  bool Now() {
    const std::uint64_t changes = ports_.log.ConnectionChanges();
    if (changes != changes_) {
      changes_ = changes;
      changed_boot_ = ports_.clock.BootNow();
    }
    const std::optional<SeenBounds> seen = ports_.cluster.Latest(topic_);
    return seen.has_value() && seen->asked_boot >= changed_boot_;
  }

 private:
  const Ports ports_;
  const stream::TopicPartition topic_;
  std::uint64_t changes_;
  std::int64_t changed_boot_ = 0;  // when the last change was noticed
};

}  // namespace padu::journal
