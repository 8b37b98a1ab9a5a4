// The store of production: one RocksDB directory, owned by one process, written by one thread.
//
// An I/O error aborts. So does corruption, after the file CORRUPT with the reason was written into the directory: Open
// then answers DATA_LOSS, and the caller sets the directory aside and rebuilds it from the topic (ARCHITECTURE.md, rule
// 17). Errors of background work count as those of a call.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/store/rocks/committer.h"
#include "common/store/store.h"

namespace padu::store {

// Memory and background writes that all stores of a process share. Made once by main; any thread.
class RocksShared {
 public:
  struct Options {
    std::uint64_t block_cache_bytes = std::uint64_t{256} << 20;   // write buffers count against it
    std::uint64_t write_buffer_bytes = std::uint64_t{128} << 20;  // of all stores together; above it the oldest flushes
    std::uint64_t background_bytes_per_second = 0;                // flushes and compactions; 0: as fast as they can
  };
  struct Parts;

  static std::shared_ptr<RocksShared> Make(const Options& options);
  explicit RocksShared(std::unique_ptr<Parts> parts);
  ~RocksShared();
  const Parts& parts() const { return *parts_; }

 private:
  const std::unique_ptr<Parts> parts_;
};

struct RocksOptions {
  std::string path;              // made if missing, with its parents
  std::uint8_t journal_tag = 0;  // keys that begin with it are appended in order and seldom read: a family of their own
  std::shared_ptr<RocksShared> shared;                           // null: one of its own
  std::uint64_t disk_reserve_bytes = 0;                          // FreeBytes is 0 when less than this is free
  std::uint64_t max_total_wal_bytes = std::uint64_t{128} << 20;  // bounds what a start after a crash reads again
  std::uint64_t write_buffer_bytes = std::uint64_t{64} << 20;    // of each column family
};

// Threads as Store; Flush, Compact and DeleteRange belong to the writer. Snapshots and cursors must be gone before the
// store is.
class RocksStore final : public Store {
 public:
  // DATA_LOSS: the directory is marked corrupt, or was found to be and is marked now. UNAVAILABLE: an I/O error, or
  // another process has it open. The message says which.
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const RocksOptions& options);

  ~RocksStore() override;

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override;
  [[nodiscard]] std::unique_ptr<Cursor> Scan(std::string_view begin, std::string_view end) const override;
  [[nodiscard]] std::unique_ptr<Cursor> ScanBack(std::string_view begin, std::string_view end) const override;
  // The first commit that is not kRebuild after some that were flushes them first: no hole may precede it.
  void Commit(const Batch& batch, Durability durability) override;
  void StartCommit(const Batch& batch) override;
  [[nodiscard]] bool CommitDone(bool wait) override;
  [[nodiscard]] std::unique_ptr<Reader> Snapshot() const override;
  void DeleteRange(std::string_view begin, std::string_view end) override;
  void Flush() override;
  void Compact(std::string_view begin, std::string_view end) override;
  // Asks the file system at most every 100 ms. Any thread.
  [[nodiscard]] std::uint64_t FreeBytes() const override;

  // A copy of the state now in `directory`, which must not exist: hard links where the file system allows. Writer.
  absl::Status Checkpoint(const std::string& directory);

 private:
  struct Database;
  explicit RocksStore(std::unique_ptr<Database> database);
  void Write(const Batch& batch, Durability durability);

  const std::unique_ptr<Database> database_;
  bool rebuilding_ = false;  // the writer's: commits without a log are not flushed yet
  mutable std::atomic<std::int64_t> free_asked_at_;
  mutable std::atomic<std::uint64_t> free_bytes_;
  Committer committer_;  // last: its thread uses the above
};

}  // namespace padu::store
