// What users are told about a verdict's reason, or a note on it: a stable name and texts in Indonesian and English.
#pragma once

#include <string_view>

#include "padu/ledger/v1/verdict.pb.h"

namespace padu::ledger {

struct ReasonText {
  std::string_view name;  // without the enum's prefix: "PROGRAMME_UNKNOWN"
  std::string_view id;    // Indonesian: what is wrong and what to do
  std::string_view en;
};

// The same of a note on what was posted.
const ReasonText& TextOf(padu::ledger::v1::EntryNote note);

// Every reason of the enum has one (reasons_test.cc); of an unknown number an empty one comes back.
const ReasonText& TextOf(padu::ledger::v1::Reason reason);

}  // namespace padu::ledger
