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

  // The last change of each key, in key order, appended to `batch` as views. They are read on as if they were there
  // while the batch is committed, until Committed(). No cursor is open, and nothing taken before is still uncommitted.
  void TakeTo(Batch& batch);
  // The base has what was taken, and lets it go: the batch views nothing any more.
  void Committed();

  // Of what was not taken yet: whether anything was changed, and the bytes of keys and values.
  bool empty() const { return top_->changes.empty(); }
  std::size_t bytes() const { return top_->bytes; }

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
  // Gets and puts are many and hash; scans are few, and only they pay for an order.
  struct Layer {
    std::deque<Entry> entries;  // read or changed; their places in memory stay
    absl::flat_hash_set<Entry*, KeyHash, KeyEqual> by_key;
    std::vector<Entry*> changes;  // in the order of their first change, once taken in the order of keys
    Ordered ordered;              // of the first ordered.size() changes
    std::uint64_t version = 0;    // another one: iterators into `ordered` are stale
    std::size_t bytes = 0;        // of the changes

    const Ordered& InOrder();
    void Clear();
  };
  template <bool kBack>
  class MergedCursor;
  template <bool kBack>
  std::unique_ptr<Cursor> Merged(std::string_view begin, std::string_view end) const;
  Entry& Changed(std::string_view key);

  const Reader& base_;
  // What is read is kept in the top one too.
  const std::unique_ptr<Layer> layers_[2] = {std::make_unique<Layer>(), std::make_unique<Layer>()};
  Layer* top_ = layers_[0].get();
  Layer* taken_ = layers_[1].get();  // empty unless a batch was taken and is not committed
};

}  // namespace padu::store
