// A reading of expression.proto that cares for nothing but being plain: no sharing with the evaluator that it judges.
#pragma once

#include <string>
#include <vector>

#include "services/matching/domain/rules/evaluate.h"

namespace padu::matching::testing {

struct Naive {
  const pb::HouseholdView& household;
  Day day = 0;
  padu::registry::v1::AssistanceUnit unit = padu::registry::v1::ASSISTANCE_UNIT_HOUSEHOLD;
  const pb::MemberView* member = nullptr;
  std::string family;

  Truth Ask(const pb::Expression& node) const;

 private:
  Truth AskMembers(const pb::Members& members) const;
  // All values that a field may have for all that is known; empty: anything.
  std::vector<std::string> Possible(pb::Field field) const;
  Truth AskLeaf(const pb::Expression& leaf) const;
};

}  // namespace padu::matching::testing
