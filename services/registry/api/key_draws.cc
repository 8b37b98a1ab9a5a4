#include "services/registry/api/key_draws.h"

#include "common/base/status.h"

namespace padu::registry {

absl::Status KeysUnavailable() {
  return Refuse(absl::StatusCode::kUnavailable,
                {.reason = "KEYS_UNAVAILABLE",
                 .text_id = "Kunci untuk data pribadi belum dapat dibuat karena sistem pesan tidak terjangkau. Coba "
                            "lagi dengan request_id yang sama.",
                 .text_en = "A key for personal data could not be made because the broker is out of reach. Try again "
                            "with the same request_id.",
                 .metadata = {}});
}

void KeyDraws::Add(FreshKeys fresh, std::int64_t deadline_boot, DrawDone done) {
  const std::uint64_t number = next_++;
  Call& call = calls_[number];
  call = {std::move(fresh), deadline_boot, std::move(done), 0};
  call.missing = call.fresh.keys.size();
  deadlines_.emplace(deadline_boot, number);
  for (std::size_t i = 0; i < call.fresh.keys.size(); ++i) waiting_[call.fresh.keys[i].key_id] = {number, i};
  if (call.missing == 0) confirmed_.push_back(number);
}

bool KeyDraws::Confirm(std::string_view key_id, std::string_view record) {
  const auto found = waiting_.find(std::string(key_id));
  if (found == waiting_.end()) return false;
  const auto [number, index] = found->second;
  Call& call = calls_.at(number);
  if (call.fresh.records[index] != record) return false;
  waiting_.erase(found);
  if (--call.missing == 0) confirmed_.push_back(number);
  return true;
}

void KeyDraws::Answer() {
  for (const std::uint64_t number : std::exchange(confirmed_, {})) {
    auto call = calls_.extract(number);
    deadlines_.erase({call.mapped().deadline_boot, number});
    call.mapped().done(std::move(call.mapped().fresh.keys));
  }
}

bool KeyDraws::Expire(std::int64_t boot_now) {
  bool any = false;
  for (; !deadlines_.empty() && deadlines_.begin()->first <= boot_now; any = true) Abandon(deadlines_.begin()->second);
  return any;
}

void KeyDraws::AbandonAll() {
  while (!calls_.empty()) Abandon(calls_.begin()->first);
}

void KeyDraws::Abandon(std::uint64_t number) {
  auto call = calls_.extract(number);
  deadlines_.erase({call.mapped().deadline_boot, number});
  std::erase(confirmed_, number);
  for (DrawnKey& key : call.mapped().fresh.keys) waiting_.erase(key.key_id);
  WipeAll(call.mapped().fresh.keys);
  call.mapped().done(KeysUnavailable());
}

}  // namespace padu::registry
