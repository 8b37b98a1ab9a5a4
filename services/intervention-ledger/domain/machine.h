// The intervention ledger as the engine runs it: who received what, from whom, when. Stateless; any thread may hold it,
// the partition's thread calls it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/journal/machine.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

class LedgerMachine final : public journal::Machine {
 public:
  std::vector<std::string> Upstreams() const override { return {"registry"}; }
  std::uint32_t FoldVersion() const override;

  std::unique_ptr<journal::MessageLite> NewFact() const override;
  bool Knows(const journal::MessageLite& fact) const override;
  std::string_view FactName(const journal::MessageLite& fact) const override;
  void Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const override;
  absl::Status EvolveView(int upstream, const journal::Row& row, store::Txn& view) const override;

  // RecordCommand: answers with the row of the verdict; a repetition replays the latest verdict of the first.
  // RedecideCommand: NOT_FOUND SUBMISSION_NOT_FOUND, FAILED_PRECONDITION SUBMISSION_NOT_REDECIDABLE or
  // CONTENT_NOT_KEPT.
  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override;
  void DecideSubmission(const journal::Submission& submission, const journal::Moment& moment,
                        const store::Reader& tables, journal::Emitter& out) const override;
  void DecideQuarantine(const common::v1::BoxCause& cause, const journal::Moment& moment, const store::Reader& tables,
                        journal::Emitter& out) const override;
  // Marks what parked submissions were waiting for; they are decided as due work, one per row.
  void DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                      journal::Emitter& out) const override;
  std::uint8_t DueTag() const override;
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override;
  void DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out) const override;
};

}  // namespace padu::ledger
