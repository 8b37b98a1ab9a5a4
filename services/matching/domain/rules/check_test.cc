// A row for each refusal of a rule, and each bound at its limit.

#include "services/matching/domain/rules/check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/status.h"
#include "services/matching/domain/rules/faults.h"
#include "services/matching/domain/rules/limits.h"
#include "services/matching/domain/rules/testing/parse.h"

namespace padu::matching {
namespace {

namespace pb = ::padu::matching::v1;
namespace rpb = ::padu::registry::v1;
using testing::Parse;

constexpr std::uint32_t kCity = 6474;
constexpr auto kPerson = rpb::ASSISTANCE_UNIT_PERSON;
constexpr auto kFamily = rpb::ASSISTANCE_UNIT_FAMILY;
constexpr auto kHousehold = rpb::ASSISTANCE_UNIT_HOUSEHOLD;

struct Case {
  std::string name;
  rpb::AssistanceUnit unit = kHousehold;
  std::string rule;
  std::string reason;  // empty: it may be saved
  std::string path;    // after "rule"
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class CheckTest : public ::testing::TestWithParam<Case> {};

TEST_P(CheckTest, HasOneReasonAndPlace) {
  const Case& c = GetParam();
  const absl::Status status = CheckExpression(Parse<pb::Expression>(c.rule), c.unit, kCity, "rule");
  if (c.reason.empty()) {
    EXPECT_TRUE(status.ok()) << status;
    return;
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value()) << status;
  EXPECT_EQ(refusal->reason, c.reason);
  EXPECT_EQ(refusal->metadata.at("field"), "rule" + c.path);
}

std::string Compare(const std::string& field, const std::string& comparator, const std::string& value) {
  return "compare { field: FIELD_" + field + " comparator: COMPARATOR_" + comparator + " " + value + " }";
}
std::string AtMost(const std::string& field, int n) {
  return Compare(field, "LESS_OR_EQUAL", "number: " + std::to_string(n));
}
std::string NotBelow(const std::string& field, int n) {
  return Compare(field, "GREATER_OR_EQUAL", "number: " + std::to_string(n));
}
std::string Yes(const std::string& field) { return Compare(field, "EQUAL", "answer: true"); }
std::string Region(const std::string& code) { return Compare("REGION", "EQUAL", "code: '" + code + "'"); }
std::string Of(const std::string& kind, const std::vector<std::string>& parts, const std::string& more = "") {
  std::string text = kind + " { " + more;
  for (const std::string& part : parts) text += " of { " + part + " }";
  return text + " }";
}
std::string Any(const std::string& part, int count = 1) {
  return "members { quantity: QUANTITY_AT_LEAST count: " + std::to_string(count) + " of { " + part + " } }";
}
std::string Each(const std::string& part) { return "members { quantity: QUANTITY_ALL of { " + part + " } }"; }
std::string Not(const std::string& part) { return "not { " + part + " }"; }

const std::string kPoor = AtMost("DESIL", 4);
const std::string kOld = "age_between { min: 60 }";
const std::string kFemale = Compare("SEX", "EQUAL", "code: 'FEMALE'");

std::string Deep(int levels) {
  std::string text = kPoor;
  for (int i = 1; i < levels; ++i) text = Not(text);
  return text;
}

// So many nodes that no two of them say the same.
std::string Large(int nodes) {
  std::vector<std::string> parts;
  for (int i = 0; i < nodes - 1; ++i) parts.push_back("age_between { min: " + std::to_string(i + 1) + " }");
  return Of("any_of", parts);
}

std::vector<std::string> CriteriaYes() {
  std::vector<std::string> parts;
  for (int i = 1; i <= 8; ++i) parts.push_back(Yes("CRITERION_" + std::to_string(i)));
  return parts;
}

const auto kName = [](const auto& info) { return info.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Form, CheckTest,
    ::testing::Values(
        Case{"empty", kHousehold, "", "RULE_NODE_EMPTY", ""},
        Case{"emptyPart", kHousehold, Of("all_of", {kPoor, ""}), "RULE_NODE_EMPTY", ".all_of.of[1]"},
        Case{"allOfNothing", kHousehold, "all_of {}", "RULE_NODE_EMPTY", ".all_of.of"},
        Case{"anyOfNothing", kHousehold, "any_of {}", "RULE_NODE_EMPTY", ".any_of.of"},
        Case{"atLeastOfNothing", kHousehold, "at_least { count: 1 }", "RULE_NODE_EMPTY", ".at_least.of"},
        Case{"notOfNothing", kHousehold, "not {}", "RULE_NODE_EMPTY", ".not"},
        Case{"membersOfNothing", kHousehold, "members { quantity: QUANTITY_ALL }", "RULE_NODE_EMPTY", ".members.of"},
        Case{"atLeastNone", kHousehold, Of("at_least", {kPoor}, "count: 0"), "RULE_COUNT_INVALID", ".at_least.count"},
        Case{"nineOfEight", kHousehold, Of("at_least", CriteriaYes(), "count: 9"), "RULE_COUNT_INVALID",
             ".at_least.count"},
        Case{"eightOfEight", kHousehold, Of("at_least", CriteriaYes(), "count: 8")},
        Case{"deep", kHousehold, Deep(kRuleLevelsMax)},
        Case{"tooDeep", kHousehold, Deep(kRuleLevelsMax + 1), "RULE_TOO_DEEP", ".not.not.not.not.not.not.not.not"},
        Case{"large", kPerson, Large(kRuleNodesMax)},
        Case{"tooLarge", kPerson, Large(kRuleNodesMax + 1), "RULE_TOO_LARGE", ".any_of.of[63]"},
        Case{"fieldUnknown", kHousehold, "compare { field: 999 comparator: COMPARATOR_EQUAL number: 1 }",
             "RULE_FIELD_UNKNOWN", ".compare.field"},
        Case{"fieldMissing", kHousehold, "one_of { codes: 'X' }", "RULE_FIELD_UNKNOWN", ".one_of.field"},
        Case{"comparatorMissing", kHousehold, "compare { field: FIELD_DESIL number: 1 }", "FIELD_MISSING",
             ".compare.comparator"},
        Case{"valueMissing", kHousehold, "compare { field: FIELD_DESIL comparator: COMPARATOR_EQUAL }", "FIELD_MISSING",
             ".compare.value"},
        Case{"answerAtMost", kHousehold, Compare("SHELTERLESS", "LESS_OR_EQUAL", "answer: true"),
             "RULE_COMPARATOR_MISMATCH", ".compare.comparator"},
        Case{"numberForAnswer", kHousehold, Compare("SHELTERLESS", "EQUAL", "number: 1"), "RULE_TYPE_MISMATCH",
             ".compare.number"},
        Case{"answerForNumber", kHousehold, Compare("DESIL", "EQUAL", "answer: true"), "RULE_TYPE_MISMATCH",
             ".compare.answer"},
        Case{"codeForNumber", kHousehold, Compare("DESIL", "EQUAL", "code: '1'"), "RULE_TYPE_MISMATCH",
             ".compare.code"},
        Case{"codesOfNumbers", kHousehold, "one_of { field: FIELD_DESIL codes: '1' }", "RULE_TYPE_MISMATCH",
             ".one_of.codes[0]"},
        Case{"noCodes", kPerson, "one_of { field: FIELD_SEX }", "RULE_NODE_EMPTY", ".one_of.codes"},
        Case{"codeUnknown", kPerson, "one_of { field: FIELD_SEX codes: ['FEMALE', 'female'] }", "RULE_CODE_UNKNOWN",
             ".one_of.codes[1]"},
        Case{"codeRepeated", kPerson, "one_of { field: FIELD_RELATION codes: ['HEAD', 'HEAD'] }", "RULE_CODE_REPEATED",
             ".one_of.codes[1]"},
        Case{"regionOfOtherCity", kHousehold, Region("64.72.01"), "RULE_REGION_INVALID", ".compare.code"},
        Case{"regionMalformed", kHousehold, Region("64.74.3"), "RULE_REGION_INVALID", ".compare.code"},
        Case{"regionOfSimilarCity", kHousehold, Region("64.741"), "RULE_REGION_INVALID", ".compare.code"},
        Case{"kecamatan", kHousehold, Region("64.74.03")}, Case{"kelurahan", kHousehold, Region("64.74.03.1002")},
        Case{"ageOfHousehold", kHousehold, kOld, "RULE_PERSON_OUTSIDE_MEMBERS", ".age_between"},
        Case{"sexOfFamily", kFamily, Of("all_of", {kPoor, kFemale}), "RULE_PERSON_OUTSIDE_MEMBERS",
             ".all_of.of[1].compare.field"},
        Case{"ageOfPerson", kPerson, kOld}, Case{"ageOfMember", kFamily, Any(kOld)},
        Case{"regionOfPerson", kPerson, Of("all_of", {kOld, Region("64.74.03")})},
        Case{"membersOfMembers", kHousehold, Any(Of("all_of", {kOld, Any(kFemale)})), "RULE_MEMBERS_NESTED",
             ".members.of.all_of.of[1].members"},
        Case{"quantityMissing", kHousehold, "members { of { " + kOld + " } }", "FIELD_MISSING", ".members.quantity"},
        Case{"countOfAll", kHousehold, "members { quantity: QUANTITY_ALL count: 2 of { " + kOld + " } }",
             "VALUE_OUT_OF_RANGE", ".members.count"},
        Case{"mostMembers", kHousehold, Any(kOld, kMembersMax)},
        Case{"tooManyMembers", kHousehold, Any(kOld, kMembersMax + 1), "VALUE_OUT_OF_RANGE", ".members.count"},
        Case{"negativeMembers", kHousehold, Any(kOld, -1), "VALUE_OUT_OF_RANGE", ".members.count"},
        Case{"desilNought", kHousehold, AtMost("DESIL", 0), "VALUE_OUT_OF_RANGE", ".compare.number"},
        Case{"desilEleven", kHousehold, AtMost("DESIL", 11), "VALUE_OUT_OF_RANGE", ".compare.number"},
        Case{"ageOpen", kPerson, "age_between {}", "RULE_NODE_EMPTY", ".age_between"},
        Case{"ageNegative", kPerson, "age_between { min: -1 }", "VALUE_OUT_OF_RANGE", ".age_between.min"},
        Case{"oldest", kPerson, "age_between { min: 130 }"},
        Case{"tooOld", kPerson, "age_between { max: 131 }", "VALUE_OUT_OF_RANGE", ".age_between.max"}),
    kName);

TEST(Check, ANodeHasSoManyCodes) {
  pb::Expression rule;
  rule.mutable_one_of()->set_field(pb::FIELD_REGION);
  for (int i = 0; i < kRuleCodesMax; ++i) rule.mutable_one_of()->add_codes("64.74.03." + std::to_string(1000 + i));
  EXPECT_TRUE(CheckExpression(rule, kHousehold, kCity, "rule").ok());
  rule.mutable_one_of()->add_codes("64.74.02");
  EXPECT_EQ(RefusalOf(CheckExpression(rule, kHousehold, kCity, "rule"))->reason, "FIELD_TOO_LONG");
}

INSTANTIATE_TEST_SUITE_P(
    AlwaysTrue, CheckTest,
    ::testing::Values(
        Case{"anyDesil", kHousehold, AtMost("DESIL", 10), "RULE_ALWAYS_TRUE", ""},
        Case{"anyAge", kPerson, "age_between { min: 0 max: 130 }", "RULE_ALWAYS_TRUE", ""},
        Case{"wholeCity", kHousehold, Region("64.74"), "RULE_ALWAYS_TRUE", ""},
        Case{"somebody", kHousehold, NotBelow("MEMBERS", 1), "RULE_ALWAYS_TRUE", ""},
        Case{"eitherSex", kPerson, "one_of { field: FIELD_SEX codes: ['MALE', 'FEMALE'] }", "RULE_ALWAYS_TRUE", ""},
        Case{"aPart", kHousehold, Of("any_of", {kPoor, NotBelow("CRITERIA_YES", 0)}), "RULE_ALWAYS_TRUE",
             ".any_of.of[1]"},
        Case{"aOrNotA", kHousehold, Of("any_of", {kPoor, Not(kPoor)}), "RULE_ALWAYS_TRUE", ""},
        Case{"lowOrHigh", kHousehold, Of("any_of", {AtMost("DESIL", 5), NotBelow("DESIL", 4)}), "RULE_ALWAYS_TRUE", ""},
        Case{"lowOrHighWithAGap", kHousehold, Of("any_of", {AtMost("DESIL", 5), NotBelow("DESIL", 7)})},
        Case{"inTheDeep", kHousehold, Any(Of("all_of", {kFemale, Of("any_of", {kOld, Not(kOld)})})), "RULE_ALWAYS_TRUE",
             ".members.of.all_of.of[1]"},
        Case{"someoneFemaleOrAllNot", kHousehold, Of("any_of", {Any(kFemale), Each(Not(kFemale))}), "RULE_ALWAYS_TRUE",
             ""},
        Case{"oneOfFourByAnswers", kHousehold,
             Of("any_of", {NotBelow("CRITERIA_YES", 1), Compare("CRITERION_3", "EQUAL", "answer: false")}),
             "RULE_ALWAYS_TRUE", ""},
        Case{"oldestOfAll", kPerson, Of("any_of", {Any(kOld), Not(kOld)}), "RULE_ALWAYS_TRUE", ""}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    AlwaysFalse, CheckTest,
    ::testing::Values(
        Case{"ageInverted", kPerson, "age_between { min: 60 max: 50 }", "RULE_ALWAYS_FALSE", ""},
        Case{"aAndNotA", kHousehold, Of("all_of", {kPoor, Not(kPoor)}), "RULE_ALWAYS_FALSE", ""},
        Case{"lowAndHigh", kHousehold, Of("all_of", {AtMost("DESIL", 2), NotBelow("DESIL", 3)}), "RULE_ALWAYS_FALSE",
             ""},
        Case{"twoSexes", kPerson, Of("all_of", {kFemale, Compare("SEX", "EQUAL", "code: 'MALE'")}), "RULE_ALWAYS_FALSE",
             ""},
        Case{"twoKelurahan", kHousehold, Of("all_of", {Region("64.74.03.1002"), Region("64.74.03.1001")}),
             "RULE_ALWAYS_FALSE", ""},
        Case{"kelurahanOfKecamatan", kHousehold, Of("all_of", {Region("64.74.03.1002"), Region("64.74.03")})},
        Case{"kelurahanOfOther", kHousehold, Of("all_of", {Region("64.74.03.1002"), Region("64.74.02")}),
             "RULE_ALWAYS_FALSE", ""},
        Case{"twoOfThreeExclusive", kHousehold,
             Of("at_least",
                {Compare("DESIL", "EQUAL", "number: 1"), Compare("DESIL", "EQUAL", "number: 2"),
                 Compare("DESIL", "EQUAL", "number: 3")},
                "count: 2"),
             "RULE_ALWAYS_FALSE", ""},
        Case{"twoMembersOfOne", kHousehold, Of("all_of", {AtMost("MEMBERS", 1), Any(kOld, 2)}), "RULE_ALWAYS_FALSE",
             ""},
        Case{"twoMembersOfTwo", kHousehold, Of("all_of", {AtMost("MEMBERS", 2), Any(kOld, 2)})},
        Case{"twoKindsInOne", kHousehold, Of("all_of", {AtMost("MEMBERS", 1), Any(kOld), Any(Not(kOld))}),
             "RULE_ALWAYS_FALSE", ""},
        Case{"youngAmongTheOld", kHousehold, Of("all_of", {Each(kOld), Any("age_between { max: 30 }")}),
             "RULE_ALWAYS_FALSE", ""},
        Case{"oldAmongTheYoung", kPerson, Of("all_of", {kOld, Each("age_between { max: 59 }")}), "RULE_ALWAYS_FALSE",
             ""},
        Case{"oldAmongOthersYoung", kPerson, Of("all_of", {kOld, Any("age_between { max: 59 }")})},
        Case{"allEightAndOneNot", kHousehold,
             Of("all_of", {NotBelow("CRITERIA_YES", 8), Compare("CRITERION_3", "EQUAL", "answer: false")}),
             "RULE_ALWAYS_FALSE", ""},
        Case{"sevenAndOneNot", kHousehold,
             Of("all_of", {NotBelow("CRITERIA_YES", 7), Compare("CRITERION_3", "EQUAL", "answer: false")})},
        Case{"familysOwnDesil", kFamily, Of("all_of", {kPoor, Any(NotBelow("DESIL", 5))}), "RULE_ALWAYS_FALSE", ""},
        Case{"anotherFamilysDesil", kHousehold, Of("all_of", {kPoor, Any(NotBelow("DESIL", 5))})}),
    kName);

// The rules that a city would write.
INSTANTIATE_TEST_SUITE_P(
    MayBeSaved, CheckTest,
    ::testing::Values(
        Case{"poorByCriteria", kHousehold, Of("any_of", {Yes("SHELTERLESS"), NotBelow("CRITERIA_YES", 6)})},
        Case{"sixOfEight", kHousehold, Of("at_least", CriteriaYes(), "count: 6")},
        Case{"elderlyAlone", kHousehold, Of("all_of", {AtMost("MEMBERS", 2), Each(kOld), AtMost("DESIL", 4)})},
        Case{"pkh", kFamily,
             Of("all_of", {kPoor, Any(Of("any_of", {Yes("PREGNANT"), "age_between { max: 6 }",
                                                    Of("all_of", {Yes("ATTENDS_SCHOOL"), "age_between { max: 21 }"}),
                                                    "age_between { min: 60 }", Yes("SEVERELY_DISABLED")}))})}),
    kName);

// Rules with too many cases are judged by their parts.
TEST(Check, WhatHasTooManyCasesIsJudgedByItsParts) {
  std::vector<std::string> parts;
  for (int i = 1; i <= 6; ++i) parts.push_back(Any("age_between { min: " + std::to_string(10 * i) + " }", 40));
  for (int i = 1; i <= 6; ++i) parts.push_back(Any("age_between { max: " + std::to_string(10 * i) + " }", 40));
  const auto check = [&] {
    const auto rule = Parse<pb::Expression>(Of("all_of", parts));
    return CheckExpression(rule, kHousehold, kCity, "rule");
  };
  EXPECT_TRUE(check().ok());  // forty of each cannot be in one household of sixty, but that is not found
  parts.push_back(AtMost("DESIL", 10));
  EXPECT_EQ(RefusalOf(check())->metadata.at("field"), "rule.all_of.of[12]");
}

TEST(Check, EachFaultIsWordedInBothLanguages) {
  for (int i = 0; i < kFaults; ++i) {
    const FaultText& text = TextOf(static_cast<Fault>(i));
    EXPECT_FALSE(text.name.empty()) << i;
    EXPECT_FALSE(text.id.empty()) << i;
    EXPECT_FALSE(text.en.empty()) << i;
  }
}

}  // namespace
}  // namespace padu::matching
