// Ledger entries and benefits as rows of text.
#pragma once

#include <string>
#include <vector>

#include "padu/ledger/v1/resources.pb.h"
#include "services/paductl/output.h"

namespace padu::ctl {

// "Rp 300.000", "2 meal", "1 kali".
std::string BenefitText(const ledger::v1::Benefit& benefit);

// The last part of a name: "cities/64.74/stakeholders/baznas" -> "baznas".
std::string IdOf(const std::string& name);

std::vector<Table::Column> EntryColumns();
std::vector<std::string> EntryRow(const ledger::v1::LedgerEntry& entry);

}  // namespace padu::ctl
