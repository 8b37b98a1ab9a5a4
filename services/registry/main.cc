// The registry: who lives where, how poor, verified by whom.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/secrets.h"
#include "common/base/status.h"
#include "common/host/process.h"
#include "services/registry/api/api_keys.h"
#include "services/registry/api/identity_service.h"
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

absl::StatusOr<rpc::ApiKey> FirstKey(const std::string& file) {
  ASSIGN_OR_RETURN(const std::string text, ReadPrivateLine(file));
  return rpc::ParseApiKey(text);
}

int Main(int argc, char** argv) {
  host::Process process("registry", "Padu's registry: who lives where, how poor, verified by whom.");
  std::int64_t verification_days = kVerificationDays;
  std::string first_key_file;
  const auto declare = [&](Config& config) {
    config.Group("Verval");
    config.Int(
        {"verification-days", "days an approval counts (UU 13/2011 art. 8(5): renewed at least every two years)"},
        &verification_days, 1, kVerificationDaysMax);
    config.String({"first-key-file",
                   "file (mode 0600) with a key of operators/root, by which the first keys are made; of no use without "
                   "this flag"},
                  &first_key_file);
  };
  if (const auto code = process.SetUp(argc, argv, declare)) return *code;
  std::optional<rpc::ApiKey> first_key;
  if (!first_key_file.empty()) {
    auto key = FirstKey(first_key_file);
    if (!key.ok()) return process.Fail(key.status());
    first_key = *std::move(key);
  }

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
  const ApiKeys keys(host, process.clock(), std::move(first_key));
  process.KnowCallersBy(keys);
  RegistryService api(process.calls(), {host, process.secrets(), vault, process.random(), process.clock()});
  IdentityService identity(process.calls(), keys);
  process.Serve(identity, common::v1::IdentityService::service_full_name());
  return process.Run(host, api, "padu.registry.v1.RegistryService");
}

}  // namespace
}  // namespace padu::registry

int main(int argc, char** argv) { return padu::registry::Main(argc, argv); }
