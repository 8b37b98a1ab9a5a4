#include "common/rpc/stream_guard.h"

#include <utility>

namespace padu::rpc {

absl::Status StreamGuard::Guarded::Why(const absl::Status& otherwise) const {
  const std::lock_guard lock(mutex_);
  return why_.ok() ? otherwise : why_;
}

void StreamGuard::Guarded::End(const absl::Status& why) {
  {
    const std::lock_guard lock(mutex_);
    why_ = why;
  }
  *cancelled_ = true;
}

std::shared_ptr<StreamGuard::Guarded> StreamGuard::Add(Credentials credentials,
                                                       std::shared_ptr<std::atomic<bool>> cancelled) {
  auto guarded = std::make_shared<Guarded>(std::move(credentials), std::move(cancelled));
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [](const auto& stream) { return stream.expired(); });
  streams_.push_back(guarded);
  if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  return guarded;
}

void StreamGuard::Stop() {
  const std::lock_guard lock(mutex_);
  if (thread_.joinable()) thread_.request_stop();
}

void StreamGuard::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, absl::ToChronoMilliseconds(every_), [] { return false; });
    if (stop.stop_requested()) return;
    const auto streams = streams_;
    lock.unlock();
    for (const auto& weak : streams) {
      const std::shared_ptr<Guarded> stream = weak.lock();
      if (stream == nullptr) continue;
      authenticator_->Identify(stream->credentials_, [stream](const absl::StatusOr<Caller>& caller) {
        if (!caller.ok() && !absl::IsResourceExhausted(caller.status())) stream->End(caller.status());
      });
    }
    lock.lock();
  }
}

}  // namespace padu::rpc
