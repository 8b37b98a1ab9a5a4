#include "services/registry/domain/machine.h"

#include "common/base/check.h"
#include "common/base/status.h"
#include "services/registry/domain/evolve.h"

namespace padu::registry {
namespace {

const pb::Fact& AsFact(const journal::MessageLite& fact) { return static_cast<const pb::Fact&>(fact); }

}  // namespace

std::uint32_t RegistryMachine::FoldVersion() const { return kFoldVersion; }

std::unique_ptr<journal::MessageLite> RegistryMachine::NewFact() const { return std::make_unique<pb::Fact>(); }

bool RegistryMachine::Knows(const journal::MessageLite& fact) const {
  return AsFact(fact).kind_case() != pb::Fact::KIND_NOT_SET;
}

std::string_view RegistryMachine::FactName(const journal::MessageLite& fact) const {
  return pb::Fact::descriptor()->FindFieldByNumber(AsFact(fact).kind_case())->name();
}

void RegistryMachine::Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const {
  EvolveFact(AsFact(fact), place, own);
}

absl::StatusOr<journal::Decision> RegistryMachine::DecideCommand(const journal::Command& command,
                                                                 const journal::Moment& moment,
                                                                 const store::Reader& tables,
                                                                 journal::Emitter& out) const {
  const auto* request = dynamic_cast<const pb::Command*>(command.request.get());
  PADU_CHECK(request != nullptr);
  RETURN_IF_ERROR(registry::Decide({.command = *request,
                                    .caller = command.cause.caller(),
                                    .authority = AuthorityOf(command.cause.caller()),
                                    .today = LocalDay(moment.now, request->city()),
                                    .now = moment.now,
                                    .rules = rules_,
                                    .tables = tables,
                                    .out = out}));
  return journal::Decision{};
}

std::uint8_t RegistryMachine::DueTag() const { return kDueTag; }

UnixMicros RegistryMachine::DueAt(std::string_view key) const { return ReadExpiryTime(key); }

void RegistryMachine::DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                                journal::Emitter& out) const {
  DecideExpiry(key, tables, out);
}

void RegistryMachine::DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                                    journal::Emitter& out) const {
  pb::Fact fact;
  fact.mutable_due_put_aside()->set_key(std::string(key));
  out.Emit(fact);
}

}  // namespace padu::registry
