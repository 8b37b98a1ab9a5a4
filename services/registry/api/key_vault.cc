#include "services/registry/api/key_vault.h"

#include <chrono>
#include <utility>

#include "common/base/crypto.h"
#include "common/base/status.h"
#include "common/stream/partitioner.h"
#include "services/registry/api/key_shelf.h"

namespace padu::registry {
namespace {

constexpr absl::Duration kMargin = absl::Milliseconds(20);  // the refusal's own way to the caller
constexpr auto kShortRest = std::chrono::milliseconds(1);   // while something is under way
constexpr auto kRest = std::chrono::milliseconds(50);       // while nothing is

absl::Status NotOwner(std::string_view city) {
  return Refuse(absl::StatusCode::kFailedPrecondition, {.reason = "NOT_OWNER",
                                                        .text_id = "Kota ini dilayani oleh server lain.",
                                                        .text_en = "This city is served by another server.",
                                                        .metadata = {{"city", std::string(city)}}});
}

}  // namespace

KeyVault::KeyVault(const KeyPorts& ports, int partition, int partitions, ForEachErased for_each_erased)
    : ports_(ports),
      partition_(partition),
      partitions_(partitions),
      topic_(ports, partition, std::move(for_each_erased)),
      thread_([this] { Run(); }) {}

KeyVault::~KeyVault() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void KeyVault::Draw(std::string_view city, std::size_t count, absl::Time deadline, DrawDone done) {
  if (stream::PartitionOfCity(city, partitions_) != partition_) return done(NotOwner(city));
  const auto secrets = ports_.secrets.ForCity(city);
  if (!secrets.ok()) return done(secrets.status());
  if (count > kDrawnKeysMax) return done(TooManyDraws());
  Asked asked{
      .fresh = DrawFreshKeys(**secrets, count, ports_.random),
      .deadline_boot = ports_.clock.BootNow() +
                       absl::ToInt64Microseconds(deadline - absl::FromUnixMicros(ports_.clock.WallNow()) - kMargin),
      .done = std::move(done)};
  {
    const std::lock_guard lock(mutex_);
    if (asked_keys_ + count <= kDrawnKeysMax) {
      asked_keys_ += count;
      asked_.push_back(std::move(asked));
      wake_.notify_one();
      return;
    }
  }
  WipeAll(asked.fresh.keys);
  asked.done(TooManyDraws());
}

absl::StatusOr<std::string> KeyVault::Find(std::string_view key_id) const {
  if (!ready_) return KeysUnavailable();
  auto found = FindDataKey(ports_.store, ports_.secrets, key_id);
  const std::lock_guard lock(mutex_);
  if (found.ok() && erasing_.contains(key_id)) {
    Wipe(*found);
    return KeyErased();
  }
  return found;
}

void KeyVault::Erase(std::string_view key_id) {
  const std::lock_guard lock(mutex_);
  erasing_.emplace(key_id);
  to_erase_.emplace_back(key_id);
  wake_.notify_one();
}

void KeyVault::Rewrap() {
  const std::lock_guard lock(mutex_);
  rewrap_ = true;
  rewrapping_ = true;
  wake_.notify_one();
}

KeyVault::Handed KeyVault::TakeHanded() {
  const std::lock_guard lock(mutex_);
  asked_keys_ = 0;
  return {.asked = std::exchange(asked_, {}),
          .erasing = std::exchange(to_erase_, {}),
          .rewrap = std::exchange(rewrap_, false),
          .stop = stop_};
}

void KeyVault::Settle(const Handed& handed, bool did) {
  ready_ = topic_.ready();
  std::unique_lock lock(mutex_);
  for (const std::string& key_id : handed.erasing) erasing_.erase(key_id);
  if (!rewrap_) rewrapping_ = topic_.sweeping();
  if (did) return;
  wake_.wait_for(lock, topic_.busy() ? kShortRest : kRest,
                 [this] { return stop_ || rewrap_ || !asked_.empty() || !to_erase_.empty(); });
}

void KeyVault::Run() {
  for (bool stop = false; !stop;) {
    Handed handed = TakeHanded();
    stop = handed.stop;
    for (Asked& one : handed.asked) topic_.Draw(std::move(one.fresh), one.deadline_boot, std::move(one.done));
    for (const std::string& key_id : handed.erasing) topic_.Erase(key_id);
    if (handed.rewrap) topic_.Rewrap();
    const bool did = topic_.Poll();
    if (!stop) Settle(handed, did);
  }
  topic_.AbandonDraws();
}

}  // namespace padu::registry
