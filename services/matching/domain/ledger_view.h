// Matching's view of the ledger: the aid that stands, what is heard of each stakeholder, and how far the ledger's
// inputs have come. Touches view tables only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/journal/machine.h"
#include "padu/ledger/v1/facts.pb.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// Folds one row of the ledger's journal. FAILED_PRECONDITION, with nothing folded, if it holds a fact that this binary
// does not know or that does not parse.
absl::Status FoldLedgerRow(const journal::Row& row, store::Txn& view);

// The verdict that the row, which the view has folded, holds; nullopt: it holds none.
std::optional<ledger::v1::Fact> VerdictOf(const journal::Row& row);

// Whose submission a fact is about; nullptr: it is about none.
const ledger::v1::SubmissionHead* HeadOf(const ledger::v1::Fact& fact);

// Whose letter box a topic is: "padu.aid.submitted.v1.6474.baznas" -> 6474, "baznas".
struct BoxOwner {
  CityNumber city = 0;
  std::string stakeholder;
};
std::optional<BoxOwner> OwnerOf(std::string_view box);

// The entry that a reversal takes back.
AidId TakenBack(const ledger::v1::Entry& reversal);

}  // namespace padu::matching
