// Where the partitions' stores of one process live: <data dir>/partition-<n>, a RocksDB each. What is set aside stays
// beside it as partition-<n>.aside-<time>, for a look, until an operator removes it.
#pragma once

#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/host/settings.h"
#include "common/journal/partition_thread.h"
#include "common/store/rocks/rocks_store.h"

namespace padu::host {

// Any thread, one partition on one thread at a time.
class RocksHome final : public journal::StoreHome {
 public:
  RocksHome(const ServiceSettings& settings, const Clock& clock);

  absl::StatusOr<std::shared_ptr<store::Store>> Open(int partition) override;
  absl::Status SetAside(int partition) override;

 private:
  std::string PathOf(int partition) const;

  const std::string data_dir_;
  const std::uint64_t disk_reserve_bytes_;
  const Clock& clock_;
  const std::shared_ptr<store::RocksShared> shared_;
};

}  // namespace padu::host
