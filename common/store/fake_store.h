// A store in memory that knows what a crash would lose. For tests and simulations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_map.h"
#include "common/store/store.h"

namespace padu::store {

struct FakeStoreOptions {
  std::uint8_t journal_tag = 0;  // as RocksOptions: the table that a torn rebuild loses apart from the others
};

// Threads as Store. Snapshots and cursors must be gone before the store is; a commit while one is open copies the map
// once, otherwise nothing is ever copied.
class FakeStore final : public Store {
 public:
  explicit FakeStore(FakeStoreOptions options = {});

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override;
  [[nodiscard]] std::unique_ptr<Cursor> Scan(std::string_view begin, std::string_view end) const override;
  [[nodiscard]] std::unique_ptr<Cursor> ScanBack(std::string_view begin, std::string_view end) const override;
  void Commit(const Batch& batch, Durability durability) override;
  [[nodiscard]] std::unique_ptr<Reader> Snapshot() const override;
  void DeleteRange(std::string_view begin, std::string_view end) override;
  void Flush() override;
  [[nodiscard]] std::uint64_t FreeBytes() const override;

  // How many commits a crash now could lose (a DeleteRange counts as one).
  std::size_t unsynced() const;
  // The machine stops: of the unsynced commits the first `survive` remain, and those are then on disk.
  void Crash(std::size_t survive) { Crash(survive, survive); }
  // The same, where of commits without a log (kRebuild) the journal's keys go to disk at another time than the others.
  void Crash(std::size_t survive, std::size_t survive_journal);
  // The same content, of which a crash loses the same: a copy of the disk, to be restored later.
  [[nodiscard]] std::unique_ptr<FakeStore> Clone() const;
  // What FreeBytes answers from now on; 0: the reserve is reached. Writes still succeed, so a test sees one begun.
  void SetFreeBytes(std::uint64_t bytes);
  std::size_t size() const;

 private:
  using Map = absl::btree_map<std::string, std::string, std::less<>>;
  class Pin;
  template <bool kBack>
  class MapCursor;
  class SnapshotReader;

  struct Undo {
    std::string key;
    std::optional<std::string> before;  // nullopt: the key was not there
  };
  struct Unsynced {
    bool logged = true;
    std::vector<Undo> undo;  // in the order of the changes
  };

  Map& WritableLocked();
  static void Change(Map& map, std::string_view key, std::optional<std::string_view> value, std::vector<Undo>* undo);

  const FakeStoreOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<Map> map_;  // shared with open snapshots and cursors
  std::vector<Unsynced> unsynced_;
  std::uint64_t free_bytes_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace padu::store
