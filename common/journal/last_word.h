// Sees to it that each caller of a partition hears something before its deadline, whatever holds the deciding thread: a
// broker that dies while it is asked, a disk that stalls (rule 9).
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/time/time.h"
#include "common/journal/mailbox.h"

namespace padu::journal {

// A thread of its own. Any thread may call.
class LastWord {
 public:
  LastWord();
  ~LastWord();

  // What may be called in the place of `done`, by the owner: whoever comes first answers, the owner or, with
  // UNAVAILABLE on this thread, the deadline.
  Partition::Done Guard(absl::Time deadline, Partition::Done done);

 private:
  class Once;

  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::multimap<absl::Time, std::weak_ptr<Once>> waiting_;
  bool stop_ = false;
  std::thread thread_;
};

// When the last word on a call is due: shortly before the caller's own deadline, so that it hears why.
absl::Time LastWordAt(absl::Time now, absl::Time deadline);

}  // namespace padu::journal
