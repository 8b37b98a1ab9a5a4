// Each kind of node and each field: yes, no, unknown, and until when.

#include "services/matching/domain/rules/evaluate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/matching/domain/rules/testing/parse.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;
using testing::Parse;

// 2026-03-15. Months: 24314 is March 2026, so 24314 - 12 * 60 is March 1966.
constexpr Day kToday = 20527;

// A woman of 67 alone with a boy of 14 whose birthday is next month, and one of whom nothing is known.
const char* const kHousehold = R"(
  household: "hh-1"
  domiciles { from_day: 20000 kelurahan: "64.74.01.1003" }
  domiciles { from_day: 20500 kelurahan: "64.74.03.1002" }
  domiciles { from_day: 20600 kelurahan: "64.74.02.1001" }
  desil: 3
  criteria: [ANSWER_YES, ANSWER_YES, ANSWER_YES, ANSWER_YES, ANSWER_YES, ANSWER_NO, ANSWER_UNKNOWN, ANSWER_NO]
  shelterless: ANSWER_NO
  members {
    person: "p-1" family: "fa-1" relation: RELATION_HEAD sex: SEX_FEMALE birth_month: 23510
    pregnant: ANSWER_NO severely_disabled: ANSWER_YES attends_school: ANSWER_NO employed: ANSWER_UNKNOWN
  }
  members {
    person: "p-2" family: "fa-1" relation: RELATION_GRANDCHILD sex: SEX_MALE birth_month: 24135
    pregnant: ANSWER_NO severely_disabled: ANSWER_NO attends_school: ANSWER_YES employed: ANSWER_NO
  }
  members { person: "p-3" family: "fa-2" }
  family_desils { family: "fa-2" desil: 7 }
)";

// Nothing is known but that it is there.
const char* const kBlank = R"(household: "hh-2")";

struct Case {
  std::string name;
  std::string rule;
  Truth truth = Truth::kUnknown;
  Day next_day = kNever;
  int person = -1;     // asked of this member; -1: of the household
  std::string family;  // asked of this family
  bool blank = false;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

Outcome Ask(const Case& c) {
  const auto rule = Parse<pb::Expression>(c.rule);
  const auto household = Parse<pb::HouseholdView>(c.blank ? kBlank : kHousehold);
  if (c.person >= 0) return EvaluatePerson(rule, household, household.members(c.person), kToday);
  if (!c.family.empty()) return EvaluateFamily(rule, household, c.family, kToday);
  return EvaluateHousehold(rule, household, kToday);
}

class EvaluateTest : public ::testing::TestWithParam<Case> {};

TEST_P(EvaluateTest, Answers) {
  const Outcome outcome = Ask(GetParam());
  EXPECT_EQ(outcome.truth, GetParam().truth);
  EXPECT_EQ(outcome.next_day, GetParam().next_day);
}

constexpr Truth kYes = Truth::kYes;
constexpr Truth kNo = Truth::kNo;
constexpr Truth kUnknown = Truth::kUnknown;

constexpr char kPoor[] = "compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 3 }";
constexpr char kPoorer[] = "compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 2 }";
constexpr char kOpen[] = "compare { field: FIELD_CRITERION_7 comparator: COMPARATOR_EQUAL answer: true }";
constexpr char kFifteen[] = "age_between { min: 15 }";

std::string Of(const std::string& kind, const std::vector<std::string>& parts) {
  std::string text = kind + " {";
  for (const std::string& part : parts) text += " of { " + part + " }";
  return text + " }";
}
std::string AtLeastOf(int count, const std::vector<std::string>& parts) {
  std::string text = Of("at_least", parts);
  return text.insert(text.size() - 1, "count: " + std::to_string(count) + " ");
}
std::string NotOf(const std::string& part) { return "not { " + part + " }"; }
std::string Any(int count, const std::string& part) {
  return "members { quantity: QUANTITY_AT_LEAST count: " + std::to_string(count) + " of { " + part + " } }";
}
std::string All(const std::string& part) { return "members { quantity: QUANTITY_ALL of { " + part + " } }"; }
std::string Equal(const std::string& field, const std::string& value) {
  return "compare { field: " + field + " comparator: COMPARATOR_EQUAL " + value + " }";
}
std::string AtMost(const std::string& field, int n) {
  return "compare { field: " + field + " comparator: COMPARATOR_LESS_OR_EQUAL number: " + std::to_string(n) + " }";
}
std::string NotBelow(const std::string& field, int n) {
  return "compare { field: " + field + " comparator: COMPARATOR_GREATER_OR_EQUAL number: " + std::to_string(n) + " }";
}

const auto kName = [](const auto& info) { return info.param.name; };

INSTANTIATE_TEST_SUITE_P(Nodes, EvaluateTest,
                         ::testing::Values(Case{"none", "", kYes},                                               //
                                           Case{"allYes", Of("all_of", {kPoor, kPoor}), kYes},                   //
                                           Case{"allNo", Of("all_of", {kPoor, kOpen, kPoorer}), kNo},            //
                                           Case{"allUnknown", Of("all_of", {kPoor, kOpen}), kUnknown},           //
                                           Case{"anyYes", Of("any_of", {kPoorer, kOpen, kPoor}), kYes},          //
                                           Case{"anyNo", Of("any_of", {kPoorer, kPoorer}), kNo},                 //
                                           Case{"anyUnknown", Of("any_of", {kPoorer, kOpen}), kUnknown},         //
                                           Case{"twoYes", AtLeastOf(2, {kPoor, kOpen, kPoor}), kYes},            //
                                           Case{"twoNo", AtLeastOf(2, {kPoor, kPoorer, kPoorer}), kNo},          //
                                           Case{"twoUnknown", AtLeastOf(2, {kPoor, kOpen, kPoorer}), kUnknown},  //
                                           Case{"notYes", NotOf(kPoorer), kYes},                                 //
                                           Case{"notNo", NotOf(kPoor), kNo},                                     //
                                           Case{"notUnknown", NotOf(kOpen), kUnknown},                           //
                                           Case{"memberYes", Any(1, "age_between { min: 60 }"), kYes},           //
                                           Case{"memberNo", Any(3, "age_between { min: 60 }"), kNo, 36980},      //
                                           Case{"memberUnknown", Any(2, "age_between { min: 60 }"), kUnknown,
                                                36980},                                                               //
                                           Case{"memberCountZeroIsOne", Any(0, "age_between { min: 60 }"), kYes},     //
                                           Case{"eachYes", All("age_between { max: 99 }"), kYes, 32566, -1, "fa-1"},  //
                                           Case{"eachNo", All("age_between { min: 60 }"), kNo, 36980},                //
                                           Case{"eachUnknown", All("age_between { max: 99 }"), kUnknown, 32566},      //
                                           Case{"memberOfNone", Any(1, kPoor), kNo, kNever, -1, "", true},            //
                                           Case{"eachOfNone", All(kPoor), kNo, kNever, -1, "", true}),
                         kName);

INSTANTIATE_TEST_SUITE_P(
    Fields, EvaluateTest,
    ::testing::Values(
        Case{"female", Equal("FIELD_SEX", "code: 'FEMALE'"), kYes, kNever, 0},
        Case{"male", Equal("FIELD_SEX", "code: 'MALE'"), kNo, kNever, 0},
        Case{"sexUnknown", Equal("FIELD_SEX", "code: 'MALE'"), kUnknown, kNever, 2},
        Case{"grandchild", "one_of { field: FIELD_RELATION codes: ['CHILD', 'GRANDCHILD'] }", kYes, kNever, 1},
        Case{"notChild", "one_of { field: FIELD_RELATION codes: ['CHILD'] }", kNo, kNever, 1},
        Case{"relationUnknown", "one_of { field: FIELD_RELATION codes: ['CHILD'] }", kUnknown, kNever, 2},
        Case{"disabled", Equal("FIELD_SEVERELY_DISABLED", "answer: true"), kYes, kNever, 0},
        Case{"notPregnant", Equal("FIELD_PREGNANT", "answer: false"), kYes, kNever, 0},
        Case{"atSchool", Equal("FIELD_ATTENDS_SCHOOL", "answer: true"), kYes, kNever, 1},
        Case{"employedUnknown", Equal("FIELD_EMPLOYED", "answer: true"), kUnknown, kNever, 0},
        Case{"employedNotKnownNot", Equal("FIELD_EMPLOYED", "answer: false"), kUnknown, kNever, 0},
        Case{"ageUnknown", kFifteen, kUnknown, kNever, 2}, Case{"fourteen", kFifteen, kNo, 20544, 1},
        Case{"upToFourteen", "age_between { max: 14 }", kYes, 20544, 1},
        Case{"exactlySixteen", Equal("FIELD_AGE", "number: 16"), kNo, 20909, 1},
        Case{"atMostFifteen", AtMost("FIELD_AGE", 15), kYes, 20909, 1},
        Case{"atLeastSixtySeven", NotBelow("FIELD_AGE", 67), kYes, kNever, 0},
        Case{"upToAnyAge", "age_between { min: 60 max: 130 }", kYes, kNever, 0},
        Case{"personsFamilyHasNone", Equal("FIELD_DESIL", "number: 3"), kYes, kNever, 0},
        Case{"personsFamilyHasOne", Equal("FIELD_DESIL", "number: 7"), kYes, kNever, 2},
        Case{"familyHasOne", Equal("FIELD_DESIL", "number: 7"), kYes, kNever, -1, "fa-2"},
        Case{"desilUnknown", kPoor, kUnknown, kNever, -1, "", true},
        Case{"three", Equal("FIELD_MEMBERS", "number: 3"), kYes},
        Case{"fiveForSure", NotBelow("FIELD_CRITERIA_YES", 5), kYes},
        Case{"sixPerhaps", NotBelow("FIELD_CRITERIA_YES", 6), kUnknown},
        Case{"notSeven", NotBelow("FIELD_CRITERIA_YES", 7), kNo},
        Case{"atMostSixForSure", AtMost("FIELD_CRITERIA_YES", 6), kYes},
        Case{"exactlyFivePerhaps", Equal("FIELD_CRITERIA_YES", "number: 5"), kUnknown},
        Case{"exactlySevenNot", Equal("FIELD_CRITERIA_YES", "number: 7"), kNo},
        Case{"criteriaNotAsked", NotBelow("FIELD_CRITERIA_YES", 1), kUnknown, kNever, -1, "", true},
        Case{"criterion", Equal("FIELD_CRITERION_1", "answer: true"), kYes},
        Case{"criterionNo", Equal("FIELD_CRITERION_8", "answer: true"), kNo}, Case{"criterionOpen", kOpen, kUnknown},
        Case{"criterionNotAsked", kOpen, kUnknown, kNever, -1, "", true},
        Case{"notShelterless", Equal("FIELD_SHELTERLESS", "answer: false"), kYes},
        Case{"kelurahan", Equal("FIELD_REGION", "code: '64.74.03.1002'"), kYes, 20600},
        Case{"kecamatan", Equal("FIELD_REGION", "code: '64.74.03'"), kYes, 20600},
        Case{"otherKecamatan", "one_of { field: FIELD_REGION codes: ['64.74.01', '64.74.02'] }", kNo, 20600},
        Case{"notAPrefixOfDigits", Equal("FIELD_REGION", "code: '64.74.03.100'"), kNo, 20600},
        Case{"regionUnknown", Equal("FIELD_REGION", "code: '64.74'"), kUnknown, kNever, -1, "", true},
        Case{"personOutsideMembers", kFifteen, kUnknown},
        Case{"fieldOfANewerBinary", Equal("999", "number: 1"), kUnknown}),
    kName);

// The answer of several changes no sooner than as many of them as it takes.
INSTANTIATE_TEST_SUITE_P(
    Until, EvaluateTest,
    ::testing::Values(Case{"noUntilTheLastNo", Of("all_of", {kFifteen, "age_between { min: 20 }"}), kNo, 22370, 1},
                      Case{"noForEver", Of("all_of", {kFifteen, kPoorer}), kNo, kNever, 1},
                      Case{"yesUntilTheFirstNo", Of("all_of", {"age_between { max: 14 }", "age_between { max: 19 }"}),
                           kYes, 20544, 1},
                      Case{"yesUntilTheLastYes", Of("any_of", {"age_between { max: 14 }", "age_between { max: 19 }"}),
                           kYes, 22370, 1},
                      Case{"twoOfThree",
                           AtLeastOf(2,
                                     {"age_between { max: 14 }", "age_between { max: 15 }", "age_between { max: 19 }"}),
                           kYes, 20909, 1}),
    kName);

TEST(Evaluate, AnEmptyListIsTotal) {
  const pb::Expression rule = Parse<pb::Expression>("any_of {}");
  EXPECT_EQ(EvaluateHousehold(rule, Parse<pb::HouseholdView>(kHousehold), kToday).truth, kNo);
}

TEST(Evaluate, AgesCountFromTheFirstOfTheMonth) {
  const auto member = Parse<pb::MemberView>("birth_month: 24135");  // April 2011
  EXPECT_EQ(AgeOn(member, 20543), 14);                              // 2026-03-31
  EXPECT_EQ(AgeOn(member, 20544), 15);
  EXPECT_EQ(AgeOn(member, 10000), 0);  // not born yet
  EXPECT_EQ(AgeOn(Parse<pb::MemberView>("birth_month: 22000"), kToday), 130);
  EXPECT_EQ(AgeOn(pb::MemberView(), kToday), -1);
}

TEST(Evaluate, AHouseholdWithoutADesilHasThatOfItsPoorestFamily) {
  auto household = Parse<pb::HouseholdView>(kHousehold);
  EXPECT_EQ(DesilOf(household), 3);
  household.clear_desil();
  EXPECT_EQ(DesilOf(household), 7);
  *household.add_family_desils() = Parse<pb::FamilyDesil>("family: 'fa-1' desil: 5");
  EXPECT_EQ(DesilOf(household), 5);
  *household.add_family_desils() = Parse<pb::FamilyDesil>("family: 'fa-gone' desil: 1");
  EXPECT_EQ(DesilOf(household), 5);
}

TEST(Evaluate, AHouseholdLivesWhereItHadMovedTo) {
  const auto household = Parse<pb::HouseholdView>(kHousehold);
  EXPECT_EQ(KelurahanOn(household, 10000), "64.74.01.1003");
  EXPECT_EQ(KelurahanOn(household, 20499), "64.74.01.1003");
  EXPECT_EQ(KelurahanOn(household, 20500), "64.74.03.1002");
  EXPECT_EQ(KelurahanOn(household, 20600), "64.74.02.1001");
  EXPECT_EQ(KelurahanOn(pb::HouseholdView(), 20600), "");
}

TEST(Evaluate, UnitsAreTallied) {
  const auto household = Parse<pb::HouseholdView>(kHousehold);
  const Tally persons =
      TallyUnits(Parse<pb::Expression>("age_between { min: 60 }"), rpb::ASSISTANCE_UNIT_PERSON, household, kToday);
  EXPECT_EQ(persons.yes, 1);
  EXPECT_EQ(persons.no, 1);
  EXPECT_EQ(persons.unknown, 1);
  EXPECT_EQ(persons.next_day, 36980);
  const Tally families = TallyUnits(Parse<pb::Expression>(kPoor), rpb::ASSISTANCE_UNIT_FAMILY, household, kToday);
  EXPECT_EQ(families.yes, 1);
  EXPECT_EQ(families.no, 1);
  EXPECT_EQ(EvaluateAnyUnit(Parse<pb::Expression>(kPoorer), rpb::ASSISTANCE_UNIT_HOUSEHOLD, household, kToday).truth,
            kNo);
}

}  // namespace
}  // namespace padu::matching
