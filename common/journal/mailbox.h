// The door from API threads to the deciding thread of one partition, and reads beside it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/journal/machine.h"
#include "common/store/store.h"

namespace padu::journal {

// A position in an accepted sequence: the epoch in which row `next - 1` was decided, and the next sequence.
struct Position {
  common::v1::Epoch epoch;
  Sequence next = 0;
};

// What a command came to, once every row up to its decision is confirmed (rule 9).
struct Answer {
  Row row;            // the row decided, or the earlier row that it replays
  Position position;  // a read at this position sees it
  bool replayed = false;
};

// How fresh a read is.
struct Freshness {
  Position position;             // what the read sees
  bool confirmed = false;        // whether all of it is confirmed
  absl::Duration since_contact;  // how long ago the owner had reached the topic's end
  UnixMicros time = 0;           // the journal's time
};

// One partition as its API sees it. Any thread.
class Partition {
 public:
  using Done = std::function<void(absl::StatusOr<Answer>)>;

  virtual ~Partition() = default;

  // Hands a command to the deciding thread. `done` is called once, on a thread of the partition's, and must not block:
  // with the answer; a refusal; UNAVAILABLE when it could not be confirmed before `deadline` (retry with the same
  // request_id), the owner is out of touch, draining or fenced; RESOURCE_EXHAUSTED when the mailbox is full;
  // ALREADY_EXISTS when the request_id was used for another request.
  virtual void Submit(Command command, absl::Time deadline, Done done) = 0;

  // Runs `read` on the caller's thread over a snapshot. UNAVAILABLE until the partition serves; with `at_least` waits
  // to the deadline for that position (DEADLINE_EXCEEDED), ABORTED if it is not in the accepted sequence.
  virtual absl::Status Read(const std::optional<Position>& at_least, absl::Time deadline,
                            const std::function<absl::Status(const store::Reader&, const Freshness&)>& read) = 0;

  // Confirmed rows from `from` on, at most `max_rows`; waits to the deadline if there are none (empty then).
  virtual absl::StatusOr<std::vector<Row>> Watch(Sequence from, int max_rows, absl::Time deadline) = 0;
};

// The partitions that this process owns. Any thread.
class Partitions {
 public:
  virtual ~Partitions() = default;
  // The partition of a city ("64.74"): FAILED_PRECONDITION with the reason NOT_OWNER if another process owns it.
  virtual absl::StatusOr<Partition*> ForCity(std::string_view city) = 0;
};

}  // namespace padu::journal
