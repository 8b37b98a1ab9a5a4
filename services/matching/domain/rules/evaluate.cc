#include "services/matching/domain/rules/evaluate.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "services/matching/domain/rules/leaf.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;

// Outcomes of several, and whether at least so many of them are yes.
class Gathered {
 public:
  void Add(const Outcome& outcome) {
    if (outcome.truth == Truth::kYes) yes_.push_back(outcome.next_day);
    if (outcome.truth == Truth::kNo) no_.push_back(outcome.next_day);
    if (outcome.truth == Truth::kUnknown) ++unknown_;
    soonest_ = std::min(soonest_, outcome.next_day);
  }

  Outcome AtLeast(int count) {
    const int yes = static_cast<int>(yes_.size());
    const Truth truth = matching::AtLeast(count, yes, unknown_);
    if (truth == Truth::kUnknown) return {truth, soonest_};
    // It stays while as many as it takes stay: those that last longest.
    if (truth == Truth::kYes) return {truth, Lasting(yes_, count)};
    return {truth, Lasting(no_, Size() - count + 1)};
  }

  Tally Counts() const { return {static_cast<int>(yes_.size()), unknown_, static_cast<int>(no_.size()), soonest_}; }

 private:
  using Days = absl::InlinedVector<Day, 16>;

  int Size() const { return static_cast<int>(yes_.size() + no_.size()) + unknown_; }

  // Until when `count` of them last together.
  static Day Lasting(Days& days, int count) {
    if (count <= 0) return kNever;
    const auto at = days.begin() + (count - 1);
    std::nth_element(days.begin(), at, days.end(), std::greater<>());
    return *at;
  }

  Days yes_;
  Days no_;
  int unknown_ = 0;
  Day soonest_ = kNever;
};

template <typename Nodes>
Outcome EvaluateEach(const Nodes& nodes, int count, const Scope& scope) {
  Gathered gathered;
  for (const pb::Expression& node : nodes) gathered.Add(EvaluateIn(node, scope));
  return gathered.AtLeast(count);
}

Outcome EvaluateMembers(const pb::Members& members, const Scope& scope) {
  Gathered gathered;
  int asked = 0;
  for (const pb::MemberView& member : scope.household.members()) {
    if (!IsAskedOf(scope, member)) continue;
    gathered.Add(EvaluateIn(members.of(), MemberScope(scope, member)));
    ++asked;
  }
  const bool all = members.quantity() == pb::Members::QUANTITY_ALL;
  return gathered.AtLeast(std::max(1, all ? asked : members.count()));
}

// Families of which somebody lives there, each once.
std::vector<std::string_view> FamiliesOf(const pb::HouseholdView& household) {
  std::vector<std::string_view> families;
  for (const pb::MemberView& member : household.members()) {
    if (!member.family().empty() && std::ranges::find(families, member.family()) == families.end()) {
      families.emplace_back(member.family());
    }
  }
  return families;
}

Gathered GatherUnits(const pb::Expression& rule, rpb::AssistanceUnit unit, const pb::HouseholdView& household,
                     Day day) {
  Gathered gathered;
  const Scope scope = HouseholdScope(household, day);
  if (unit == rpb::ASSISTANCE_UNIT_PERSON) {
    for (const pb::MemberView& member : household.members()) {
      gathered.Add(EvaluateIn(rule, MemberScope(scope, member)));
    }
  } else if (unit == rpb::ASSISTANCE_UNIT_FAMILY) {
    for (const std::string_view family : FamiliesOf(household)) {
      gathered.Add(EvaluateIn(rule, FamilyScope(household, family, day)));
    }
  } else {
    gathered.Add(EvaluateIn(rule, scope));
  }
  return gathered;
}

}  // namespace

Outcome EvaluateIn(const pb::Expression& node, const Scope& scope) {
  switch (node.node_case()) {
    case pb::Expression::kAllOf:
      return EvaluateEach(node.all_of().of(), node.all_of().of_size(), scope);
    case pb::Expression::kAnyOf:
      return EvaluateEach(node.any_of().of(), 1, scope);
    case pb::Expression::kAtLeast:
      return EvaluateEach(node.at_least().of(), node.at_least().count(), scope);
    case pb::Expression::kNot: {
      const Outcome outcome = EvaluateIn(node.not_(), scope);
      return {Not(outcome.truth), outcome.next_day};
    }
    case pb::Expression::kMembers:
      return EvaluateMembers(node.members(), scope);
    case pb::Expression::kCompare:
    case pb::Expression::kOneOf:
    case pb::Expression::kAgeBetween:
      return EvaluateLeaf(node, scope);
    case pb::Expression::NODE_NOT_SET:
      break;
  }
  return {Truth::kYes, kNever};
}

Outcome EvaluateHousehold(const pb::Expression& rule, const pb::HouseholdView& household, Day day) {
  return EvaluateIn(rule, HouseholdScope(household, day));
}

Outcome EvaluateFamily(const pb::Expression& rule, const pb::HouseholdView& household, std::string_view family,
                       Day day) {
  return EvaluateIn(rule, FamilyScope(household, family, day));
}

Outcome EvaluatePerson(const pb::Expression& rule, const pb::HouseholdView& household, const pb::MemberView& member,
                       Day day) {
  return EvaluateIn(rule, PersonScope(household, member, day));
}

Tally TallyUnits(const pb::Expression& rule, rpb::AssistanceUnit unit, const pb::HouseholdView& household, Day day) {
  return GatherUnits(rule, unit, household, day).Counts();
}

Outcome EvaluateAnyUnit(const pb::Expression& rule, rpb::AssistanceUnit unit, const pb::HouseholdView& household,
                        Day day) {
  return GatherUnits(rule, unit, household, day).AtLeast(1);
}

}  // namespace padu::matching
