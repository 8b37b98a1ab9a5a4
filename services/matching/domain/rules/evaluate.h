// Evaluates a rule over what the registry says of a household (expression.proto has the meaning of each node). Pure,
// any thread, no bound but the expression's and the household's own; never fails: what this binary does not know of (a
// field of a newer one) is unknown. An expression without a node holds no condition: yes.
#pragma once

#include <limits>
#include <string_view>

#include "common/base/days.h"
#include "padu/matching/v1/expression.pb.h"
#include "padu/matching/v1/tables.pb.h"
#include "padu/registry/v1/codes.pb.h"
#include "services/matching/domain/rules/truth.h"

namespace padu::matching {

// Generated messages are used by their short names in this domain.
namespace pb = ::padu::matching::v1;

inline constexpr Day kNever = std::numeric_limits<Day>::max();

// The answer on a day, and the first later day on which the passing of time alone may change it (birthdays, a move that
// begins later); kNever. Until that day it is the same on each day.
struct Outcome {
  Truth truth = Truth::kUnknown;
  Day next_day = kNever;
};

Outcome EvaluateHousehold(const pb::Expression& rule, const pb::HouseholdView& household, Day day);
// `family`: one whose members live in the household.
Outcome EvaluateFamily(const pb::Expression& rule, const pb::HouseholdView& household, std::string_view family,
                       Day day);
// `member`: one of household.members().
Outcome EvaluatePerson(const pb::Expression& rule, const pb::HouseholdView& household, const pb::MemberView& member,
                       Day day);

// How many of the household's units (its persons, its families, or itself) meet the rule of a programme for such units.
struct Tally {
  int yes = 0;
  int unknown = 0;
  int no = 0;
  // The first day on which one of them may change.
  Day next_day = kNever;
};
Tally TallyUnits(const pb::Expression& rule, padu::registry::v1::AssistanceUnit unit,
                 const pb::HouseholdView& household, Day day);
// Whether any of them does.
Outcome EvaluateAnyUnit(const pb::Expression& rule, padu::registry::v1::AssistanceUnit unit,
                        const pb::HouseholdView& household, Day day);

// The household's kelurahan on a day: where it had last moved to by then, before its first stay the first; empty: none
// known.
std::string_view KelurahanOn(const pb::HouseholdView& household, Day day);
// Its desil: its own, else that of its poorest family that has one; 0: not known.
int DesilOf(const pb::HouseholdView& household);
// The family's own, else the household's.
int DesilOf(const pb::HouseholdView& household, std::string_view family);
// Completed years on a day, 0 to 130; -1: not known.
int AgeOn(const pb::MemberView& member, Day day);

}  // namespace padu::matching
