// CPU nanoseconds of a rule: evaluated over a household of five, explained, and checked before it is saved.
//
//   rules_bench [evaluations]

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "services/matching/domain/rules/check.h"
#include "services/matching/domain/rules/evaluate.h"
#include "services/matching/domain/rules/explain.h"
#include "services/matching/domain/rules/rank.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;

template <typename T>
T Parse(const std::string& text) {
  T message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) std::abort();
  return message;
}

const char* const kHousehold = R"(
  domiciles { from_day: 20000 kelurahan: "64.74.03.1002" }
  desil: 3
  criteria: [ANSWER_YES, ANSWER_YES, ANSWER_YES, ANSWER_YES, ANSWER_YES, ANSWER_NO, ANSWER_UNKNOWN, ANSWER_NO]
  shelterless: ANSWER_NO
  members { family: "fa-1" sex: SEX_FEMALE relation: RELATION_HEAD birth_month: 23510 pregnant: ANSWER_NO }
  members { family: "fa-1" sex: SEX_MALE relation: RELATION_CHILD birth_month: 23800 severely_disabled: ANSWER_NO }
  members { family: "fa-1" sex: SEX_FEMALE relation: RELATION_CHILD_IN_LAW birth_month: 23810 pregnant: ANSWER_NO }
  members { family: "fa-1" sex: SEX_MALE relation: RELATION_GRANDCHILD birth_month: 24135 attends_school: ANSWER_NO }
  members { family: "fa-1" sex: SEX_MALE relation: RELATION_GRANDCHILD birth_month: 24200 attends_school: ANSWER_YES }
)";

const char* const kDesil = "compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 }";

// Poor by decile or by the eight answers, and with somebody who is pregnant, small, at school, old or disabled: 13
// nodes.
const char* const kFamilyHope = R"(
  all_of {
    of { any_of {
      of { compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 } }
      of { compare { field: FIELD_SHELTERLESS comparator: COMPARATOR_EQUAL answer: true } }
      of { compare { field: FIELD_CRITERIA_YES comparator: COMPARATOR_GREATER_OR_EQUAL number: 6 } } } }
    of { members { quantity: QUANTITY_AT_LEAST of { any_of {
      of { compare { field: FIELD_PREGNANT comparator: COMPARATOR_EQUAL answer: true } }
      of { age_between { max: 6 } }
      of { all_of {
        of { compare { field: FIELD_ATTENDS_SCHOOL comparator: COMPARATOR_EQUAL answer: true } }
        of { age_between { max: 21 } } } }
      of { age_between { min: 60 } }
      of { compare { field: FIELD_SEVERELY_DISABLED comparator: COMPARATOR_EQUAL answer: true } } } } } }
  }
)";

// 64 nodes, all but two of them asked of each member.
std::string Largest() {
  std::string text = "members { quantity: QUANTITY_AT_LEAST count: 5 of { any_of {";
  for (int i = 0; i < 62; ++i) text += " of { age_between { min: " + std::to_string(i + 1) + " } }";
  return text + " } } }";
}

double CpuNanos() { return static_cast<double>(std::clock()) * (1e9 / CLOCKS_PER_SEC); }

template <typename Work>
void Measure(const char* what, int times, const Work& work) {
  const double begin = CpuNanos();
  for (int i = 0; i < times; ++i) work(i);
  std::printf("%-28s %10.0f ns\n", what, (CpuNanos() - begin) / times);
}

void Run(int times) {
  const auto household = Parse<pb::HouseholdView>(kHousehold);
  const auto leaf = Parse<pb::Expression>(kDesil);
  const auto rule = Parse<pb::Expression>(kFamilyHope);
  const auto largest = Parse<pb::Expression>(Largest());
  const auto ranking = Parse<pb::Ranking>(
      "parts { component: RANKING_COMPONENT_POVERTY weight: 10 } parts { component: RANKING_COMPONENT_DEPENDANTS "
      "weight: 5 } parts { component: RANKING_COMPONENT_ELDERLY weight: 5 }");
  int yes = 0;
  const auto evaluate = [&](const pb::Expression& of) {
    return [&](int i) { yes += EvaluateHousehold(of, household, 20'500 + i % 64).truth == Truth::kYes; };
  };
  Measure("evaluate 1 node", times, evaluate(leaf));
  Measure("evaluate 13 nodes", times, evaluate(rule));
  Measure("evaluate 64 nodes", times / 10, evaluate(largest));
  Measure("rank of 3 parts", times,
          [&](int i) { yes += RankOf(ranking, household, 20'000, 20'500 + i % 64).rank > 0; });
  Measure("explain 13 nodes", times / 100, [&](int) { yes += ExplainHousehold(rule, household, 20'500).parts_size(); });
  const auto check = [&](const pb::Expression& of) {
    return [&](int) { yes += CheckExpression(of, rpb::ASSISTANCE_UNIT_HOUSEHOLD, 6474, "rule").ok(); };
  };
  Measure("check 13 nodes", times / 1'000, check(rule));
  Measure("check 64 nodes", times / 10'000, check(largest));
  auto most = Parse<pb::Expression>("all_of {}");
  for (int i = 1; i <= 12; ++i) {
    pb::Members& members = *most.mutable_all_of()->add_of()->mutable_members();
    members.set_quantity(pb::Members::QUANTITY_AT_LEAST);
    members.set_count(40);
    members.mutable_of()->mutable_age_between()->set_min(i * 5);
    if (i % 2 == 0) members.mutable_of()->mutable_age_between()->set_max(i * 5 + 20);
  }
  Measure("check, all steps taken", std::max(1, times / 100'000), check(most));
  std::printf("(%d)\n", yes);
}

}  // namespace
}  // namespace padu::matching

int main(int argc, char** argv) {
  padu::matching::Run(argc > 1 ? std::max(1'000, std::atoi(argv[1])) : 1'000'000);
  return 0;
}
