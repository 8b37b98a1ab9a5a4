// Answers that wait until every row up to their decision is confirmed (rule 9). One thread.
#pragma once

#include <deque>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/journal/mailbox.h"

namespace padu::journal {

class Answers {
 public:
  // `answer` may leave once rows below `needs` are confirmed; at `deadline` the caller gets UNAVAILABLE instead.
  void Add(Sequence needs, std::int64_t deadline_boot, absl::StatusOr<Answer> answer, Partition::Done done);
  // Lets go what rows below `confirmed` allow.
  void Release(Sequence confirmed);
  // Answers UNAVAILABLE to all whose deadline has come.
  void Expire(std::int64_t boot_now);
  // Answers UNAVAILABLE to all: the owner is fenced or stops.
  void FailAll();
  bool empty() const { return waiting_.empty(); }

 private:
  struct Waiting {
    Sequence needs;
    std::int64_t deadline_boot;
    absl::StatusOr<Answer> answer;
    Partition::Done done;
  };
  std::deque<Waiting> waiting_;  // `needs` ascends
};

// What a caller gets whose write could not be confirmed.
absl::Status NotConfirmed();
// What a caller gets whose write was not begun.
absl::Status NotServing(const char* reason);
// RESOURCE_EXHAUSTED: below the disk reserve no write is begun.
absl::Status DiskNearlyFull();

}  // namespace padu::journal
