#include "services/registry/api/key_audit.h"

#include "absl/time/time.h"
#include "common/base/log.h"
#include "common/store/overlay.h"
#include "services/registry/api/key_record.h"
#include "services/registry/api/key_shelf.h"

namespace padu::registry {
namespace {

constexpr std::int64_t kEvery = kMicrosPerDay;
constexpr std::int64_t kAfterTrouble = kMicrosPerMinute;
constexpr int kSlice = 2000;  // records
constexpr absl::Duration kAskTimeout = absl::Milliseconds(500);

}  // namespace

bool KeyAudit::Poll() {
  if (reader_ != nullptr) return ReadOn();
  if (clock_.BootNow() < due_boot_) return false;
  Begin();
  return reader_ != nullptr;
}

void KeyAudit::Begin() {
  if (!shelf::OwesAny(store_)) return End(kEvery);
  const auto bounds = log_.QueryBounds(topic_, kAskTimeout);
  if (!bounds.ok()) return End(kAfterTrouble);
  token_ = RandomU64(random_) | 1;  // 0: none
  next_ = bounds->begin;
  reader_ = log_.OpenReader(topic_, next_);
  last_.reset();
  probe_ = sender_.Add(kProbeKey, "");
}

bool KeyAudit::ReadOn() {
  if (!last_.has_value() && sender_.Written(probe_)) last_ = sender_.last_offset();
  if (last_.has_value() && next_ > *last_) {
    shelf::Settle(store_, token_);
    End(kEvery);
    return true;
  }
  if (sender_.Room() < kSlice) return false;
  const stream::Polled polled = reader_->Poll(kSlice, absl::ZeroDuration());
  if (!polled.error.ok()) {
    padu::Log(Severity::kWarn, "the audit of erased keys was cut short",
              {{"partition", topic_.partition}, {"status", polled.error}});
    End(kAfterTrouble);
    return false;
  }
  if (polled.records.empty()) return false;
  Take(polled.records);
  return true;
}

void KeyAudit::Take(const std::vector<stream::Record>& records) {
  store::Overlay seen(store_);
  for (const stream::Record& record : records) {
    next_ = record.offset + 1;
    if (!record.value.has_value()) continue;
    const auto owed = shelf::OwedSince(seen, record.key);
    if (!owed.has_value() || *owed == token_) continue;
    sender_.Add(record.key, std::nullopt);
    shelf::SetOwed(seen, record.key, token_);
  }
  store::Batch batch;
  seen.TakeTo(batch);
  if (!batch.empty()) store_.Commit(batch, store::Durability::kBuffered);
}

void KeyAudit::End(std::int64_t again_after_us) {
  reader_.reset();
  token_ = 0;
  due_boot_ = clock_.BootNow() + again_after_us;
}

}  // namespace padu::registry
