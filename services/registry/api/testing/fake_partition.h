// A partition in memory whose rows are confirmed at once, and a vault that keeps its keys in a map. For tests.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "common/base/clock.h"
#include "common/journal/decider.h"
#include "common/journal/mailbox.h"
#include "common/store/fake_store.h"
#include "services/registry/api/key_vault.h"

namespace padu::registry::testing {

// Decides on the caller's thread, with the engine's own decider. Any thread.
class FakePartition final : public journal::Partition, public journal::Partitions {
 public:
  FakePartition(const journal::Machine& machine, const Clock& clock);

  void Submit(journal::Command command, absl::Time deadline, Done done) override;
  absl::Status Read(const std::optional<journal::Position>& at_least, absl::Time deadline,
                    const std::function<absl::Status(const store::Reader&, const journal::Freshness&)>& read) override;
  absl::StatusOr<std::vector<journal::Row>> Watch(journal::Sequence from, int max_rows, absl::Time deadline) override;
  absl::StatusOr<journal::Partition*> ForCity(std::string_view city) override { return this; }

  // Everything that was decided, as it is on disk and in the topic.
  std::string AllBytes() const;

 private:
  journal::Position Now() const;

  const Clock& clock_;
  std::mutex mutex_;
  store::FakeStore store_;
  journal::Decider decider_;
};

class FakeVault final : public KeyVault {
 public:
  absl::StatusOr<std::vector<DataKey>> Draw(std::string_view city, int count, absl::Time deadline) override;
  absl::StatusOr<DataKey> Find(std::string_view city, std::string_view key_id) override;
  void Erase(std::string_view city, const std::vector<std::string>& key_ids) override;
  // Keys drawn so far.
  int drawn() const { return drawn_; }

 private:
  std::mutex mutex_;
  int drawn_ = 0;
  std::map<std::string, std::string, std::less<>> keys_;
};

}  // namespace padu::registry::testing
