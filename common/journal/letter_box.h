// One letter box of a city as an input (ARCHITECTURE.md, rules 12 and 13).
//
// Its position is a fold of the rows; here is only the reading: records in order, a check that what was taken still
// stands, and the time up to which the box is known to be read.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "common/journal/cluster_watch.h"
#include "common/journal/crash_guard.h"
#include "common/journal/decider.h"
#include "common/journal/machine.h"
#include "common/stream/stream.h"

namespace padu::journal {

// Translates the records of letter boxes for a machine. Any thread.
class Intake {
 public:
  virtual ~Intake() = default;
  // The content of a record: never null, never fails; what cannot be read says so itself.
  virtual std::shared_ptr<const MessageLite> Translate(std::string_view box, const stream::Record& record) const = 0;
  // HMAC of the record's key, value and headers under the city's secret.
  virtual common::v1::KeyedDigest Digest(std::string_view box, const stream::Record& record) const = 0;
};

// One thread.
class LetterBox {
 public:
  LetterBox(stream::Log& log, ClusterWatch& cluster, const Intake& intake, std::string topic,
            const common::v1::BoxState& state);
  ~LetterBox();

  // Decides up to max_records records, each noted with `guard` before if there is one. The number taken; or why this
  // box stops (a stable reason), until an operator re-opens it.
  struct Turn {
    int taken = 0;
    std::string stop;
  };
  Turn Take(Decider& decider, UnixMicros now, int max_records, CrashGuard* guard);

  // The moment up to which the box is known to be read.
  UnixMicros ReadUpTo();

  const std::string& topic() const { return topic_.topic; }
  stream::Offset offset() const { return offset_; }
  std::uint32_t generation() const { return generation_; }

 private:
  struct Taken {
    stream::Offset offset;
    std::string digest;
  };

  // Compares what was taken with what the box holds now. Empty: it stands; nullopt: cannot tell now.
  std::optional<std::string> Verify(UnixMicros now);
  std::optional<std::string> VerifyRecords(const stream::Bounds& bounds);
  // Lets go of what was taken before two looks at the connections that showed no change.
  void ForgetSteady(std::uint64_t looks);
  common::v1::BoxCause CauseOf(const stream::Record& record) const;
  Submission Read(const stream::Record& record) const;

  stream::Log& log_;
  ClusterWatch& cluster_;
  const Intake& intake_;
  const stream::TopicPartition topic_;
  const std::uint32_t generation_;
  stream::Offset offset_;  // the next to take
  UnixMicros last_broker_time_;
  std::deque<Taken> unverified_;   // the last one verified, and what was taken since
  std::uint64_t verified_at_ = 0;  // ConnectionChanges at the last verification
  bool verified_ = false;
  std::uint64_t looks_ = 0;          // ConnectionLooks when steady_from_ was set
  stream::Offset steady_from_ = -1;  // the next to take at that time
  UnixMicros missing_since_ = 0;     // 0: the topic is there
  std::unique_ptr<stream::Reader> reader_;
};

}  // namespace padu::journal
