// To which household aid counts: person -> family -> household as of the day it was given (README.md, "The rule of the
// day"). Reads views only.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/store/store.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// Where aid counts.
struct Recipient {
  std::string household;
  std::string family;
  std::string person;
  std::string kelurahan;
  pb::RollUp how = pb::ROLL_UP_UNSPECIFIED;
  std::vector<std::string> other_households;  // Entry.other_households
};

// Not yet known: what to wait for.
struct Unknown {
  pb::Reason reason = pb::REASON_UNSPECIFIED;
  pb::Wait wait;
};

// Known, and it may not be.
struct Impossible {
  pb::Reason reason = pb::REASON_UNSPECIFIED;
};

std::variant<Recipient, Unknown, Impossible> FindRecipient(const store::Reader& tables,
                                                           const pb::RecordedContent& content);

// Households in which a person may have aid: those lived in by any of the person's records, and those that these were
// merged into.
std::vector<std::string> HouseholdsOf(const store::Reader& tables, const pb::PersonView& person);

// The person that a record stands for: the record itself, or the one that it was merged into. nullopt: not known.
std::optional<pb::PersonView> PersonOf(const store::Reader& tables, std::string_view person);

// The stay that counts on `day`, and how; nullptr if there are none. `stays` in the order of their first days.
struct StayOfDay {
  const pb::Stay* stay = nullptr;
  pb::RollUp how = pb::ROLL_UP_UNSPECIFIED;
};
StayOfDay FindStay(const google::protobuf::RepeatedPtrField<pb::Stay>& stays, Day day);

}  // namespace padu::ledger
