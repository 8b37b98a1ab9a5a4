#include "common/host/rocks_home.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "common/base/log.h"
#include "common/base/status.h"
#include "common/journal/engine_tables.h"

namespace padu::host {

RocksHome::RocksHome(const ServiceSettings& settings, const Clock& clock)
    : data_dir_(settings.data_dir),
      disk_reserve_bytes_(static_cast<std::uint64_t>(settings.disk_reserve_bytes)),
      clock_(clock),
      shared_(
          store::RocksShared::Make({.block_cache_bytes = static_cast<std::uint64_t>(settings.block_cache_bytes),
                                    .write_buffer_bytes = static_cast<std::uint64_t>(settings.write_buffer_bytes)})) {}

std::string RocksHome::PathOf(int partition) const { return data_dir_ + "/partition-" + std::to_string(partition); }

absl::StatusOr<std::shared_ptr<store::Store>> RocksHome::Open(int partition) {
  const store::RocksOptions options{.path = PathOf(partition),
                                    .journal_tag = journal::kRowTag,
                                    .shared = shared_,
                                    .disk_reserve_bytes = disk_reserve_bytes_};
  auto opened = store::RocksStore::Open(options);
  if (absl::IsDataLoss(opened.status())) {
    Log(Severity::kError, "store is corrupt; it is set aside and rebuilt from the topic",
        {{"partition", partition}, {"status", opened.status()}});
    RETURN_IF_ERROR(SetAside(partition));
    opened = store::RocksStore::Open(options);
  }
  if (!opened.ok()) return opened.status();
  return std::shared_ptr<store::Store>(*std::move(opened));
}

absl::Status RocksHome::SetAside(int partition) {
  const std::string path = PathOf(partition);
  const std::string aside = path + ".aside-" + std::to_string(clock_.WallNow() / kMicrosPerSecond);
  std::error_code error;
  std::filesystem::rename(path, aside, error);
  if (error) return absl::UnavailableError("could not rename " + path + ": " + error.message());
  Log(Severity::kWarn, "store set aside", {{"partition", partition}, {"path", aside}});
  return absl::OkStatus();
}

}  // namespace padu::host
