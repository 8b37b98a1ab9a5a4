// The cases that a rule can tell apart: the constants of its leaves cut each field's values into classes.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "services/matching/domain/rules/leaf.h"

namespace padu::matching {

// A value of each field, by its number.
using Values = std::array<Value, pb::Field_ARRAYSIZE>;
// One class: values of one field, or of several that depend on each other (the eight answers and their number).
using Case = std::vector<std::pair<pb::Field, Value>>;
// All classes of what can be chosen by itself.
using Variable = std::vector<Case>;

// What a rule consists of.
struct Leaves {
  std::vector<const pb::Expression*> own;         // outside questions about members
  std::vector<const pb::Expression*> of_members;  // inside
  std::vector<const pb::Members*> members;
};
Leaves LeavesOf(const pb::Expression& rule);

// The classes of fields, as the leaves of a rule in a city cut them. Values point into it.
class Cases {
 public:
  Cases(const Leaves& leaves, std::uint32_t city);
  // One of each field, and one for all criteria; a number's class is its least and largest.
  std::vector<Variable> Of(std::span<const pb::Field> fields);

 private:
  Variable Numbers(pb::Field field) const;
  Variable Criteria(std::span<const pb::Field> fields) const;
  Variable Codes(pb::Field field) const;
  Variable Regions();

  std::vector<const pb::Expression*> leaves_;
  const std::uint32_t city_;
  std::deque<std::string> texts_;
};

// Visits all combinations, set in `values`, until `visit` says false.
template <typename Visit>
bool ForEachCase(std::span<const Variable> variables, Values& values, const Visit& visit) {
  if (variables.empty()) return visit();
  for (const Case& chosen : variables.front()) {
    for (const auto& [field, value] : chosen) values[static_cast<std::size_t>(field)] = value;
    if (!ForEachCase(variables.subspan(1), values, visit)) return false;
  }
  return true;
}

}  // namespace padu::matching
