#include "common/rpc/pool.h"

#include <utility>

namespace padu::rpc {

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Pool::Submit(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  const int queued = static_cast<int>(queue_.size());
  const bool thread_free = idle_ > queued;
  if (!thread_free && static_cast<int>(threads_.size()) < threads_max_) {
    threads_.emplace_back([this] { Run(); });
    ++idle_;  // as good as idle: it takes what is queued here
  } else if (!thread_free && queued - idle_ >= queue_max_) {
    return false;
  }
  queue_.push_back(std::move(task));
  wake_.notify_one();
  return true;
}

void Pool::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::function<void()> task = std::move(queue_.front());
    queue_.pop_front();
    --idle_;
    lock.unlock();
    task();
    task = nullptr;  // what it holds goes before the thread waits
    lock.lock();
    ++idle_;
  }
}

}  // namespace padu::rpc
