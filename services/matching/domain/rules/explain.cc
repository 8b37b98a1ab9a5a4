#include "services/matching/domain/rules/explain.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/matching/domain/rules/describe.h"
#include "services/matching/domain/rules/leaf.h"

namespace padu::matching {
namespace {

Truth Ask(const pb::Expression& node, const Scope& scope) { return EvaluateIn(node, scope).truth; }

// The nodes right below one, but a question about members.
std::vector<const pb::Expression*> PartsOf(const pb::Expression& node) {
  std::vector<const pb::Expression*> parts;
  const auto each = [&](const auto& nodes) {
    for (const pb::Expression& part : nodes) parts.push_back(&part);
  };
  if (node.has_all_of()) each(node.all_of().of());
  if (node.has_any_of()) each(node.any_of().of());
  if (node.has_at_least()) each(node.at_least().of());
  if (node.has_not_()) parts.push_back(&node.not_());
  return parts;
}

pb::MemberTally TallyOf(const pb::Expression& node, const std::vector<Scope>& members) {
  pb::MemberTally tally;
  for (const Scope& member : members) {
    const Truth truth = Ask(node, member);
    if (truth == Truth::kYes) tally.set_yes(tally.yes() + 1);
    if (truth == Truth::kNo) tally.set_no(tally.no() + 1);
    if (truth == Truth::kUnknown) tally.set_unknown(tally.unknown() + 1);
  }
  return tally;
}

void Say(pb::Explanation& out, const Text& what, const Text& answer) {
  out.set_text_id(absl::StrCat(what.id, ": ", answer.id));
  out.set_text_en(absl::StrCat(what.en, ": ", answer.en));
}

// A node inside a question about members: how many of them answer what, and nothing of any one of them.
pb::Explanation ExplainOfMembers(const pb::Expression& node, const std::vector<Scope>& members) {
  pb::Explanation out;
  *out.mutable_members() = TallyOf(node, members);
  Say(out, TextOf(node), TextOf(out.members()));
  for (const pb::Expression* part : PartsOf(node)) *out.add_parts() = ExplainOfMembers(*part, members);
  return out;
}

pb::Explanation ExplainNode(const pb::Expression& node, const Scope& scope) {
  pb::Explanation out;
  const Truth truth = Ask(node, scope);
  out.set_truth(ToProto(truth));
  Say(out, TextOf(node), AnswerText(truth, FoundText(node, scope)));
  for (const pb::Expression* part : PartsOf(node)) *out.add_parts() = ExplainNode(*part, scope);
  if (node.has_members()) {
    std::vector<Scope> members;
    for (const pb::MemberView& member : scope.household.members()) {
      if (IsAskedOf(scope, member)) members.push_back(MemberScope(scope, member));
    }
    *out.add_parts() = ExplainOfMembers(node.members().of(), members);
  }
  return out;
}

}  // namespace

pb::Truth ToProto(Truth truth) {
  return truth == Truth::kYes ? pb::TRUTH_YES : truth == Truth::kNo ? pb::TRUTH_NO : pb::TRUTH_UNKNOWN;
}

pb::Explanation ExplainHousehold(const pb::Expression& rule, const pb::HouseholdView& household, Day day) {
  return ExplainNode(rule, HouseholdScope(household, day));
}

pb::Explanation ExplainFamily(const pb::Expression& rule, const pb::HouseholdView& household, std::string_view family,
                              Day day) {
  return ExplainNode(rule, FamilyScope(household, family, day));
}

pb::Explanation ExplainPerson(const pb::Expression& rule, const pb::HouseholdView& household,
                              const pb::MemberView& member, Day day) {
  return ExplainNode(rule, PersonScope(household, member, day));
}

}  // namespace padu::matching
