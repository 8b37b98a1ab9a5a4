#include "services/registry/api/key_topic.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/status.h"
#include "services/registry/api/key_shelf.h"

namespace padu::registry {
namespace {

constexpr int kSlice = 2000;  // records of one commit
constexpr std::size_t kErasedSlice = 1000;
constexpr absl::Duration kAskTimeout = absl::Milliseconds(500);
constexpr std::int64_t kOpenAgainAfter = 500 * kMicrosPerMilli;
constexpr std::int64_t kReconcileEvery = kMicrosPerMinute;
constexpr std::int64_t kReconcileAgainAfter = kMicrosPerSecond;

}  // namespace

absl::Status TooManyDraws() {
  return Refuse(absl::StatusCode::kResourceExhausted,
                {.reason = "TOO_MANY_KEYS_DRAWN",
                 .text_id = "Terlalu banyak kunci data pribadi sedang dibuat. Coba lagi sebentar lagi.",
                 .text_en = "Too many keys for personal data are being made. Try again in a moment.",
                 .metadata = {}});
}

KeyTopic::KeyTopic(const KeyPorts& ports, int partition, ForEachErased for_each_erased)
    : ports_(ports),
      topic_{kKeysTopic, partition},
      for_each_erased_(std::move(for_each_erased)),
      sender_(ports.log, topic_),
      audit_(ports.log, topic_, ports.store, sender_, ports.clock, ports.random),
      sweep_(ports.store, sender_, ports.secrets, ports.random) {}

void KeyTopic::Draw(FreshKeys fresh, std::int64_t deadline_boot, DrawDone done) {
  const std::size_t count = fresh.keys.size();
  if (!ready_) {
    WipeAll(fresh.keys);
    done(KeysUnavailable());
    return;
  }
  if (draws_.keys() + count > kDrawnKeysMax || count > sender_.Room()) {
    WipeAll(fresh.keys);
    done(TooManyDraws());
    return;
  }
  for (std::size_t i = 0; i < count; ++i) sender_.Add(fresh.keys[i].key_id, fresh.records[i]);
  draws_.Add(std::move(fresh), deadline_boot, std::move(done));
}

bool KeyTopic::Poll() {
  if (!erasing_.empty()) EraseAll();
  bool did = draws_.Expire(ports_.clock.BootNow());
  if (state_ == State::kOpening) Open();
  did |= sender_.Poll();
  if (state_ == State::kReady) {
    did |= audit_.Poll();
    did |= sweep_.Poll(next_);
  }
  did |= Read();
  if (state_ == State::kReading && AtEnd()) state_ = State::kReconciling;
  if (state_ == State::kReconciling) {
    Reconcile();
  } else if (state_ == State::kReady && ports_.clock.BootNow() >= reconcile_boot_) {
    EraseWhatFactsErased();
  }
  draws_.Answer();
  return did;
}

bool KeyTopic::Owes() const { return shelf::OwesAny(ports_.store); }

void KeyTopic::Open() {
  if (ports_.clock.BootNow() < open_boot_) return;
  const auto bounds = ports_.log.QueryBounds(topic_, kAskTimeout);
  if (!bounds.ok()) {
    open_boot_ = ports_.clock.BootNow() + kOpenAgainAfter;
    if (const auto skipped = away_log_.Allow(ports_.clock)) {
      padu::Log(Severity::kWarn, "the keys topic cannot be read yet",
                {{"partition", topic_.partition}, {"status", bounds.status()}, {"skipped", *skipped}});
    }
    return;
  }
  const auto kept = shelf::NextOffset(ports_.store);
  next_ = kept.value_or(bounds->begin);
  if (next_ > bounds->end) {
    padu::Log(Severity::kError, "the keys topic lost its tail; keys that it lost are written again",
              {{"partition", topic_.partition}, {"end", bounds->end}, {"read_to", next_}});
    sweep_.WriteAgainFrom(bounds->end);
  }
  if (next_ < bounds->begin || next_ > bounds->end) next_ = bounds->begin;
  reader_ = ports_.log.OpenReader(topic_, next_);
  probe_ = sender_.Add(kProbeKey, "");
  last_.reset();
  state_ = State::kReading;
}

bool KeyTopic::Read() {
  if (reader_ == nullptr || sender_.Room() < kSlice) return false;
  const stream::Polled polled = reader_->Poll(kSlice, absl::ZeroDuration());
  if (!polled.error.ok()) {
    padu::Log(Severity::kError, "the keys topic does not hold what was read; reading it anew",
              {{"partition", topic_.partition}, {"status", polled.error}});
    reader_.reset();
    state_ = State::kOpening;
    return false;
  }
  if (polled.records.empty()) return false;
  store::Overlay txn(ports_.store);
  for (const stream::Record& record : polled.records) Take(record, txn);
  next_ = polled.records.back().offset + 1;
  Commit(txn);
  return true;
}

// One sync for all that a poll brought. While the topic is read up to its end a crash just reads again.
void KeyTopic::Commit(store::Overlay& txn) {
  shelf::SetNextOffset(txn, next_);
  store::Batch batch;
  txn.TakeTo(batch);
  const bool synced = state_ == State::kReady || draws_.any_confirmed() || !erased_.empty();
  ports_.store.Commit(batch, synced ? store::Durability::kSynced : store::Durability::kBuffered);
  CompactErased();
}

void KeyTopic::Take(const stream::Record& record, store::Txn& txn) {
  if (record.key == kProbeKey) return;
  if (record.value.has_value()) {
    TakeValue(record, txn);
  } else if (!shelf::IsErased(txn, record.key)) {
    // Only a confirmed fact makes a tombstone. It stands there already: none is written.
    shelf::MarkErased(txn, record.key, audit_.token());
    erased_.push_back(record.key);
  }
}

void KeyTopic::TakeValue(const stream::Record& record, store::Txn& txn) {
  if (shelf::IsErased(txn, record.key)) {
    sender_.Add(record.key, std::nullopt);
    shelf::SetOwed(txn, record.key, audit_.token());
    return;
  }
  const auto met = DecodeKeyRecord(*record.value);
  if (!met.has_value()) {
    padu::Log(Severity::kError, "a record of the keys topic cannot be read",
              {{"partition", topic_.partition}, {"offset", record.offset}});
    return;
  }
  draws_.Confirm(record.key, *record.value);
  const auto kept = shelf::Get(txn, record.key);
  const bool older =
      kept.has_value() && met->wrapped.master_version < DecodeKeyRecord(kept->record)->wrapped.master_version;
  if (!older) {
    shelf::Put(txn, record.key, record.offset, *record.value);
  } else if (record.offset > kept->offset) {
    sender_.Add(record.key, kept->record);
  }
}

bool KeyTopic::AtEnd() {
  if (!last_.has_value() && sender_.Written(probe_)) last_ = sender_.last_offset();
  return last_.has_value() && next_ > *last_;
}

void KeyTopic::Reconcile() {
  if (!EraseWhatFactsErased()) return;
  ports_.store.Flush();
  state_ = State::kReady;
  ready_ = true;
}

// Also when all is ready, now and then: whoever asked for an erasure may be gone before it is confirmed, and then
// nobody comes to say so. False: that cannot be asked now.
bool KeyTopic::EraseWhatFactsErased() {
  const absl::Status asked = for_each_erased_([this](std::string_view key_id) {
    if (shelf::IsErased(ports_.store, key_id)) return;
    erasing_.emplace_back(key_id);
    if (erasing_.size() >= kErasedSlice) EraseAll();
  });
  EraseAll();
  reconcile_boot_ = ports_.clock.BootNow() + (asked.ok() ? kReconcileEvery : kReconcileAgainAfter);
  return asked.ok();
}

void KeyTopic::EraseAll() {
  store::Overlay txn(ports_.store);
  for (const std::string& key_id : std::exchange(erasing_, {})) {
    if (!shelf::IsErased(txn, key_id)) MarkErased(key_id, txn);
  }
  store::Batch batch;
  txn.TakeTo(batch);
  if (batch.empty()) return;
  ports_.store.Commit(batch, store::Durability::kSynced);
  CompactErased();
}

// A key that was never met has no value in what was read of the topic; should one come, it is answered then.
void KeyTopic::MarkErased(std::string_view key_id, store::Txn& txn) {
  if (shelf::Get(txn, key_id).has_value()) {
    sender_.Add(key_id, std::nullopt);
    erased_.emplace_back(key_id);
  }
  shelf::MarkErased(txn, key_id, audit_.token());
}

void KeyTopic::CompactErased() {
  if (erased_.empty()) return;
  shelf::Compact(ports_.store, erased_);
  erased_.clear();
}

}  // namespace padu::registry
