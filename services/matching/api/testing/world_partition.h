// A partition in memory over a world of tests: what is decided is confirmed at once. For tests. Any thread.
#pragma once

#include <mutex>

#include "common/journal/mailbox.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching::testing {

class WorldPartition final : public journal::Partition, public journal::Partitions {
 public:
  // `world` is the test's and outlives it; the test changes it between calls.
  explicit WorldPartition(World& world) : world_(world) {}

  void Submit(journal::Command command, absl::Time deadline, Done done) override;
  absl::Status Read(const std::optional<journal::Position>& at_least, absl::Time deadline,
                    const std::function<absl::Status(const store::Reader&, const journal::Freshness&)>& read) override;
  absl::StatusOr<std::vector<journal::Row>> Watch(journal::Sequence from, int max_rows, absl::Time deadline) override;
  absl::StatusOr<journal::Partition*> ForCity(std::string_view city) override { return this; }

 private:
  std::mutex mutex_;
  World& world_;
};

}  // namespace padu::matching::testing
