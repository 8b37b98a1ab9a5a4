#include "common/store/fake_store.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace padu::store {

// The map as it was when the pin was made. Taken and given back under the lock: the writer asks there if it is alone.
class FakeStore::Pin {
 public:
  explicit Pin(const FakeStore& store) : mutex_(store.mutex_) {
    const std::lock_guard lock(mutex_);
    map_ = store.map_;
  }
  Pin(const Pin& other) : mutex_(other.mutex_) {
    const std::lock_guard lock(mutex_);
    map_ = other.map_;
  }
  Pin& operator=(const Pin&) = delete;
  ~Pin() {
    const std::lock_guard lock(mutex_);
    map_.reset();
  }

  const Map& operator*() const { return *map_; }
  const Map* operator->() const { return map_.get(); }

 private:
  std::mutex& mutex_;
  std::shared_ptr<const Map> map_;
};

template <bool kBack>
class FakeStore::MapCursor final : public Cursor {
 public:
  MapCursor(const Pin& map, std::string_view begin, std::string_view end) : map_(map) {
    first_ = map_->lower_bound(begin);
    last_ = end.empty() ? map_->end() : map_->lower_bound(end);
    if (!end.empty() && end <= begin) last_ = first_;
  }

  bool Valid() const override { return first_ != last_; }
  std::string_view key() const override { return Current().first; }
  std::string_view value() const override { return Current().second; }
  void Next() override {
    PADU_CHECK(Valid());
    if constexpr (kBack) {
      --last_;
    } else {
      ++first_;
    }
  }

 private:
  const Map::value_type& Current() const {
    PADU_CHECK(Valid());
    return kBack ? *std::prev(last_) : *first_;
  }

  const Pin map_;
  Map::const_iterator first_;
  Map::const_iterator last_;
};

class FakeStore::SnapshotReader final : public Reader {
 public:
  explicit SnapshotReader(const FakeStore& store) : map_(store) {}

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override {
    const auto found = map_->find(key);
    if (found == map_->end()) return false;
    *value = found->second;
    return true;
  }
  [[nodiscard]] std::unique_ptr<Cursor> Scan(std::string_view begin, std::string_view end) const override {
    return std::make_unique<MapCursor<false>>(map_, begin, end);
  }
  [[nodiscard]] std::unique_ptr<Cursor> ScanBack(std::string_view begin, std::string_view end) const override {
    return std::make_unique<MapCursor<true>>(map_, begin, end);
  }

 private:
  const Pin map_;
};

FakeStore::FakeStore(FakeStoreOptions options) : options_(options), map_(std::make_shared<Map>()) {}

bool FakeStore::Get(std::string_view key, std::string* value) const {
  const std::lock_guard lock(mutex_);
  const auto found = map_->find(key);
  if (found == map_->end()) return false;
  *value = found->second;
  return true;
}

std::unique_ptr<Cursor> FakeStore::Scan(std::string_view begin, std::string_view end) const {
  return std::make_unique<MapCursor<false>>(Pin(*this), begin, end);
}

std::unique_ptr<Cursor> FakeStore::ScanBack(std::string_view begin, std::string_view end) const {
  return std::make_unique<MapCursor<true>>(Pin(*this), begin, end);
}

std::unique_ptr<Reader> FakeStore::Snapshot() const { return std::make_unique<SnapshotReader>(*this); }

FakeStore::Map& FakeStore::WritableLocked() {
  if (map_.use_count() > 1) map_ = std::make_shared<Map>(*map_);
  return *map_;
}

// Sets (or without a value deletes) a key, and notes in `undo`, if given, what was there.
void FakeStore::Change(Map& map, std::string_view key, std::optional<std::string_view> value, std::vector<Undo>* undo) {
  const auto at = map.lower_bound(key);
  const bool found = at != map.end() && at->first == key;
  if (undo != nullptr) {
    undo->push_back({std::string(key), found ? std::optional(std::move(at->second)) : std::nullopt});
  }
  if (!value.has_value()) {
    if (found) map.erase(at);
  } else if (found) {
    at->second = *value;
  } else {
    map.emplace_hint(at, std::string(key), *value);
  }
}

void FakeStore::Commit(const Batch& batch, Durability durability) {
  const std::lock_guard lock(mutex_);
  // As RocksStore: nothing may be on disk without what was committed before it.
  if (durability != Durability::kRebuild && !unsynced_.empty() && !unsynced_.back().logged) unsynced_.clear();
  if (durability == Durability::kSynced) unsynced_.clear();
  Map& map = WritableLocked();
  Unsynced* unsynced = nullptr;
  if (durability != Durability::kSynced) unsynced = &unsynced_.emplace_back();
  if (unsynced != nullptr) unsynced->logged = durability == Durability::kBuffered;
  for (const Batch::Change& change : batch.changes()) {
    Change(map, change.key, change.erase ? std::nullopt : std::optional(change.value),
           unsynced != nullptr ? &unsynced->undo : nullptr);
  }
}

void FakeStore::DeleteRange(std::string_view begin, std::string_view end) {
  Batch batch;
  for (auto cursor = Scan(begin, end); cursor->Valid(); cursor->Next()) batch.Delete(cursor->key());
  Commit(batch, Durability::kBuffered);
}

void FakeStore::Flush() {
  const std::lock_guard lock(mutex_);
  unsynced_.clear();
}

std::uint64_t FakeStore::FreeBytes() const {
  const std::lock_guard lock(mutex_);
  return free_bytes_;
}

std::size_t FakeStore::unsynced() const {
  const std::lock_guard lock(mutex_);
  return unsynced_.size();
}

void FakeStore::Crash(std::size_t survive, std::size_t survive_journal) {
  const std::lock_guard lock(mutex_);
  Map& map = WritableLocked();
  for (std::size_t i = unsynced_.size(); i-- > 0;) {
    Unsynced& commit = unsynced_[i];
    for (auto undo = commit.undo.rbegin(); undo != commit.undo.rend(); ++undo) {
      const bool journal = !undo->key.empty() && static_cast<std::uint8_t>(undo->key[0]) == options_.journal_tag;
      if (i < (journal && !commit.logged ? survive_journal : survive)) continue;
      Change(map, undo->key, undo->before, nullptr);
    }
  }
  unsynced_.clear();
}

std::unique_ptr<FakeStore> FakeStore::Clone() const {
  auto clone = std::make_unique<FakeStore>(options_);
  const std::lock_guard lock(mutex_);
  clone->map_ = std::make_shared<Map>(*map_);
  clone->unsynced_ = unsynced_;
  clone->free_bytes_ = free_bytes_;
  return clone;
}

void FakeStore::SetFreeBytes(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  free_bytes_ = bytes;
}

std::size_t FakeStore::size() const {
  const std::lock_guard lock(mutex_);
  return map_->size();
}

}  // namespace padu::store
