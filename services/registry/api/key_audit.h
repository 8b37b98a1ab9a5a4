// Reads the keys topic from its start, beside the tail, while values of erased keys may still be in it: each that it
// meets gets its tombstone again, so that the next compaction takes it; what it no longer meets is owed no more. Daily,
// and at each start. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/store/store.h"
#include "common/stream/stream.h"
#include "services/registry/api/key_sender.h"

namespace padu::registry {

class KeyAudit {
 public:
  KeyAudit(stream::Log& log, stream::TopicPartition topic, store::Store& store, KeySender& sender, const Clock& clock,
           Random& random)
      : log_(log), topic_(std::move(topic)), store_(store), sender_(sender), clock_(clock), random_(random) {}

  // Works a slice off. True if there was something to do.
  bool Poll();
  // What is owed from now on is as if the audit under way had seen it.
  std::uint64_t token() const { return token_; }

 private:
  void Begin();
  bool ReadOn();
  void Take(const std::vector<stream::Record>& records);
  void End(std::int64_t again_after_us);

  stream::Log& log_;
  const stream::TopicPartition topic_;
  store::Store& store_;
  KeySender& sender_;
  const Clock& clock_;
  Random& random_;

  std::unique_ptr<stream::Reader> reader_;  // null: none is under way
  std::uint64_t token_ = 0;                 // random, so that it is not that of an audit before a crash
  std::uint64_t probe_ = 0;                 // number of the record that bounds it
  std::optional<stream::Offset> last_;      // its offset or a later one, once known
  stream::Offset next_ = 0;
  std::int64_t due_boot_ = 0;
};

}  // namespace padu::registry
