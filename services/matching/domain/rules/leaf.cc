#include "services/matching/domain/rules/leaf.h"

#include <algorithm>

#include "common/base/city.h"
#include "services/matching/domain/rules/fields.h"
#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;

constexpr int kMonthsOfYear = 12;

std::int32_t MonthNumberOf(Day day) { return static_cast<std::int32_t>(MonthNumber(MonthOf(day))); }

Value Number(std::int64_t number) { return {.known = true, .low = number, .high = number}; }

Value Answered(rpb::Answer answer) {
  if (answer == rpb::ANSWER_YES) return Number(1);
  if (answer == rpb::ANSWER_NO) return Number(0);
  return {};
}

// `number` is the registry's of a list whose first is 1.
Value Coded(pb::Field field, int number) {
  const auto codes = InfoOf(field)->codes;
  if (number < 1 || number > static_cast<int>(codes.size())) return {};
  return {.known = true, .code = codes[static_cast<std::size_t>(number) - 1].code};
}

bool HasCriteria(const pb::HouseholdView& household) { return household.criteria_size() == kCriteria; }

Value CriteriaYes(const pb::HouseholdView& household) {
  if (!HasCriteria(household)) return {.known = true, .low = 0, .high = kCriteria};
  Value value = Number(0);
  for (int i = 0; i < kCriteria; ++i) {
    const rpb::Answer answer = household.criteria(i);
    if (answer != rpb::ANSWER_NO) ++value.high;
    if (answer == rpb::ANSWER_YES) ++value.low;
  }
  return value;
}

Value Criterion(const pb::HouseholdView& household, pb::Field field) {
  return HasCriteria(household) ? Answered(household.criteria(field - pb::FIELD_CRITERION_1)) : Value{};
}

int AgeInMonth(const pb::MemberView& member, std::int32_t month) {
  if (member.birth_month() == 0) return -1;
  const std::int32_t months = month - member.birth_month();
  return months < 0 ? 0 : std::min(months / kMonthsOfYear, kAgeMax);
}

Value PersonValue(pb::Field field, const Scope& scope) {
  if (scope.member == nullptr) return {};
  const pb::MemberView& member = *scope.member;
  switch (field) {
    case pb::FIELD_SEX:
      return Coded(field, member.sex());
    case pb::FIELD_RELATION:
      return Coded(field, member.relation());
    case pb::FIELD_PREGNANT:
      return Answered(member.pregnant());
    case pb::FIELD_SEVERELY_DISABLED:
      return Answered(member.severely_disabled());
    case pb::FIELD_ATTENDS_SCHOOL:
      return Answered(member.attends_school());
    case pb::FIELD_EMPLOYED:
      return Answered(member.employed());
    case pb::FIELD_AGE: {
      const int age = AgeInMonth(member, scope.month);
      return age < 0 ? Value{} : Number(age);
    }
    default:
      return {};
  }
}

int DesilIn(const Scope& scope) {
  return scope.unit == rpb::ASSISTANCE_UNIT_HOUSEHOLD ? DesilOf(scope.household)
                                                      : DesilOf(scope.household, scope.family);
}

Truth TestNumber(pb::Comparator comparator, std::int64_t number, const Value& value) {
  const bool one = value.low == value.high;
  switch (comparator) {
    case pb::COMPARATOR_LESS_OR_EQUAL:
      return AtLeast(1, value.high <= number, value.low <= number);
    case pb::COMPARATOR_GREATER_OR_EQUAL:
      return AtLeast(1, value.low >= number, value.high >= number);
    case pb::COMPARATOR_EQUAL:
      return AtLeast(1, one && value.low == number, value.low <= number && number <= value.high);
    default:
      return Truth::kUnknown;
  }
}

bool Matches(pb::Field field, std::string_view value, std::string_view code) {
  return field == pb::FIELD_REGION ? RegionContains(code, value) : value == code;
}

Truth TestComparison(const pb::Comparison& compare, const Value& value) {
  switch (compare.value_case()) {
    case pb::Comparison::kNumber:
      return TestNumber(compare.comparator(), compare.number(), value);
    case pb::Comparison::kAnswer:
      return TruthOf((value.low == 1) == compare.answer());
    case pb::Comparison::kCode:
      return TruthOf(Matches(compare.field(), value.code, compare.code()));
    case pb::Comparison::VALUE_NOT_SET:
      break;
  }
  return Truth::kUnknown;
}

// The ages at which the answer of a node about age may change.
struct Ages {
  int first = 0;
  int second = 0;
};
Ages ChangesOf(const pb::Expression& leaf) {
  const auto clamped = [](std::int64_t age) { return static_cast<int>(std::clamp<std::int64_t>(age, 0, kAgeMax + 1)); };
  if (leaf.has_age_between()) {
    const pb::AgeBetween& between = leaf.age_between();
    return {between.has_min() ? clamped(between.min()) : 0,
            between.has_max() ? clamped(std::int64_t{between.max()} + 1) : 0};
  }
  const std::int64_t number = clamped(leaf.compare().number());
  return {clamped(number), clamped(number + 1)};
}

// The first day on which a person is so old; kNever if that was before, or counts no more.
Day BirthdayAfter(const Scope& scope, int age, int now) {
  if (age <= now || age > kAgeMax) return kNever;
  return FirstDay(MonthFromNumber(static_cast<std::uint32_t>(scope.member->birth_month() + age * kMonthsOfYear)));
}

Day NextMove(const pb::HouseholdView& household, Day day) {
  for (const pb::DomicileSpan& span : household.domiciles()) {
    if (span.from_day() > day) return span.from_day();
  }
  return kNever;
}

// An age that stays on its side of both bounds changes nothing.
Day NextChange(const pb::Expression& leaf, const Scope& scope, Truth now) {
  const pb::Field field = FieldOf(leaf);
  if (field == pb::FIELD_REGION) return NextMove(scope.household, scope.day);
  if (field != pb::FIELD_AGE || now == Truth::kUnknown) return kNever;
  const int age = AgeInMonth(*scope.member, scope.month);
  for (const int at : {std::min(ChangesOf(leaf).first, ChangesOf(leaf).second),
                       std::max(ChangesOf(leaf).first, ChangesOf(leaf).second)}) {
    if (at > age && Test(leaf, Number(at)) != now) return BirthdayAfter(scope, at, age);
  }
  return kNever;
}

}  // namespace

Scope HouseholdScope(const pb::HouseholdView& household, Day day) {
  return {.household = household, .day = day, .month = MonthNumberOf(day)};
}

Scope FamilyScope(const pb::HouseholdView& household, std::string_view family, Day day) {
  return {.household = household,
          .unit = rpb::ASSISTANCE_UNIT_FAMILY,
          .family = family,
          .day = day,
          .month = MonthNumberOf(day)};
}

Scope PersonScope(const pb::HouseholdView& household, const pb::MemberView& member, Day day) {
  return MemberScope(HouseholdScope(household, day), member);
}

Scope MemberScope(const Scope& scope, const pb::MemberView& member) {
  return {.household = scope.household,
          .unit = rpb::ASSISTANCE_UNIT_PERSON,
          .family = member.family(),
          .member = &member,
          .day = scope.day,
          .month = scope.month};
}

bool IsAskedOf(const Scope& scope, const pb::MemberView& member) {
  return scope.unit != rpb::ASSISTANCE_UNIT_FAMILY || member.family() == scope.family;
}

Value ValueOf(pb::Field field, const Scope& scope) {
  switch (field) {
    case pb::FIELD_DESIL: {
      const int desil = DesilIn(scope);
      return desil == 0 ? Value{} : Number(desil);
    }
    case pb::FIELD_MEMBERS:
      return Number(scope.household.members_size());
    case pb::FIELD_CRITERIA_YES:
      return CriteriaYes(scope.household);
    case pb::FIELD_SHELTERLESS:
      return Answered(scope.household.shelterless());
    case pb::FIELD_REGION: {
      const std::string_view kelurahan = KelurahanOn(scope.household, scope.day);
      return {.known = !kelurahan.empty(), .code = kelurahan};
    }
    default:
      break;
  }
  if (field >= pb::FIELD_CRITERION_1 && field <= pb::FIELD_CRITERION_8) return Criterion(scope.household, field);
  return PersonValue(field, scope);
}

pb::Field FieldOf(const pb::Expression& leaf) {
  switch (leaf.node_case()) {
    case pb::Expression::kCompare:
      return leaf.compare().field();
    case pb::Expression::kOneOf:
      return leaf.one_of().field();
    case pb::Expression::kAgeBetween:
      return pb::FIELD_AGE;
    default:
      return pb::FIELD_UNSPECIFIED;
  }
}

Truth Test(const pb::Expression& leaf, const Value& value) {
  if (!value.known) return Truth::kUnknown;
  if (leaf.has_compare()) return TestComparison(leaf.compare(), value);
  if (leaf.has_one_of()) {
    const auto matches = [&](const std::string& code) { return Matches(leaf.one_of().field(), value.code, code); };
    return TruthOf(std::ranges::any_of(leaf.one_of().codes(), matches));
  }
  const pb::AgeBetween& between = leaf.age_between();
  return TruthOf((!between.has_min() || value.low >= between.min()) &&
                 (!between.has_max() || value.low <= between.max()));
}

Outcome EvaluateLeaf(const pb::Expression& leaf, const Scope& scope) {
  const Truth truth = Test(leaf, ValueOf(FieldOf(leaf), scope));
  return {.truth = truth, .next_day = NextChange(leaf, scope, truth)};
}

std::string_view KelurahanOn(const pb::HouseholdView& household, Day day) {
  std::string_view kelurahan;
  for (const pb::DomicileSpan& span : household.domiciles()) {
    if (span.from_day() > day && !kelurahan.empty()) break;
    kelurahan = span.kelurahan();
  }
  return kelurahan;
}

int DesilOf(const pb::HouseholdView& household) {
  if (household.desil() != 0) return household.desil();
  int poorest = 0;
  for (const pb::MemberView& member : household.members()) {
    const int own = DesilOf(household, member.family());
    if (own != 0 && (poorest == 0 || own < poorest)) poorest = own;
  }
  return poorest;
}

int DesilOf(const pb::HouseholdView& household, std::string_view family) {
  for (const pb::FamilyDesil& own : household.family_desils()) {
    if (own.family() == family && own.desil() != 0) return own.desil();
  }
  return household.desil();
}

int AgeOn(const pb::MemberView& member, Day day) { return AgeInMonth(member, MonthNumberOf(day)); }

}  // namespace padu::matching
