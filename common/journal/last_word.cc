#include "common/journal/last_word.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/journal/answers.h"

namespace padu::journal {

class LastWord::Once {
 public:
  explicit Once(Partition::Done done) : done_(std::move(done)) {}

  void Answer(absl::StatusOr<journal::Answer> answer) {
    if (!answered_.exchange(true)) std::exchange(done_, nullptr)(std::move(answer));
  }
  bool answered() const { return answered_; }

 private:
  std::atomic<bool> answered_ = false;
  Partition::Done done_;
};

LastWord::LastWord() : thread_([this] { Run(); }) {}

LastWord::~LastWord() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Partition::Done LastWord::Guard(absl::Time deadline, Partition::Done done) {
  auto once = std::make_shared<Once>(std::move(done));
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.emplace(deadline, once) == waiting_.begin();
  }
  if (first) wake_.notify_all();
  return [once](absl::StatusOr<Answer> answer) { once->Answer(std::move(answer)); };
}

void LastWord::Run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    // Most are answered long before: they go as they come to the front.
    while (!waiting_.empty() && waiting_.begin()->second.expired()) waiting_.erase(waiting_.begin());
    if (waiting_.empty()) {
      wake_.wait(lock);
    } else if (absl::Now() < waiting_.begin()->first) {
      wake_.wait_until(lock, absl::ToChronoTime(waiting_.begin()->first));
    } else {
      const std::shared_ptr<Once> once = waiting_.begin()->second.lock();
      waiting_.erase(waiting_.begin());
      lock.unlock();
      if (once != nullptr) once->Answer(NotConfirmed());
      lock.lock();
    }
  }
}

absl::Time LastWordAt(absl::Time now, absl::Time deadline) {
  const absl::Duration left = deadline - now;
  return deadline - std::clamp(left / 10, absl::Milliseconds(20), absl::Milliseconds(200));
}

}  // namespace padu::journal
