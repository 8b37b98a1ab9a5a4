// Commits on a thread of its own, so that the writer decides the next batch meanwhile.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace padu::store {

// Used by the writer's thread; one commit at a time. The destructor waits for it.
class Committer {
 public:
  Committer() = default;
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;
  ~Committer();

  // Runs `commit` on the committer's thread, which begins with the first one.
  void Start(std::function<void()> commit);
  // Whether it has run; with `wait`, when it has.
  bool Done(bool wait);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::function<void()> commit_;  // null: none is under way
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace padu::store
