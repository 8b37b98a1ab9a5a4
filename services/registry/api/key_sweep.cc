#include "services/registry/api/key_sweep.h"

#include <algorithm>

#include "common/base/crypto.h"
#include "common/base/log.h"
#include "services/registry/api/key_record.h"

namespace padu::registry {
namespace {

constexpr std::size_t kSlice = 2000;  // keys walked at a time

}  // namespace

void KeySweep::Begin() {
  from_ = "";
  renewed_ = unreadable_ = 0;
}

void KeySweep::WriteAgainFrom(stream::Offset end) {
  lost_from_ = lost_from_.has_value() ? std::min(*lost_from_, end) : end;
  Begin();
}

bool KeySweep::Poll(stream::Offset met) {
  if (!from_.has_value() || sender_.Room() < kSlice) return false;
  // A walk sees what the one before it wrote.
  if (from_->empty() && (!sender_.Idle() || met <= sender_.last_offset())) return false;
  std::size_t walked = 0;
  from_ = shelf::Walk(store_, *from_, [&](std::string_view key_id, const ShelvedKey& key) {
    if (++walked > kSlice) return false;
    if (auto record = Renewed(key_id, key)) {
      sender_.Add(key_id, *std::move(record));
      ++renewed_;
    }
    return true;
  });
  if (!from_.has_value()) EndWalk();
  return true;
}

void KeySweep::EndWalk() {
  padu::Log(Severity::kInfo, "keys were walked",
            {{"written_again", renewed_}, {"unreadable", unreadable_}, {"rewraps", rewraps_}});
  lost_from_.reset();
  if (rewraps_ && renewed_ > 0) return Begin();
  rewraps_ = false;
}

std::optional<std::string> KeySweep::Renewed(std::string_view key_id, const ShelvedKey& key) {
  if (rewraps_) {
    if (auto record = Rewrapped(key_id, key)) return record;
  }
  if (lost_from_.has_value() && key.offset >= *lost_from_) return key.record;
  return std::nullopt;
}

std::optional<std::string> KeySweep::Rewrapped(std::string_view key_id, const ShelvedKey& key) {
  auto record = DecodeKeyRecord(key.record);
  const auto city = record.has_value() ? secrets_.ForCity(record->city) : absl::NotFoundError("an unknown format");
  if (!city.ok()) {
    ++unreadable_;
    return std::nullopt;
  }
  if (record->wrapped.master_version >= (*city)->master_version()) return std::nullopt;
  auto data_key = (*city)->Unwrap(key_id, record->wrapped);
  if (!data_key.ok()) {
    ++unreadable_;
    return std::nullopt;
  }
  record->wrapped = (*city)->Wrap(key_id, *data_key, random_);
  Wipe(*data_key);
  return EncodeKeyRecord(*record);
}

}  // namespace padu::registry
