#include "services/matching/api/testing/world_partition.h"

#include <utility>

#include "absl/time/clock.h"

namespace padu::matching::testing {

void WorldPartition::Submit(journal::Command command, absl::Time deadline, Done done) {
  const std::lock_guard lock(mutex_);
  auto row = world_.Submit(std::move(command));
  if (!row.ok()) return done(row.status());
  done(journal::Answer{.row = *std::move(row), .position = {.epoch = {}, .next = world_.rows()}});
}

absl::Status WorldPartition::Read(
    const std::optional<journal::Position>& at_least, absl::Time deadline,
    const std::function<absl::Status(const store::Reader&, const journal::Freshness&)>& read) {
  const std::lock_guard lock(mutex_);
  return read(world_.tables(),
              {.position = {.epoch = {}, .next = world_.rows()}, .confirmed = true, .time = world_.now});
}

absl::StatusOr<std::vector<journal::Row>> WorldPartition::Watch(journal::Sequence from, int max_rows,
                                                                absl::Time deadline) {
  std::vector<journal::Row> rows;
  {
    const std::lock_guard lock(mutex_);
    for (; from < world_.rows() && static_cast<int>(rows.size()) < max_rows; ++from) rows.push_back(world_.RowAt(from));
  }
  if (rows.empty()) absl::SleepFor(std::min(deadline - absl::Now(), absl::Milliseconds(20)));
  return rows;
}

}  // namespace padu::matching::testing
