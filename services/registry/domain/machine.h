// The registry as the engine sees it: commands in, facts out. No upstreams, no letter boxes, no due work.
#pragma once

#include "common/journal/machine.h"

namespace padu::registry {

// Stateless; any thread.
class RegistryMachine final : public journal::Machine {
 public:
  std::uint32_t FoldVersion() const override;
  std::unique_ptr<journal::MessageLite> NewFact() const override;
  bool Knows(const journal::MessageLite& fact) const override;
  std::string_view FactName(const journal::MessageLite& fact) const override;
  void Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const override;
  // The request is a padu.registry.v1.Command.
  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override;
};

}  // namespace padu::registry
