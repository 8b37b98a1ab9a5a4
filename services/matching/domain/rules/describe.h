// How nodes of a rule and what was found read, in Indonesian and English.
#pragma once

#include <string>

#include "padu/matching/v1/explanation.pb.h"
#include "services/matching/domain/rules/leaf.h"

namespace padu::matching {

struct Text {
  std::string id;
  std::string en;
};

// What a node asks, without its parts: "Desil paling tinggi 4".
Text TextOf(const pb::Expression& node);
// The value that it was asked of: "desil 3"; empty where there is none to tell.
Text FoundText(const pb::Expression& node, const Scope& scope);
// "ya (desil 3)".
Text AnswerText(Truth truth, const Text& found);
// "2 ya, 1 tidak, 1 tidak diketahui".
Text TextOf(const pb::MemberTally& members);

}  // namespace padu::matching
