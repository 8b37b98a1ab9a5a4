// The registry and the ledger in a world: their real machines and the ledger's real intake.
#pragma once

#include <string>
#include <string_view>

#include "services/intervention-ledger/api/intake.h"
#include "tests/simulation/city_events.h"
#include "tests/simulation/city_keys.h"
#include "tests/simulation/registry_commands.h"
#include "tests/simulation/services.h"
#include "tests/simulation/test_secrets.h"

namespace padu::simulation {

class CityServices final : public Services {
 public:
  std::string Name(Service service) const override { return service == kUp ? "registry" : "ledger"; }
  std::unique_ptr<journal::Machine> NewMachine(Service service) const override;
  const journal::Intake& intake() const override { return intake_; }
  std::string BoxPrefix() const override { return "padu.aid.submitted.v1."; }
  std::string BoxName(std::size_t i) const override { return BoxPrefix() + "6474." + kStakeholders[i]; }

  journal::Command NextCommand(Service service, UnixMicros now, Chance& chance) override;
  stream::OutRecord NextLetter(const std::string& box, UnixMicros now, Chance& chance) override;
  void Hear(Service service, const common::v1::Row& row) override;
  std::unique_ptr<Beside> NewBeside(Service service, stream::FakeBroker& broker, stream::Log& log, SkewedClock& clock,
                                    TrueTime& time, std::uint64_t seed) override;
  void Trouble(stream::FakeBroker& broker, Chance& chance, Coverage& coverage) override;

  void CheckAnswer(Service service, const journal::Command& command, const common::v1::Row& row,
                   const std::vector<common::v1::Row>& rows) const override;
  void CheckEnd(const Remains& up, const Remains& down) const override;
  void Cover(const Remains& up, const Remains& down, Coverage& coverage) const override;
  std::vector<std::string> MustCover() const override;

 private:
  const CitySecrets& secrets_ = **TestSecrets().ForCity("64.74");
  ledger::Intake intake_{TestSecrets()};
  CityKeys keys_;
  Folk folk_;
  RegistryCommands commands_{secrets_, folk_};
  CityEvents events_{secrets_, folk_};
};

}  // namespace padu::simulation
