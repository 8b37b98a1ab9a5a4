#include "services/registry/api/testing/fake_partition.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/crypto.h"
#include "common/journal/engine_tables.h"

namespace padu::registry::testing {

FakePartition::FakePartition(const journal::Machine& machine, const Clock& clock)
    : clock_(clock), decider_(machine, store_, {}, {}, {}, {}) {}

journal::Position FakePartition::Now() const { return {.epoch = {}, .next = decider_.next()}; }

void FakePartition::Submit(journal::Command command, absl::Time deadline, Done done) {
  const std::lock_guard lock(mutex_);
  const auto result = decider_.DecideCommand(command, clock_.WallNow());
  if (!result.refusal.ok()) return done(result.refusal);
  store::Batch changes;
  std::vector<journal::DecidedRow> rows;
  decider_.TakeBatch(changes, rows);
  store_.Commit(changes, store::Durability::kSynced);
  decider_.BatchCommitted();
  const auto row = journal::GetProto<journal::Row>(store_, journal::RowKey(result.row));
  done(journal::Answer{.row = *row, .position = Now(), .replayed = result.replayed});
}

absl::Status FakePartition::Read(
    const std::optional<journal::Position>& at_least, absl::Time deadline,
    const std::function<absl::Status(const store::Reader&, const journal::Freshness&)>& read) {
  const std::lock_guard lock(mutex_);
  return read(store_, {.position = Now(), .confirmed = true, .time = clock_.WallNow()});
}

absl::StatusOr<std::vector<journal::Row>> FakePartition::Watch(journal::Sequence from, int max_rows,
                                                               absl::Time deadline) {
  return absl::UnimplementedError("no test watches");
}

std::string FakePartition::AllBytes() const {
  std::string bytes;
  for (const auto cursor = store_.Scan("", ""); cursor->Valid(); cursor->Next()) {
    bytes.append(cursor->key()).append(cursor->value());
  }
  return bytes;
}

absl::StatusOr<std::vector<DataKey>> FakeVault::Draw(std::string_view city, int count, absl::Time deadline) {
  const std::lock_guard lock(mutex_);
  std::vector<DataKey> drawn;
  for (int i = 0; i < count; ++i) {
    const std::string id = "k-" + std::to_string(++drawn_);
    keys_[id] = Sha256(id);
    drawn.push_back({id, keys_[id]});
  }
  return drawn;
}

absl::StatusOr<DataKey> FakeVault::Find(std::string_view city, std::string_view key_id) {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(key_id);
  if (found == keys_.end()) return absl::NotFoundError("no such key");
  return DataKey{found->first, found->second};
}

void FakeVault::Erase(std::string_view city, const std::vector<std::string>& key_ids) {
  const std::lock_guard lock(mutex_);
  for (const std::string& id : key_ids) keys_.erase(id);
}

}  // namespace padu::registry::testing
