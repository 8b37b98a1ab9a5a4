// Whether a rule can answer both yes and no: the search that check.h describes.
#pragma once

#include <cstdint>

#include "padu/matching/v1/expression.pb.h"
#include "padu/registry/v1/codes.pb.h"

namespace padu::matching {

enum class Constancy { kVaries, kAlwaysTrue, kAlwaysFalse, kTooManyCases };

// Of a well-formed rule that is asked of `unit` in `city`. Takes evaluations of nodes from `steps`; what would need
// more is kTooManyCases.
Constancy FindConstancy(const padu::matching::v1::Expression& rule, padu::registry::v1::AssistanceUnit unit,
                        std::uint32_t city, std::int64_t& steps);

}  // namespace padu::matching
