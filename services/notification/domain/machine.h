// Notification as the engine sees it: who must be told, and did they act. Stateless; any thread may hold it, the
// partition's thread calls it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/journal/machine.h"

namespace padu::notification {

class NotificationMachine final : public journal::Machine {
 public:
  std::vector<std::string> Upstreams() const override { return {"registry", "ledger", "matching"}; }
  std::uint32_t FoldVersion() const override { return 1; }

  std::unique_ptr<journal::MessageLite> NewFact() const override;
  bool Knows(const journal::MessageLite& fact) const override;
  std::string_view FactName(const journal::MessageLite& fact) const override;
  void Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const override;
  absl::Status EvolveView(int upstream, const journal::Row& row, store::Txn& view) const override;

  // The request is a padu.notification.v1.Command.
  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override;
  void DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                      journal::Emitter& out) const override;
  std::uint8_t DueTag() const override;
  UnixMicros DueAt(std::string_view key) const override;
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override;
  void DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out) const override;
};

}  // namespace padu::notification
