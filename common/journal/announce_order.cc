#include "common/journal/announce_order.h"

#include <algorithm>

namespace padu::journal {

AnnounceOrder::AnnounceOrder(const std::vector<int>& partitions, std::int64_t patience_us) : patience_us_(patience_us) {
  for (const int partition : partitions) states_[partition];
}

void AnnounceOrder::Begins(int partition) {
  const std::lock_guard lock(mutex_);
  states_.at(partition) = State();
}

bool AnnounceOrder::MayAnnounce(int partition, std::int64_t foreign, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  State& own = states_.at(partition);
  if (!own.ready.has_value()) own.ready = now;
  const bool waited = now - *own.ready >= patience_us_;
  return std::all_of(states_.begin(), states_.find(partition), [&](const auto& lower) {
    return lower.second.announced ? lower.second.contact >= foreign : waited;
  });
}

void AnnounceOrder::Announced(int partition, std::int64_t asked) {
  const std::lock_guard lock(mutex_);
  State& own = states_.at(partition);
  own.announced = true;
  own.contact = asked;
}

void AnnounceOrder::InContact(int partition, std::int64_t asked) {
  const std::lock_guard lock(mutex_);
  State& own = states_.at(partition);
  own.contact = std::max(own.contact, asked);
}

bool AnnounceOrder::MayGoOn(int partition) {
  const std::lock_guard lock(mutex_);
  const bool has_lower =
      std::any_of(states_.begin(), states_.find(partition), [](const auto& lower) { return lower.second.announced; });
  ended_ |= !has_lower;
  return !ended_;
}

void AnnounceOrder::End() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
}

}  // namespace padu::journal
