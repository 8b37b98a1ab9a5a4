// Finds the first entry of due work without a scan for each batch: what was worked off leaves tombstones in the store,
// and a scan from the table's start would walk over all of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/journal/machine.h"
#include "common/store/overlay.h"

namespace padu::journal {

// One thread. Sees every change of the machine's table of due entries from its making on.
class DueQueue {
 public:
  explicit DueQueue(const Machine& machine);

  // The key of the first entry, if it is due at `now`.
  std::optional<std::string> Next(UnixMicros now, const store::Reader& tables);

  void NotePut(std::string_view key);
  void NoteDelete(std::string_view key);

 private:
  bool IsEntry(std::string_view key) const;

  const Machine& machine_;
  std::string from_;  // no entry lies below it
  bool known_ = false;
  std::optional<std::string> first_;  // if known_
};

// Passes changes on and shows them to the queue.
class DueTxn final : public store::Txn {
 public:
  DueTxn(store::Txn& base, DueQueue& queue) : base_(base), queue_(queue) {}

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override { return base_.Get(key, value); }
  [[nodiscard]] std::unique_ptr<store::Cursor> Scan(std::string_view begin, std::string_view end) const override {
    return base_.Scan(begin, end);
  }
  [[nodiscard]] std::unique_ptr<store::Cursor> ScanBack(std::string_view begin, std::string_view end) const override {
    return base_.ScanBack(begin, end);
  }
  void Put(std::string_view key, std::string_view value) override {
    queue_.NotePut(key);
    base_.Put(key, value);
  }
  void Delete(std::string_view key) override {
    queue_.NoteDelete(key);
    base_.Delete(key);
  }

 private:
  store::Txn& base_;
  DueQueue& queue_;
};

}  // namespace padu::journal
