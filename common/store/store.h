// The storage port: one ordered map of bytes, one per partition, with atomic synced commits.
//
// RocksDB is behind it in production (rocks/), a std::map in tests (fake_store.h); contract_test.cc holds both to one
// behaviour. Errors of I/O or a corrupt store do not come back as values: the adapter marks the store if it is corrupt
// and aborts (ARCHITECTURE.md, rule 17), so that callers read like the rules they implement.
//
// Keys begin with a one-byte table tag (docs/formats.md lists them).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace padu::store {

// Walks keys in ascending order of bytes. Views are valid until the next call of Next or the cursor's end.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool Valid() const = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  virtual void Next() = 0;
};

// What can be read from. One thread unless a subclass says otherwise.
class Reader {
 public:
  virtual ~Reader() = default;
  // True and *value set if the key is there.
  [[nodiscard]] virtual bool Get(std::string_view key, std::string* value) const = 0;
  // Keys in [begin, end); an empty `end` means to the last key.
  [[nodiscard]] virtual std::unique_ptr<Cursor> Scan(std::string_view begin, std::string_view end) const = 0;
  // As Scan, descending from the greatest key below `end`.
  [[nodiscard]] virtual std::unique_ptr<Cursor> ScanBack(std::string_view begin, std::string_view end) const = 0;
};

// Changes that commit together; a later change of a key wins.
class Batch {
 public:
  struct Change {
    std::string_view key;
    std::string_view value;
    bool erase = false;
  };

  Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void Put(std::string_view key, std::string_view value) { PutView(Keep(key), Keep(value)); }
  void Delete(std::string_view key) { DeleteView(Keep(key)); }
  // What is given must stay as it is until the batch is done with.
  void PutView(std::string_view key, std::string_view value) { Add({key, value, false}); }
  void DeleteView(std::string_view key) { Add({key, {}, true}); }
  // A copy of `bytes` that stays as long as the batch.
  std::string_view Keep(std::string_view bytes) { return kept_.emplace_back(bytes); }
  void Clear() { changes_.clear(), kept_.clear(), bytes_ = 0; }

  const std::vector<Change>& changes() const { return changes_; }
  bool empty() const { return changes_.empty(); }
  std::size_t bytes() const { return bytes_; }

 private:
  void Add(const Change& change) {
    bytes_ += change.key.size() + change.value.size();
    changes_.push_back(change);
  }

  std::vector<Change> changes_;
  std::deque<std::string> kept_;  // their places in memory stay
  std::size_t bytes_ = 0;
};

enum class Durability {
  kSynced,    // on disk when Commit returns
  kBuffered,  // may be lost in a crash, but then so is everything committed after it
  kRebuild,   // no write-ahead log: only while a store is rebuilt from its topic; Flush makes it durable
};

// Reads (Get, Scan, Snapshot) are safe on any thread beside one writer; Commit is called by one thread.
class Store : public Reader {
 public:
  virtual void Commit(const Batch& batch, Durability durability) = 0;
  // Begins to commit, synced, beside what the writer does meanwhile. One at a time; the batch and what it views stay as
  // they are until CommitDone. Reads show all of it or nothing until then. A store may do it at once.
  virtual void StartCommit(const Batch& batch) { Commit(batch, Durability::kSynced); }
  // Whether what was begun is on disk; with `wait`, when it is.
  [[nodiscard]] virtual bool CommitDone(bool wait) { return true; }
  // A view of the state now that later commits do not change. Any thread; released by its destructor.
  [[nodiscard]] virtual std::unique_ptr<Reader> Snapshot() const = 0;
  // Deletes every key in [begin, end), not atomic with anything: for tables that are folded anew.
  virtual void DeleteRange(std::string_view begin, std::string_view end) = 0;
  // Makes everything committed so far durable.
  virtual void Flush() = 0;
  // Leaves nothing on the disk of what was deleted or replaced in [begin, end): for keys whose loss is the purpose.
  virtual void Compact(std::string_view begin, std::string_view end) {}
  // Bytes that may still be written before the reserve of the disk is touched; 0 means begin no write (rule 17).
  [[nodiscard]] virtual std::uint64_t FreeBytes() const = 0;
};

}  // namespace padu::store
