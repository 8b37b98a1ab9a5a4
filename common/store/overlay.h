// Uncommitted changes over a store, read as if they were there: what decisions of one batch see of each other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/btree_map.h"
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

  // The last change of each key, in key order, appended to `batch`; the overlay is empty afterwards.
  void MoveTo(Batch& batch);
  bool empty() const { return changes_.empty(); }
  std::size_t bytes() const { return bytes_; }

 private:
  // nullopt: deleted.
  using Changes = absl::btree_map<std::string, std::optional<std::string>, std::less<>>;
  template <bool kBack>
  class MergedCursor;

  Changes::iterator At(std::string_view key);

  const Reader& base_;
  Changes changes_;
  std::uint64_t version_ = 0;  // another one: iterators into changes_ are stale
  std::size_t bytes_ = 0;
};

}  // namespace padu::store
