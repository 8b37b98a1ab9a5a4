// The toys (toys.h) in a world: for what is the engine's alone, bulk cursors and due work of many steps.
#pragma once

#include <map>
#include <string>

#include "tests/simulation/services.h"
#include "tests/simulation/toys.h"

namespace padu::simulation {

class ToyServices final : public Services {
 public:
  std::string Name(Service service) const override { return service == kUp ? "up" : "down"; }
  std::unique_ptr<journal::Machine> NewMachine(Service service) const override;
  const journal::Intake& intake() const override { return intake_; }
  std::string BoxPrefix() const override { return "box."; }
  std::string BoxName(std::size_t i) const override { return "box." + std::to_string(i); }

  journal::Command NextCommand(Service service, UnixMicros now, Chance& chance) override;
  stream::OutRecord NextLetter(const std::string& box, UnixMicros now, Chance& chance) override;

  void CheckAnswer(Service service, const journal::Command& command, const common::v1::Row& row,
                   const std::vector<common::v1::Row>& rows) const override;
  void CheckEnd(const Remains& up, const Remains& down) const override;
  void Cover(const Remains& up, const Remains& down, Coverage& coverage) const override;
  std::vector<std::string> MustCover() const override;

 private:
  ToyIntake intake_;
  std::uint64_t last_id_ = 0;
};

}  // namespace padu::simulation
