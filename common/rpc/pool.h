// Threads for handlers that block: as many as are needed, up to a bound, with a bounded queue before them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace padu::rpc {

class Pool {
 public:
  Pool(int threads_max, int queue_max) : threads_max_(threads_max), queue_max_(queue_max) {}
  // Runs what is queued, then joins.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // False: all threads are busy and the queue is full. Any thread.
  [[nodiscard]] bool Submit(std::function<void()> task);

 private:
  void Run();

  const int threads_max_;
  const int queue_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  int idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace padu::rpc
