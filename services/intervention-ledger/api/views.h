// From tables and facts to the API's resources.
#pragma once

#include <string_view>

#include "common/journal/machine.h"
#include "padu/ledger/v1/resources.pb.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// `reversed_by`: the row that took the entry back, if one did.
pb::LedgerEntry EntryView(const EntryKeyParts& key, const pb::EntryRow& row, std::optional<Sequence> reversed_by);

// A submission as the tables have it.
pb::Submission SubmissionView(CityNumber city, std::string_view stakeholder, Sequence first,
                              const pb::SubmissionState& state);

// The submission that a row's verdict is about, as that row left it; nullopt if the row holds none.
std::optional<pb::Submission> SubmissionOfRow(const journal::Row& row);
// The entries that a row posted.
std::vector<pb::LedgerEntry> EntriesOfRow(const journal::Row& row);

}  // namespace padu::ledger
