#include "common/store/rocks/committer.h"

#include <utility>

#include "common/base/check.h"

namespace padu::store {

Committer::~Committer() {
  if (!thread_.joinable()) return;
  static_cast<void>(Done(true));
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Committer::Start(std::function<void()> commit) {
  if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  {
    const std::lock_guard lock(mutex_);
    PADU_CHECK(commit_ == nullptr);
    commit_ = std::move(commit);
  }
  wake_.notify_one();
}

bool Committer::Done(bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) done_.wait(lock, [this] { return commit_ == nullptr; });
  return commit_ == nullptr;
}

void Committer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return commit_ != nullptr || stop_; });
    if (stop_) return;
    lock.unlock();
    commit_();
    lock.lock();
    commit_ = nullptr;
    done_.notify_one();
  }
}

}  // namespace padu::store
