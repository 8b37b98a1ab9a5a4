// Random rules and households of property tests, seeded.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "padu/matching/v1/expression.pb.h"
#include "padu/matching/v1/tables.pb.h"
#include "padu/registry/v1/codes.pb.h"

namespace padu::matching::testing {

namespace pb = ::padu::matching::v1;

class Draw {
 public:
  explicit Draw(std::uint32_t seed) : engine_(seed) {}

  int Below(int n) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(n)); }
  int Between(int least, int most) { return least + Below(most - least + 1); }
  bool OneIn(int n) { return Below(n) == 0; }

  // Well formed for the unit, of so many levels at most; it may be always true or false.
  pb::Expression Rule(padu::registry::v1::AssistanceUnit unit, int levels);
  // Of fields that few values tell apart: age (cut at 60 alone), sex, desil (cut at 4) and members.
  pb::Expression CoarseRule(padu::registry::v1::AssistanceUnit unit, int levels);
  // Up to five persons of up to two families; a third of what may be unknown is.
  pb::HouseholdView Household();

 private:
  pb::Expression Node(bool persons, bool members, int levels, bool coarse);
  pb::Expression Leaf(bool persons);
  pb::Expression CoarseLeaf(bool persons);
  pb::Expression Number(pb::Field field, int least, int most);
  pb::MemberView Member(int number);
  padu::registry::v1::Answer Answer() { return static_cast<padu::registry::v1::Answer>(Between(1, 3)); }

  std::mt19937 engine_;
};

}  // namespace padu::matching::testing
