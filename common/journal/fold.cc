#include "common/journal/fold.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "common/base/check.h"
#include "common/journal/engine_tables.h"

namespace padu::journal {
namespace {

using common::v1::BoxState;

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

void EngineFold::Fold(const Row& row, store::Txn& tables) {
  FoldEpoch(row, tables);
  for (const auto& fact : row.engine_facts()) FoldEngineFact(fact, tables);
  if (row.cause().has_command()) FoldRequest(row.cause().command(), row.sequence(), tables);
  if (row.cause().has_box()) FoldBox(row.cause().box(), tables);
}

// A stretch begins where the epoch differs from that of the row before.
void EngineFold::FoldEpoch(const Row& row, store::Txn& tables) {
  const Epoch epoch{row.epoch_number(), row.epoch_life()};
  if (line_.Last() == epoch) return;
  line_.Add(row.sequence(), epoch);
  common::v1::EpochStretch stretch;
  stretch.mutable_epoch()->set_number(epoch.number);
  stretch.mutable_epoch()->set_life(epoch.life);
  stretch.set_first(row.sequence());
  tables.Put(EpochKey(row.sequence()), stretch.SerializeAsString());
}

void EngineFold::FoldBox(const common::v1::BoxCause& cause, const store::Reader& tables) {
  BoxState& box = Box(cause.box(), tables);
  PADU_CHECK(box.generation() == cause.generation());
  if (cause.offset() < box.offset()) return;
  box.set_offset(cause.offset() + 1);
  box.set_last_offset(cause.offset());
  *box.mutable_last_digest() = cause.digest();
  box.set_last_broker_time(cause.broker_time());
}

// What a row says of a box itself is read at once: the box is opened as the tables have it.
void EngineFold::FoldEngineFact(const common::v1::EngineFact& fact, store::Txn& tables) {
  if (fact.has_box_opened()) {
    BoxState& box = boxes_[fact.box_opened().box()];
    box.Clear();
    box.set_generation(fact.box_opened().generation());
    box.set_offset(fact.box_opened().offset());
    box.set_last_offset(-1);
    PutBoxes(tables);
  }
  if (fact.has_box_stopped()) {
    Box(fact.box_stopped().box(), tables).set_stopped(fact.box_stopped().reason());
    PutBoxes(tables);
  }
  if (fact.has_time_passed()) FoldTimePassed(fact.time_passed(), tables);
}

BoxState& EngineFold::Box(const std::string& topic, const store::Reader& tables) {
  const auto known = boxes_.find(topic);
  if (known != boxes_.end()) return known->second;
  return boxes_[topic] = GetProto<BoxState>(tables, BoxKey(topic)).value_or(BoxState());
}

void EngineFold::PutBoxes(store::Txn& tables) {
  for (const auto& [topic, state] : boxes_) tables.Put(BoxKey(topic), state.SerializeAsString());
  boxes_.clear();
}

absl::Status FoldRow(const Machine& machine, const Row& row, EngineFold& engine, store::Txn& tables) {
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
  engine.Fold(row, tables);
  return absl::OkStatus();
}

}  // namespace padu::journal
