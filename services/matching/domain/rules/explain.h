// Explains a rule's answer node by node, in Indonesian and English. Texts hold what the registry has in clear, never
// ids. Pure, any thread; the root's truth is what Evaluate... answers.
#pragma once

#include <string_view>

#include "common/base/days.h"
#include "padu/matching/v1/explanation.pb.h"
#include "padu/matching/v1/tables.pb.h"
#include "services/matching/domain/rules/truth.h"

namespace padu::matching {

padu::matching::v1::Truth ToProto(Truth truth);

padu::matching::v1::Explanation ExplainHousehold(const padu::matching::v1::Expression& rule,
                                                 const padu::matching::v1::HouseholdView& household, Day day);
padu::matching::v1::Explanation ExplainFamily(const padu::matching::v1::Expression& rule,
                                              const padu::matching::v1::HouseholdView& household,
                                              std::string_view family, Day day);
padu::matching::v1::Explanation ExplainPerson(const padu::matching::v1::Expression& rule,
                                              const padu::matching::v1::HouseholdView& household,
                                              const padu::matching::v1::MemberView& member, Day day);

}  // namespace padu::matching
