// The registry's plain eligibility of a programme as a rule.
#pragma once

#include "padu/matching/v1/expression.pb.h"
#include "padu/registry/v1/reference_facts.pb.h"

namespace padu::matching {

// Without any condition: an expression without a node, which is met by everybody. Age and sex in the rule of a family
// or a household ask for one member who has both.
padu::matching::v1::Expression RuleOf(const padu::registry::v1::Eligibility& eligibility,
                                      padu::registry::v1::AssistanceUnit unit);

}  // namespace padu::matching
