// Notification's views: of the registry (names, officers), the ledger (verdicts counted) and matching (names of needs,
// whether it looks at many households, how far it is). Touch view tables only.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "common/journal/machine.h"
#include "padu/ledger/v1/facts.pb.h"
#include "padu/matching/v1/facts.pb.h"
#include "padu/registry/v1/facts.pb.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

// Each: FAILED_PRECONDITION, with nothing folded, if the row holds a fact that this binary does not know.
absl::Status FoldRegistryRow(const journal::Row& row, store::Txn& view);
absl::Status FoldLedgerRow(const journal::Row& row, store::Txn& view);
absl::Status FoldMatchingRow(const journal::Row& row, store::Txn& view);

// Which line of a stakeholder's summary a verdict is counted in; nullopt: in none.
struct BadVerdict {
  CityNumber city = 0;
  std::string stakeholder;
  pb::NoticeKind kind = pb::NOTICE_KIND_UNSPECIFIED;
  std::string reason;
};
std::optional<BadVerdict> BadVerdictOf(const ledger::v1::Fact& fact);

// The facts of a row that a view has folded.
template <typename Fact>
std::vector<Fact> FactsOf(const journal::Row& row) {
  std::vector<Fact> facts(static_cast<std::size_t>(row.facts_size()));
  for (int i = 0; i < row.facts_size(); ++i)
    PADU_CHECK(facts[static_cast<std::size_t>(i)].ParseFromString(row.facts(i)));
  return facts;
}

}  // namespace padu::notification
