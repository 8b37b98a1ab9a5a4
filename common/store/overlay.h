// Uncommitted changes over a store, read as if they were there: what decisions of one batch see of each other. What one
// decision read of the store is kept for the next ones, so that a batch reads a key once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_set.h"
#include "common/store/store.h"

namespace padu::store {

// What folds write through: read-your-writes over some base.
class Txn : public Reader {
 public:
  virtual void Put(std::string_view key, std::string_view value) = 0;
  virtual void Delete(std::string_view key) = 0;
};

// One thread. The base must outlive the overlay, and may change only by the commit of this overlay's changes. A key may
// be put or deleted while a cursor is open: the cursor's current entry stays as it was read, and what lies ahead of it
// is seen as changed. So a fold that deletes what it walks over does the same wherever its batch began.
class Overlay final : public Txn {
 public:
  explicit Overlay(const Reader& base) : base_(base) {}

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override;
  [[nodiscard]] std::unique_ptr<Cursor> Scan(std::string_view begin, std::string_view end) const override;
  [[nodiscard]] std::unique_ptr<Cursor> ScanBack(std::string_view begin, std::string_view end) const override;
  void Put(std::string_view key, std::string_view value) override;
  void Delete(std::string_view key) override;

  // The last change of each key, in key order, appended to `batch`; the overlay is empty afterwards. No cursor is open.
  void MoveTo(Batch& batch);
  bool empty() const { return changes_.empty(); }
  // Of keys and values that were changed.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::string key;
    std::optional<std::string> value;  // nullopt: not there, or deleted
    bool changed = false;              // else as the base has it
  };
  struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const;
    std::size_t operator()(const Entry* entry) const { return operator()(entry->key); }
  };
  struct KeyEqual {
    using is_transparent = void;
    bool operator()(const Entry* a, const Entry* b) const { return a == b; }
    bool operator()(const Entry* a, std::string_view key) const { return a->key == key; }
  };
  struct KeyLess {
    using is_transparent = void;
    bool operator()(const Entry* a, const Entry* b) const { return a->key < b->key; }
    bool operator()(const Entry* a, std::string_view key) const { return a->key < key; }
    bool operator()(std::string_view key, const Entry* b) const { return key < b->key; }
  };
  using Ordered = absl::btree_set<const Entry*, KeyLess>;
  template <bool kBack>
  class MergedCursor;

  Entry& Changed(std::string_view key);
  const Ordered& InOrder() const;

  const Reader& base_;
  // Read or changed; their places in memory stay. Gets and puts are many and hash; scans are few, and only they pay for
  // an order.
  mutable std::deque<Entry> entries_;
  mutable absl::flat_hash_set<Entry*, KeyHash, KeyEqual> by_key_;
  std::vector<Entry*> changes_;        // in the order of their first change
  mutable Ordered ordered_;            // of the first ordered_.size() changes
  mutable std::uint64_t version_ = 0;  // another one: iterators into ordered_ are stale
  std::size_t bytes_ = 0;
};

}  // namespace padu::store
