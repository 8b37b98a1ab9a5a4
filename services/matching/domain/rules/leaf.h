// Leaves of a rule: the value of a field for the person, family or household that is asked about, and the test of a
// node on it.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/matching/domain/rules/evaluate.h"

namespace padu::matching {

// Whom a node is asked about, and when.
struct Scope {
  const pb::HouseholdView& household;
  padu::registry::v1::AssistanceUnit unit = padu::registry::v1::ASSISTANCE_UNIT_HOUSEHOLD;
  std::string_view family;                 // of a person and a family
  const pb::MemberView* member = nullptr;  // of a person
  Day day = 0;
  std::int32_t month = 0;  // the day's: 12 * year + month - 1
};

Scope HouseholdScope(const pb::HouseholdView& household, Day day);
Scope FamilyScope(const pb::HouseholdView& household, std::string_view family, Day day);
Scope PersonScope(const pb::HouseholdView& household, const pb::MemberView& member, Day day);
// One of the household's, in a question about members that is asked in `scope`.
Scope MemberScope(const Scope& scope, const pb::MemberView& member);
// Whether that question is about this member: in a family's rule, about the family's alone.
bool IsAskedOf(const Scope& scope, const pb::MemberView& member);

// What the registry knows of a field: a number between two (open answers leave several), an answer as 1 or 0, or a
// code.
struct Value {
  bool known = false;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::string_view code;
};

Value ValueOf(pb::Field field, const Scope& scope);

// The field that a comparison, a list of codes or an age is about.
pb::Field FieldOf(const pb::Expression& leaf);
Truth Test(const pb::Expression& leaf, const Value& value);

// Any node, asked in a scope.
Outcome EvaluateIn(const pb::Expression& node, const Scope& scope);
// A leaf: value, test, and when time changes it.
Outcome EvaluateLeaf(const pb::Expression& leaf, const Scope& scope);

}  // namespace padu::matching
