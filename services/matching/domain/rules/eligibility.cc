#include "services/matching/domain/rules/eligibility.h"

#include <utility>
#include <vector>

namespace padu::matching {
namespace {

namespace pb = ::padu::matching::v1;
namespace rpb = ::padu::registry::v1;

pb::Expression Compared(pb::Field field, pb::Comparator comparator, std::int64_t number) {
  pb::Expression rule;
  rule.mutable_compare()->set_field(field);
  rule.mutable_compare()->set_comparator(comparator);
  rule.mutable_compare()->set_number(number);
  return rule;
}

pb::Expression AllOf(std::vector<pb::Expression> parts) {
  if (parts.empty()) return {};
  if (parts.size() == 1) return std::move(parts.front());
  pb::Expression rule;
  for (pb::Expression& part : parts) *rule.mutable_all_of()->add_of() = std::move(part);
  return rule;
}

std::vector<pb::Expression> OfPerson(const rpb::Eligibility& eligibility) {
  std::vector<pb::Expression> parts;
  if (eligibility.has_age_min() || eligibility.has_age_max()) {
    pb::AgeBetween& between = *parts.emplace_back().mutable_age_between();
    if (eligibility.has_age_min()) between.set_min(eligibility.age_min());
    if (eligibility.has_age_max()) between.set_max(eligibility.age_max());
  }
  if (eligibility.sex() != rpb::SEX_UNSPECIFIED) {
    pb::Comparison& compare = *parts.emplace_back().mutable_compare();
    compare.set_field(pb::FIELD_SEX);
    compare.set_comparator(pb::COMPARATOR_EQUAL);
    compare.set_code(eligibility.sex() == rpb::SEX_FEMALE ? "FEMALE" : "MALE");
  }
  return parts;
}

}  // namespace

pb::Expression RuleOf(const rpb::Eligibility& eligibility, rpb::AssistanceUnit unit) {
  std::vector<pb::Expression> parts = OfPerson(eligibility);
  if (unit != rpb::ASSISTANCE_UNIT_PERSON && !parts.empty()) {
    pb::Expression members;
    members.mutable_members()->set_quantity(pb::Members::QUANTITY_AT_LEAST);
    *members.mutable_members()->mutable_of() = AllOf(std::move(parts));
    parts.assign(1, std::move(members));
  }
  if (eligibility.has_desil_max()) {
    parts.push_back(Compared(pb::FIELD_DESIL, pb::COMPARATOR_LESS_OR_EQUAL, eligibility.desil_max()));
  }
  if (eligibility.has_criteria_yes_min()) {
    parts.push_back(Compared(pb::FIELD_CRITERIA_YES, pb::COMPARATOR_GREATER_OR_EQUAL, eligibility.criteria_yes_min()));
  }
  return AllOf(std::move(parts));
}

}  // namespace padu::matching
