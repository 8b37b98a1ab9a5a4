// The registry as the engine sees it: commands in, facts out. No upstreams, no letter boxes; what is due is the end of
// approvals.
#pragma once

#include "common/journal/machine.h"
#include "services/registry/domain/decide.h"

namespace padu::registry {

// Immutable; any thread.
class RegistryMachine final : public journal::Machine {
 public:
  explicit RegistryMachine(Rules rules = {}) : rules_(rules) {}

  std::uint32_t FoldVersion() const override;
  std::unique_ptr<journal::MessageLite> NewFact() const override;
  bool Knows(const journal::MessageLite& fact) const override;
  std::string_view FactName(const journal::MessageLite& fact) const override;
  void Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const override;
  // The request is a padu.registry.v1.Command.
  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override;
  std::uint8_t DueTag() const override;
  UnixMicros DueAt(std::string_view key) const override;
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override;
  void DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out) const override;

 private:
  const Rules rules_;
};

}  // namespace padu::registry
