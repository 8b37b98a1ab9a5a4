// Checks what a city sets before it is saved. A refusal is INVALID_ARGUMENT with a reason, both texts and the path of
// the field or node concerned (metadata "field": "rule.all_of.of[2].compare"), which the API turns into a field
// violation. The first fault found is told. Pure, any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "padu/matching/v1/expression.pb.h"
#include "padu/registry/v1/codes.pb.h"

namespace padu::matching {

// A rule asked of `unit` in `city` (6474). `field` is the path of the rule itself in what is saved.
//
// Besides form, types and bounds: no node may be always true or always false. Found exactly: the constants of a tree
// cut each field's values into finitely many classes, of which one value each is tried in all combinations, with every
// composition of a household that tells its Members nodes apart. Unknown needs no trying: what a rule answers there, it
// answers nowhere more surely. A node for which that takes more than kCheckStepsMax steps is passed over, its parts are
// not.
absl::Status CheckExpression(const padu::matching::v1::Expression& rule, padu::registry::v1::AssistanceUnit unit,
                             std::uint32_t city, std::string_view field);

}  // namespace padu::matching
