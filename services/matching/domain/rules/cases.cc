#include "services/matching/domain/rules/cases.h"

#include <algorithm>
#include <set>

#include "common/base/city.h"
#include "services/matching/domain/rules/fields.h"
#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

Value Between(std::int64_t low, std::int64_t high) { return {.known = true, .low = low, .high = high}; }
Value Coded(std::string_view code) { return {.known = true, .code = code}; }

bool IsCriterion(pb::Field field) { return field >= pb::FIELD_CRITERION_1 && field <= pb::FIELD_CRITERION_8; }

void Collect(const pb::Expression& node, bool inside, Leaves& leaves) {
  const auto each = [&](const auto& nodes) {
    for (const pb::Expression& part : nodes) Collect(part, inside, leaves);
  };
  switch (node.node_case()) {
    case pb::Expression::kAllOf:
      return each(node.all_of().of());
    case pb::Expression::kAnyOf:
      return each(node.any_of().of());
    case pb::Expression::kAtLeast:
      return each(node.at_least().of());
    case pb::Expression::kNot:
      return Collect(node.not_(), inside, leaves);
    case pb::Expression::kMembers:
      leaves.members.push_back(&node.members());
      return Collect(node.members().of(), true, leaves);
    case pb::Expression::NODE_NOT_SET:
      return;
    default:
      (inside ? leaves.of_members : leaves.own).push_back(&node);
  }
}

// Where the answer of a leaf about numbers changes: the first numbers of what follows.
void AddCuts(const pb::Expression& leaf, std::set<std::int64_t>& cuts) {
  if (leaf.has_age_between()) {
    if (leaf.age_between().has_min()) cuts.insert(leaf.age_between().min());
    if (leaf.age_between().has_max()) cuts.insert(std::int64_t{leaf.age_between().max()} + 1);
    return;
  }
  const std::int64_t number = leaf.compare().number();
  if (leaf.compare().comparator() != pb::COMPARATOR_LESS_OR_EQUAL) cuts.insert(number);
  if (leaf.compare().comparator() != pb::COMPARATOR_GREATER_OR_EQUAL) cuts.insert(number + 1);
}

std::vector<std::string_view> CodesOf(const pb::Expression& leaf) {
  if (leaf.has_compare()) return {leaf.compare().code()};
  return {leaf.one_of().codes().begin(), leaf.one_of().codes().end()};
}

}  // namespace

Leaves LeavesOf(const pb::Expression& rule) {
  Leaves leaves;
  Collect(rule, false, leaves);
  return leaves;
}

Cases::Cases(const Leaves& leaves, std::uint32_t city) : leaves_(leaves.own), city_(city) {
  leaves_.insert(leaves_.end(), leaves.of_members.begin(), leaves.of_members.end());
}

std::vector<Variable> Cases::Of(std::span<const pb::Field> fields) {
  std::vector<Variable> variables;
  bool criteria = false;
  for (const pb::Field field : fields) {
    if (IsCriterion(field) || field == pb::FIELD_CRITERIA_YES) {
      if (!criteria) variables.push_back(Criteria(fields));
      criteria = true;
      continue;
    }
    switch (InfoOf(field)->type) {
      case FieldType::kNumber:
        variables.push_back(Numbers(field));
        break;
      case FieldType::kAnswer:
        variables.push_back({{{field, Between(1, 1)}}, {{field, Between(0, 0)}}});
        break;
      case FieldType::kCode:
        variables.push_back(Codes(field));
        break;
      case FieldType::kRegion:
        variables.push_back(Regions());
        break;
    }
  }
  return variables;
}

Variable Cases::Numbers(pb::Field field) const {
  const FieldInfo& info = *InfoOf(field);
  std::set<std::int64_t> cuts{info.least, info.most + 1};
  for (const pb::Expression* leaf : leaves_) {
    if (FieldOf(*leaf) == field) AddCuts(*leaf, cuts);
  }
  Variable variable;
  for (auto at = cuts.find(info.least); *at <= info.most; ++at) {
    variable.push_back({{field, Between(*at, *std::next(at) - 1)}});
  }
  return variable;
}

// Each of the answers that is asked by itself, with as many of the others yes as may be.
Variable Cases::Criteria(std::span<const pb::Field> fields) const {
  std::vector<pb::Field> asked;
  std::ranges::copy_if(fields, std::back_inserter(asked), IsCriterion);
  const bool counted = std::ranges::find(fields, pb::FIELD_CRITERIA_YES) != fields.end();
  const int others = counted ? kCriteria - static_cast<int>(asked.size()) : 0;
  Variable variable;
  for (unsigned answers = 0; answers < 1U << asked.size(); ++answers) {
    for (int other = 0; other <= others; ++other) {
      Case chosen;
      int yes = other;
      for (std::size_t i = 0; i < asked.size(); ++i) {
        const int answer = static_cast<int>(answers >> i & 1U);
        chosen.emplace_back(asked[i], Between(answer, answer));
        yes += answer;
      }
      chosen.emplace_back(pb::FIELD_CRITERIA_YES, Between(yes, yes));
      variable.push_back(std::move(chosen));
    }
  }
  return variable;
}

// The codes that are named, and one that is not.
Variable Cases::Codes(pb::Field field) const {
  std::set<std::string_view> named;
  for (const pb::Expression* leaf : leaves_) {
    if (FieldOf(*leaf) != field) continue;
    for (const std::string_view code : CodesOf(*leaf)) named.insert(code);
  }
  Variable variable;
  bool other = false;
  for (const Code& code : InfoOf(field)->codes) {
    if (!named.contains(code.code) && std::exchange(other, true)) continue;
    variable.push_back({{field, Coded(code.code)}});
  }
  return variable;
}

// Of each region that is named a place in it and in no smaller one that is named, and one elsewhere in the city.
Variable Cases::Regions() {
  std::set<std::string_view> named;
  for (const pb::Expression* leaf : leaves_) {
    if (FieldOf(*leaf) != pb::FIELD_REGION) continue;
    for (const std::string_view code : CodesOf(*leaf)) named.insert(code);
  }
  const std::string city = CityCode(city_);
  Variable variable{{{pb::FIELD_REGION, Coded(texts_.emplace_back(city + ".?"))}}};
  for (const std::string_view code : named) {
    if (code == city) continue;
    variable.push_back({{pb::FIELD_REGION, Coded(texts_.emplace_back(std::string(code) + ".?"))}});
  }
  return variable;
}

}  // namespace padu::matching
