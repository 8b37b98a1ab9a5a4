// The rules that a disbursement must meet, besides its beneficiary's being known, and what is noted of one that meets
// them. Each refusal has one reason and names the field; rules_test.cc has a row for each.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/clock.h"
#include "common/store/store.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

struct Violation {
  pb::Reason reason = pb::REASON_UNSPECIFIED;
  std::string_view field;  // as in the contract; static text
};

// Whether this stakeholder may record anything.
std::optional<Violation> CheckStakeholder(const store::Reader& tables, CityNumber city, std::string_view stakeholder);

// Whether this is a disbursement that the stakeholder may record, judged at `now`; `programme` becomes what is known of
// its programme.
std::optional<Violation> CheckDisbursement(const store::Reader& tables, CityNumber city, std::string_view stakeholder,
                                           const pb::RecordedContent& content, UnixMicros now,
                                           std::optional<pb::ProgrammeView>& programme);

// What is remarkable about aid that is posted all the same (README.md, "Outside a programme").
void AddNotes(const pb::ProgrammeView& programme, pb::Entry& entry);

}  // namespace padu::ledger
