// Folds rows into tables: the machine's facts into its own tables, the row's cause and engine facts into the engine's.
#pragma once

#include "absl/status/status.h"
#include "common/journal/epoch_line.h"
#include "common/journal/machine.h"
#include "common/store/overlay.h"

namespace padu::journal {

// Passes on what touches keys with first_tag <= tag < end_tag and aborts on the rest: a fold that reads the other kind
// of table would come to different tables in a rebuild (rule 4).
class TagGuard final : public store::Txn {
 public:
  // end_tag 0x100: no upper bound.
  TagGuard(store::Txn& base, int first_tag, int end_tag) : base_(base), first_(first_tag), end_(end_tag) {}

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override;
  [[nodiscard]] std::unique_ptr<store::Cursor> Scan(std::string_view begin, std::string_view end) const override;
  [[nodiscard]] std::unique_ptr<store::Cursor> ScanBack(std::string_view begin, std::string_view end) const override;
  void Put(std::string_view key, std::string_view value) override;
  void Delete(std::string_view key) override;

 private:
  void Check(std::string_view key) const;
  store::Txn& base_;
  const int first_;
  const int end_;
};

TagGuard OwnTables(store::Txn& tables);
TagGuard ViewTables(store::Txn& tables);

// Folds the engine's part of a row: epoch, request id, box position, engine facts. `line` is the journal's on this
// disk.
void FoldEnginePart(const Row& row, EpochLine& line, store::Txn& tables);

// Folds a whole row, as recovery does. FAILED_PRECONDITION, with nothing folded, if it holds a fact that this binary
// does not know.
absl::Status FoldRow(const Machine& machine, const Row& row, EpochLine& line, store::Txn& tables);

}  // namespace padu::journal
