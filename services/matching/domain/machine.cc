#include "services/matching/domain/machine.h"

#include "common/base/check.h"
#include "common/base/status.h"
#include "padu/matching/v1/commands.pb.h"
#include "services/matching/domain/decide.h"
#include "services/matching/domain/evolve.h"
#include "services/matching/domain/ledger_view.h"
#include "services/matching/domain/registry_view.h"
#include "services/matching/domain/upstream.h"
#include "services/matching/domain/work.h"

namespace padu::matching {
namespace {

enum Upstream : std::uint8_t { kRegistry = 0, kLedger = 1 };

const pb::Fact& AsFact(const journal::MessageLite& fact) { return static_cast<const pb::Fact&>(fact); }

}  // namespace

std::uint32_t MatchingMachine::FoldVersion() const { return kFoldVersion; }

std::unique_ptr<journal::MessageLite> MatchingMachine::NewFact() const { return std::make_unique<pb::Fact>(); }

bool MatchingMachine::Knows(const journal::MessageLite& fact) const {
  return AsFact(fact).kind_case() != pb::Fact::KIND_NOT_SET;
}

std::string_view MatchingMachine::FactName(const journal::MessageLite& fact) const {
  return pb::Fact::descriptor()->FindFieldByNumber(AsFact(fact).kind_case())->name();
}

void MatchingMachine::Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const {
  EvolveFact(AsFact(fact), place, own);
}

absl::Status MatchingMachine::EvolveView(int upstream, const journal::Row& row, store::Txn& view) const {
  return upstream == kRegistry ? FoldRegistryRow(row, view) : FoldLedgerRow(row, view);
}

absl::StatusOr<journal::Decision> MatchingMachine::DecideCommand(const journal::Command& command,
                                                                 const journal::Moment& moment,
                                                                 const store::Reader& tables,
                                                                 journal::Emitter& out) const {
  const auto* save = dynamic_cast<const pb::SaveCommand*>(command.request.get());
  PADU_CHECK(save != nullptr);
  RETURN_IF_ERROR(DecideSave(*save, command.cause.caller(), tables, out));
  return journal::Decision{};
}

void MatchingMachine::DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment,
                                     const store::Reader& tables, journal::Emitter& out) const {
  upstream == kRegistry ? DecideRegistryRow(row, tables, out) : DecideLedgerRow(row, tables, out);
}

std::uint8_t MatchingMachine::DueTag() const { return kDueTag; }

void MatchingMachine::DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                                journal::Emitter& out) const {
  TakeStep(key, tables, out);
}

void MatchingMachine::DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                                    journal::Emitter& out) const {
  SkipStep(key, tables, out);
}

}  // namespace padu::matching
