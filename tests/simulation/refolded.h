// A machine whose folds are said to be of another version: its tables are folded anew at the next start.
#pragma once

#include <memory>
#include <utility>

#include "common/journal/forwarding_machine.h"

namespace padu::simulation {

class Refolded final : public journal::ForwardingMachine {
 public:
  Refolded(std::unique_ptr<journal::Machine> machine, std::uint32_t versions)
      : ForwardingMachine(*machine), machine_(std::move(machine)), versions_(versions) {}

  std::uint32_t FoldVersion() const override { return machine_->FoldVersion() + versions_; }

 private:
  const std::unique_ptr<journal::Machine> machine_;
  const std::uint32_t versions_;
};

}  // namespace padu::simulation
