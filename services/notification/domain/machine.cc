#include "services/notification/domain/machine.h"

#include "common/base/check.h"
#include "padu/notification/v1/commands.pb.h"
#include "services/notification/domain/alerts.h"
#include "services/notification/domain/decide.h"
#include "services/notification/domain/digests.h"
#include "services/notification/domain/evolve.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/upstream.h"
#include "services/notification/domain/views.h"

namespace padu::notification {
namespace {

enum Upstream : std::uint8_t { kRegistry = 0, kLedger = 1, kMatching = 2 };

const pb::Fact& AsFact(const journal::MessageLite& fact) { return static_cast<const pb::Fact&>(fact); }

}  // namespace

std::unique_ptr<journal::MessageLite> NotificationMachine::NewFact() const { return std::make_unique<pb::Fact>(); }

bool NotificationMachine::Knows(const journal::MessageLite& fact) const {
  return AsFact(fact).kind_case() != pb::Fact::KIND_NOT_SET;
}

std::string_view NotificationMachine::FactName(const journal::MessageLite& fact) const {
  return pb::Fact::descriptor()->FindFieldByNumber(AsFact(fact).kind_case())->name();
}

void NotificationMachine::Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const {
  EvolveFact(AsFact(fact), place, own);
}

absl::Status NotificationMachine::EvolveView(int upstream, const journal::Row& row, store::Txn& view) const {
  if (upstream == kRegistry) return FoldRegistryRow(row, view);
  return upstream == kLedger ? FoldLedgerRow(row, view) : FoldMatchingRow(row, view);
}

absl::StatusOr<journal::Decision> NotificationMachine::DecideCommand(const journal::Command& command,
                                                                     const journal::Moment& moment,
                                                                     const store::Reader& tables,
                                                                     journal::Emitter& out) const {
  const auto* asked = dynamic_cast<const pb::Command*>(command.request.get());
  PADU_CHECK(asked != nullptr);
  return notification::DecideCommand({asked->city(), moment, tables, out}, *asked, command.cause.caller());
}

void NotificationMachine::DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment,
                                         const store::Reader& tables, journal::Emitter& out) const {
  if (upstream == kRegistry) return DecideRegistryRow(row, moment, tables, out);
  upstream == kLedger ? DecideLedgerRow(row, moment, tables, out) : DecideMatchingRow(row, moment, tables, out);
}

std::uint8_t NotificationMachine::DueTag() const { return kDueTag; }

UnixMicros NotificationMachine::DueAt(std::string_view key) const { return ReadDueKey(key).at; }

void NotificationMachine::DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                                    journal::Emitter& out) const {
  const DueKeyParts due = ReadDueKey(key);
  const Context context{due.city, moment, tables, out};
  due.alert ? AlertIsDue(context, *due.alert) : ComposeDigest(context, due.recipient);
}

void NotificationMachine::DecideSkipDue(std::string_view key, const journal::Moment& moment,
                                        const store::Reader& tables, journal::Emitter& out) const {
  const DueKeyParts due = ReadDueKey(key);
  const Context context{due.city, moment, tables, out};
  due.alert ? SkipAlert(context, *due.alert) : SkipDigest(context, due.recipient);
}

}  // namespace padu::notification
