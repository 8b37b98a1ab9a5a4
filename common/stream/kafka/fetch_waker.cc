#include "common/stream/kafka/fetch_waker.h"

namespace padu::stream {

void FetchWaker::Wake(rd_kafka_t* client, const TopicPartition& tp) {
  {
    const std::lock_guard lock(mutex_);
    wanted_.emplace(client, tp);
  }
  wanted_changed_.notify_one();
}

void FetchWaker::Run(const std::stop_token& stop) {
  constexpr int kPatienceMs = 100;
  std::unique_lock lock(mutex_);
  while (wanted_changed_.wait(lock, stop, [this] { return !wanted_.empty(); })) {
    if (stop.stop_requested()) return;
    const auto next = wanted_.extract(wanted_.begin());
    lock.unlock();
    const auto& [client, tp] = next.value();
    static_cast<void>(AskOffset(client, tp, RD_KAFKA_OFFSET_END, kPatienceMs));
    lock.lock();
  }
}

}  // namespace padu::stream
