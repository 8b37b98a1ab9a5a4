// Folds rows into tables: the machine's facts into its own tables, the row's cause and engine facts into the engine's.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/journal/epoch_line.h"
#include "common/journal/machine.h"
#include "common/store/overlay.h"
#include "padu/common/v1/engine_tables.pb.h"

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

// Folds the engine's part of rows: epochs, request ids, positions of boxes, engine facts. One thread, always the same
// tables.
class EngineFold {
 public:
  // `line` is that of the rows in the tables.
  explicit EngineFold(EpochLine line) : line_(std::move(line)) {}

  void Fold(const Row& row, store::Txn& tables);
  // A box has many rows in a batch and one state: it is put here, before the batch is taken.
  void PutBoxes(store::Txn& tables);

  const EpochLine& line() const { return line_; }
  void ClearLine() { line_.Clear(); }

 private:
  void FoldBox(const common::v1::BoxCause& cause, const store::Reader& tables);
  void FoldEngineFact(const common::v1::EngineFact& fact, store::Txn& tables);
  void FoldEpoch(const Row& row, store::Txn& tables);
  common::v1::BoxState& Box(const std::string& topic, const store::Reader& tables);

  EpochLine line_;
  std::map<std::string, common::v1::BoxState> boxes_;  // changed since the last PutBoxes
};

// Folds a whole row, as recovery does. FAILED_PRECONDITION, with nothing folded, if it holds a fact that this binary
// does not know.
absl::Status FoldRow(const Machine& machine, const Row& row, EngineFold& engine, store::Txn& tables);

}  // namespace padu::journal
