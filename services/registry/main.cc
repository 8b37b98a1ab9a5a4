// The registry: who lives where, how poor, verified by whom.
#include <map>
#include <memory>
#include <string>

#include "common/base/check.h"
#include "common/host/process.h"
#include "services/registry/api/key_keeper.h"
#include "services/registry/api/service.h"
#include "services/registry/domain/machine.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {
namespace {

// The stores of the data keys: apart from the partitions', so that snapshots of those hold none.
host::ServiceSettings KeySettings(host::ServiceSettings settings) {
  settings.data_dir += "/keys";
  settings.block_cache_bytes = std::int64_t{16} << 20;
  settings.write_buffer_bytes = std::int64_t{16} << 20;
  return settings;
}

// The keys that a confirmed fact of the partition erased.
ForEachErased ErasedKeysOf(journal::Partition& partition) {
  return [&partition](const std::function<void(std::string_view)>& visit) {
    return partition.Read(std::nullopt, absl::Now() + absl::Seconds(1),
                          [&](const store::Reader& tables, const journal::Freshness& fresh) -> absl::Status {
                            if (!fresh.confirmed) return absl::UnavailableError("not all is confirmed yet");
                            const std::string prefix = ErasedKeyPrefix();
                            const auto cursor = tables.Scan(prefix, PrefixEnd(prefix));
                            for (; cursor->Valid(); cursor->Next()) visit(cursor->key().substr(prefix.size()));
                            return absl::OkStatus();
                          });
  };
}

void AddMetrics(const KeyKeepers& vault, ops::Metrics& metrics) {
  const auto erasing = metrics.AddGauge("padu_registry_erasure_open",
                                        "1: the keys topic may still hold a value of an erased key", {"partition"});
  metrics.OnScrape([&vault, erasing] {
    for (const auto& [number, keeper] : vault.keepers()) {
      erasing.With({std::to_string(number)}).Set(keeper->erasing() ? 1 : 0);
    }
  });
}

int Main(int argc, char** argv) {
  host::Process process("registry", "Padu's registry: who lives where, how poor, verified by whom.");
  std::int64_t verification_days = kVerificationDays;
  const auto declare = [&verification_days](Config& config) {
    config.Group("Verval");
    config.Int(
        {"verification-days", "days an approval counts (UU 13/2011 art. 8(5): renewed at least every two years)"},
        &verification_days, 1, kVerificationDaysMax);
  };
  if (const auto code = process.SetUp(argc, argv, declare)) return *code;

  const RegistryMachine machine(Rules{.verification_days = static_cast<int>(verification_days)});
  host::Host host(process.HostParts(machine));

  const host::ServiceSettings key_settings = KeySettings(process.settings());
  host::RocksHome key_home(key_settings, process.clock());
  std::map<int, std::shared_ptr<store::Store>> key_stores;
  KeyKeepers vault(static_cast<int>(process.settings().partitions));
  for (const auto& [number, partition] : host.partitions()) {
    auto store = key_home.Open(number);
    if (!store.ok()) PADU_FATAL(std::string(store.status().message()));
    key_stores[number] = *std::move(store);
    vault.Add({process.log(), *key_stores[number], process.clock(), process.random(), process.secrets()}, number,
              ErasedKeysOf(*partition));
  }
  host.WaitFor("data keys", [&vault] { return vault.ready(); });

  AddMetrics(vault, process.metrics());
  RegistryService api(process.calls(), {host, process.secrets(), vault, process.random(), process.clock()});
  return process.Run(host, api, "padu.registry.v1.RegistryService");
}

}  // namespace
}  // namespace padu::registry

int main(int argc, char** argv) { return padu::registry::Main(argc, argv); }
