#include "tests/simulation/city_services.h"

#include <unistd.h>

#include <filesystem>

#include "common/base/check.h"
#include "common/base/random.h"
#include "services/intervention-ledger/domain/machine.h"
#include "services/registry/domain/machine.h"
#include "tests/simulation/ledger_oracle.h"
#include "tests/simulation/registry_oracle.h"

namespace padu::simulation {

// The same in every run.
const Secrets& CityServices::TestSecrets() {
  static const Secrets secrets = [] {
    const auto path = std::filesystem::temp_directory_path() / ("padu-simulation-" + std::to_string(getpid()));
    FakeRandom random(1);
    std::filesystem::remove(path);
    PADU_CHECK(CreateSecretsFile(path, {"64.74"}, random).ok());
    auto loaded = Secrets::Load(path);
    std::filesystem::remove(path);
    PADU_CHECK(loaded.ok());
    return *std::move(loaded);
  }();
  return secrets;
}

std::unique_ptr<journal::Machine> CityServices::NewMachine(Service service) const {
  // What is approved ends at once: there is due work.
  if (service == kUp) return std::make_unique<registry::RegistryMachine>(registry::Rules{.verification_days = 0});
  return std::make_unique<ledger::LedgerMachine>();
}

journal::Command CityServices::NextCommand(Service service, UnixMicros now, Chance& chance) {
  return service == kUp ? commands_.Next(now, chance) : events_.NextCommand(now, chance);
}

stream::OutRecord CityServices::NextLetter(const std::string& box, UnixMicros now, Chance& chance) {
  return events_.NextLetter(box.substr(box.rfind('.') + 1), now, chance);
}

void CityServices::Hear(Service service, const common::v1::Row& row) {
  if (service == kUp) commands_.Hear(row);
  if (service == kDown) events_.Hear(row);
}

void CityServices::CheckAnswer(Service service, const journal::Command& command, const common::v1::Row& row,
                               const std::vector<common::v1::Row>& rows) const {
  if (service == kUp) CheckRegistryAnswer(command, row, rows);
  if (service == kDown) CheckLedgerAnswer(command, row);
}

void CityServices::CheckEnd(const Remains& up, const Remains& down, bool view_short) const {
  CheckRegistry(up);
  CheckLedger(up.rows, down, view_short);
}

}  // namespace padu::simulation
