#include "services/matching/domain/rules/testing/naive.h"

#include <algorithm>

namespace padu::matching::testing {
namespace {

namespace rpb = ::padu::registry::v1;
using Strings = std::vector<std::string>;

// Least and most of so many that are yes.
Truth Count(const std::vector<Truth>& answers, int least) {
  const auto yes = std::ranges::count(answers, Truth::kYes);
  const auto no = std::ranges::count(answers, Truth::kNo);
  if (yes >= least) return Truth::kYes;
  if (static_cast<int>(answers.size()) - no < least) return Truth::kNo;
  return Truth::kUnknown;
}

Strings Answered(rpb::Answer answer) {
  if (answer == rpb::ANSWER_YES) return {"true"};
  if (answer == rpb::ANSWER_NO) return {"false"};
  return {};
}

Strings Numbers(int from, int to) {
  Strings numbers;
  for (int n = from; n <= to; ++n) numbers.push_back(std::to_string(n));
  return numbers;
}

template <typename Enum>
Strings Named(const std::string& name, const std::string& prefix, Enum value) {
  if (value == Enum{}) return {};
  return {name.substr(prefix.size())};
}

bool Fits(const pb::Expression& leaf, const std::string& value) {
  if (leaf.has_age_between()) {
    const int age = std::stoi(value);
    const pb::AgeBetween& between = leaf.age_between();
    return !(between.has_min() && age < between.min()) && !(between.has_max() && age > between.max());
  }
  const auto is = [&](pb::Field field, const std::string& code) {
    return value == code || (field == pb::FIELD_REGION && value.rfind(code + ".", 0) == 0);
  };
  if (leaf.has_one_of()) {
    return std::ranges::any_of(leaf.one_of().codes(),
                               [&](const std::string& code) { return is(leaf.one_of().field(), code); });
  }
  const pb::Comparison& compare = leaf.compare();
  if (compare.has_code()) return is(compare.field(), compare.code());
  if (compare.has_answer()) return value == (compare.answer() ? "true" : "false");
  const std::int64_t number = std::stoi(value);
  if (compare.comparator() == pb::COMPARATOR_EQUAL) return number == compare.number();
  return compare.comparator() == pb::COMPARATOR_LESS_OR_EQUAL ? number <= compare.number() : number >= compare.number();
}

}  // namespace

Truth Naive::Ask(const pb::Expression& node) const {
  const auto each = [this](const auto& nodes) {
    std::vector<Truth> answers;
    for (const pb::Expression& part : nodes) answers.push_back(Ask(part));
    return answers;
  };
  if (node.has_all_of()) return Count(each(node.all_of().of()), node.all_of().of_size());
  if (node.has_any_of()) return Count(each(node.any_of().of()), 1);
  if (node.has_at_least()) return Count(each(node.at_least().of()), node.at_least().count());
  if (node.has_members()) return AskMembers(node.members());
  if (!node.has_not_()) return AskLeaf(node);
  const Truth truth = Ask(node.not_());
  return truth == Truth::kUnknown ? truth : truth == Truth::kYes ? Truth::kNo : Truth::kYes;
}

Truth Naive::AskMembers(const pb::Members& members) const {
  std::vector<Truth> answers;
  for (const pb::MemberView& one : household.members()) {
    if (unit == rpb::ASSISTANCE_UNIT_FAMILY && one.family() != family) continue;
    answers.push_back(
        Naive{.household = household, .day = day, .unit = rpb::ASSISTANCE_UNIT_PERSON, .member = &one}.Ask(
            members.of()));
  }
  if (members.quantity() == pb::Members::QUANTITY_AT_LEAST) return Count(answers, std::max(1, members.count()));
  return answers.empty() ? Truth::kNo : Count(answers, static_cast<int>(answers.size()));
}

Strings Naive::Possible(pb::Field field) const {
  switch (field) {
    case pb::FIELD_SEX:
      return Named(rpb::Sex_Name(member->sex()), "SEX_", member->sex());
    case pb::FIELD_RELATION:
      return Named(rpb::Relation_Name(member->relation()), "RELATION_", member->relation());
    case pb::FIELD_PREGNANT:
      return Answered(member->pregnant());
    case pb::FIELD_SEVERELY_DISABLED:
      return Answered(member->severely_disabled());
    case pb::FIELD_ATTENDS_SCHOOL:
      return Answered(member->attends_school());
    case pb::FIELD_EMPLOYED:
      return Answered(member->employed());
    case pb::FIELD_AGE: {
      if (member->birth_month() == 0) return {};
      const YearMonth month = MonthOf(day);
      int age = month.year - member->birth_month() / 12;
      if (month.month - 1 < member->birth_month() % 12) --age;
      return {std::to_string(std::clamp(age, 0, 130))};
    }
    case pb::FIELD_DESIL: {
      const std::string& of = member != nullptr ? member->family() : family;
      int desil = household.desil();
      for (const pb::FamilyDesil& own : household.family_desils()) {
        if (unit != rpb::ASSISTANCE_UNIT_HOUSEHOLD && own.family() == of) desil = own.desil();
        const bool there = std::ranges::any_of(household.members(),
                                               [&](const pb::MemberView& one) { return one.family() == own.family(); });
        if (unit == rpb::ASSISTANCE_UNIT_HOUSEHOLD && household.desil() == 0 && there) {
          desil = desil == 0 ? own.desil() : std::min(desil, own.desil());
        }
      }
      return desil == 0 ? Strings{} : Strings{std::to_string(desil)};
    }
    case pb::FIELD_MEMBERS:
      return {std::to_string(household.members_size())};
    case pb::FIELD_CRITERIA_YES: {
      if (household.criteria().empty()) return Numbers(0, 8);
      const int yes = static_cast<int>(std::ranges::count(household.criteria(), int{rpb::ANSWER_YES}));
      const int no = static_cast<int>(std::ranges::count(household.criteria(), int{rpb::ANSWER_NO}));
      return Numbers(yes, 8 - no);
    }
    case pb::FIELD_SHELTERLESS:
      return Answered(household.shelterless());
    case pb::FIELD_REGION: {
      std::string kelurahan;
      for (const pb::DomicileSpan& span : household.domiciles()) {
        if (kelurahan.empty() || span.from_day() <= day) kelurahan = span.kelurahan();
      }
      return kelurahan.empty() ? Strings{} : Strings{kelurahan};
    }
    default:
      if (household.criteria().empty()) return {};
      return Answered(household.criteria(field - pb::FIELD_CRITERION_1));
  }
}

Truth Naive::AskLeaf(const pb::Expression& leaf) const {
  const pb::Field field = leaf.has_compare()  ? leaf.compare().field()
                          : leaf.has_one_of() ? leaf.one_of().field()
                                              : pb::FIELD_AGE;
  const Strings possible = Possible(field);
  const auto fit = std::ranges::count_if(possible, [&](const std::string& value) { return Fits(leaf, value); });
  if (possible.empty() || (fit != 0 && fit != static_cast<std::ptrdiff_t>(possible.size()))) return Truth::kUnknown;
  return fit != 0 ? Truth::kYes : Truth::kNo;
}

}  // namespace padu::matching::testing
