#include "services/registry/api/key_keeper.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/crypto.h"
#include "common/base/status.h"
#include "common/journal/last_word.h"
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

KeyKeeper::KeyKeeper(const KeyPorts& ports, int partition, int partitions, ForEachErased for_each_erased)
    : ports_(ports),
      partition_(partition),
      partitions_(partitions),
      topic_(ports, partition, std::move(for_each_erased)),
      thread_([this] { Run(); }) {}

KeyKeeper::~KeyKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void KeyKeeper::Draw(std::string_view city, std::size_t count, absl::Time deadline, DrawDone done) {
  if (stream::PartitionOfCity(city, partitions_) != partition_) return done(NotOwner(city));
  const auto secrets = ports_.secrets.ForCity(city);
  if (!secrets.ok()) return done(secrets.status());
  if (count > kDrawnKeysMax) return done(TooManyDraws());
  Asked asked{.fresh = DrawFreshKeys(**secrets, count, ports_.random),
              .deadline_boot = ports_.clock.BootNow() + absl::ToInt64Microseconds(deadline - absl::Now() - kMargin),
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

absl::StatusOr<std::string> KeyKeeper::Find(std::string_view key_id) const {
  if (!ready_) return KeysUnavailable();
  auto found = FindDataKey(ports_.store, ports_.secrets, key_id);
  const std::lock_guard lock(mutex_);
  if (found.ok() && erasing_.contains(key_id)) {
    Wipe(*found);
    return KeyErased();
  }
  return found;
}

void KeyKeeper::Erase(std::string_view key_id) {
  const std::lock_guard lock(mutex_);
  erasing_.emplace(key_id);
  to_erase_.emplace_back(key_id);
  owes_ = true;
  wake_.notify_one();
}

void KeyKeeper::Rewrap() {
  const std::lock_guard lock(mutex_);
  rewrap_ = true;
  rewrapping_ = true;
  wake_.notify_one();
}

KeyKeeper::Handed KeyKeeper::TakeHanded() {
  const std::lock_guard lock(mutex_);
  asked_keys_ = 0;
  return {.asked = std::exchange(asked_, {}),
          .erasing = std::exchange(to_erase_, {}),
          .rewrap = std::exchange(rewrap_, false),
          .stop = stop_};
}

void KeyKeeper::Settle(const Handed& handed, bool did) {
  ready_ = topic_.ready();
  std::unique_lock lock(mutex_);
  for (const std::string& key_id : handed.erasing) erasing_.erase(key_id);
  if (!rewrap_) rewrapping_ = topic_.sweeping();
  if (to_erase_.empty() && ready_) owes_ = topic_.Owes();
  if (did) return;
  wake_.wait_for(lock, topic_.busy() ? kShortRest : kRest,
                 [this] { return stop_ || rewrap_ || !asked_.empty() || !to_erase_.empty(); });
}

void KeyKeeper::Run() {
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

KeyKeeper& KeyKeepers::Add(const KeyPorts& ports, int partition, ForEachErased for_each_erased) {
  auto keeper = std::make_unique<KeyKeeper>(ports, partition, partitions_, std::move(for_each_erased));
  return *keepers_.insert_or_assign(partition, std::move(keeper)).first->second;
}

absl::StatusOr<KeyKeeper*> KeyKeepers::Of(std::string_view city) const {
  const auto found = keepers_.find(stream::PartitionOfCity(city, partitions_));
  if (found == keepers_.end()) return NotOwner(city);
  return found->second.get();
}

absl::StatusOr<std::vector<DataKey>> KeyKeepers::Draw(std::string_view city, int count, absl::Time deadline) {
  ASSIGN_OR_RETURN(KeyKeeper* const keeper, Of(city));
  // Shared: the keeper's thread may still be inside set_value when this one goes on.
  const auto answer = std::make_shared<std::promise<absl::StatusOr<std::vector<DrawnKey>>>>();
  const absl::Time last_word = journal::LastWordAt(absl::Now(), deadline);
  keeper->Draw(city, static_cast<std::size_t>(count), last_word,
               [answer](auto drawn) { answer->set_value(std::move(drawn)); });
  auto future = answer->get_future();
  // A broker that dies while it is asked holds the keeper's thread for a while.
  if (future.wait_until(absl::ToChronoTime(last_word)) == std::future_status::timeout) return KeysUnavailable();
  auto drawn = future.get();
  if (!drawn.ok()) return drawn.status();
  std::vector<DataKey> keys;
  keys.reserve(drawn->size());
  for (DrawnKey& key : *drawn) keys.push_back({.id = std::move(key.key_id), .key = std::move(key.data_key)});
  return keys;
}

absl::StatusOr<DataKey> KeyKeepers::Find(std::string_view city, std::string_view key_id) {
  ASSIGN_OR_RETURN(const KeyKeeper* const keeper, Of(city));
  ASSIGN_OR_RETURN(std::string key, keeper->Find(key_id));
  return DataKey{.id = std::string(key_id), .key = std::move(key)};
}

void KeyKeepers::Erase(std::string_view city, const std::vector<std::string>& key_ids) {
  const auto keeper = Of(city);
  if (!keeper.ok()) return;
  for (const std::string& key_id : key_ids) (*keeper)->Erase(key_id);
}

bool KeyKeepers::ready() const {
  return std::all_of(keepers_.begin(), keepers_.end(), [](const auto& entry) { return entry.second->ready(); });
}

}  // namespace padu::registry
