#include "common/journal/fold.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "common/base/check.h"
#include "common/journal/engine_tables.h"

namespace padu::journal {
namespace {

using common::v1::BoxState;

void FoldBoxCause(const common::v1::BoxCause& cause, store::Txn& tables) {
  const std::string key = BoxKey(cause.box());
  BoxState box = GetProto<BoxState>(tables, key).value_or(BoxState());
  PADU_CHECK(box.generation() == cause.generation());
  if (cause.offset() < box.offset()) return;
  box.set_offset(cause.offset() + 1);
  box.set_last_offset(cause.offset());
  *box.mutable_last_digest() = cause.digest();
  box.set_last_broker_time(cause.broker_time());
  tables.Put(key, box.SerializeAsString());
}

void FoldBoxOpened(const common::v1::BoxOpened& fact, store::Txn& tables) {
  BoxState box;
  box.set_generation(fact.generation());
  box.set_offset(fact.offset());
  box.set_last_offset(-1);
  tables.Put(BoxKey(fact.box()), box.SerializeAsString());
}

void FoldBoxStopped(const common::v1::BoxStopped& fact, store::Txn& tables) {
  const std::string key = BoxKey(fact.box());
  BoxState box = GetProto<BoxState>(tables, key).value_or(BoxState());
  box.set_stopped(fact.reason());
  tables.Put(key, box.SerializeAsString());
}

void FoldTimePassed(const common::v1::TimePassed& fact, store::Txn& tables) {
  const auto time = static_cast<std::uint64_t>(std::max(fact.input_time(), ReadInputTime(tables)));
  tables.Put(KeyWriter(kInputTimeTag).str(), KeyWriter().U64(time).str());
}

void FoldRequest(const common::v1::CommandCause& cause, Sequence sequence, store::Txn& tables) {
  if (cause.request_id().empty()) return;
  common::v1::RequestEntry entry;
  *entry.mutable_digest() = cause.digest();
  entry.set_sequence(sequence);
  tables.Put(RequestKey(cause.caller(), cause.method(), cause.request_id()), entry.SerializeAsString());
}

// A stretch begins where the epoch differs from that of the row before.
void FoldEpoch(const Row& row, EpochLine& line, store::Txn& tables) {
  const Epoch epoch{row.epoch_number(), row.epoch_life()};
  if (line.Last() == epoch) return;
  line.Add(row.sequence(), epoch);
  common::v1::EpochStretch stretch;
  stretch.mutable_epoch()->set_number(epoch.number);
  stretch.mutable_epoch()->set_life(epoch.life);
  stretch.set_first(row.sequence());
  tables.Put(EpochKey(row.sequence()), stretch.SerializeAsString());
}

}  // namespace

void TagGuard::Check(std::string_view key) const {
  const int tag = key.empty() ? -1 : static_cast<std::uint8_t>(key[0]);
  if (tag < first_ || tag >= end_) PADU_FATAL("a fold touches a table of the other kind");
}

bool TagGuard::Get(std::string_view key, std::string* value) const {
  Check(key);
  return base_.Get(key, value);
}

std::unique_ptr<store::Cursor> TagGuard::Scan(std::string_view begin, std::string_view end) const {
  Check(begin);
  return base_.Scan(begin, end);
}

std::unique_ptr<store::Cursor> TagGuard::ScanBack(std::string_view begin, std::string_view end) const {
  Check(begin);
  return base_.ScanBack(begin, end);
}

void TagGuard::Put(std::string_view key, std::string_view value) {
  Check(key);
  base_.Put(key, value);
}

void TagGuard::Delete(std::string_view key) {
  Check(key);
  base_.Delete(key);
}

TagGuard OwnTables(store::Txn& tables) { return TagGuard(tables, kFirstOwnTag, kFirstViewTag); }
TagGuard ViewTables(store::Txn& tables) { return TagGuard(tables, kFirstViewTag, 0x100); }

void FoldEnginePart(const Row& row, EpochLine& line, store::Txn& tables) {
  FoldEpoch(row, line, tables);
  for (const auto& fact : row.engine_facts()) {
    if (fact.has_box_opened()) FoldBoxOpened(fact.box_opened(), tables);
    if (fact.has_box_stopped()) FoldBoxStopped(fact.box_stopped(), tables);
    if (fact.has_time_passed()) FoldTimePassed(fact.time_passed(), tables);
  }
  if (row.cause().has_command()) FoldRequest(row.cause().command(), row.sequence(), tables);
  if (row.cause().has_box()) FoldBoxCause(row.cause().box(), tables);
}

absl::Status FoldRow(const Machine& machine, const Row& row, EpochLine& line, store::Txn& tables) {
  std::vector<std::unique_ptr<MessageLite>> facts;
  for (const std::string& bytes : row.facts()) {
    facts.push_back(machine.NewFact());
    if (!facts.back()->ParseFromString(bytes) || !machine.Knows(*facts.back())) {
      return absl::FailedPreconditionError("a row holds a fact that this binary does not know; start a newer binary");
    }
  }
  TagGuard own = OwnTables(tables);
  Place place{.sequence = row.sequence(), .decided_at = row.decided_at(), .index = 0, .cause = &row.cause()};
  for (const auto& fact : facts) {
    machine.Evolve(*fact, place, own);
    ++place.index;
  }
  FoldEnginePart(row, line, tables);
  return absl::OkStatus();
}

}  // namespace padu::journal
