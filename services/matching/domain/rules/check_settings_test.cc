// A row for each refusal of what a city sets besides rules, and each bound at its limit.

#include "services/matching/domain/rules/check_settings.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/status.h"
#include "services/matching/domain/rules/testing/parse.h"

namespace padu::matching {
namespace {

namespace pb = ::padu::matching::v1;
namespace rpb = ::padu::registry::v1;
using testing::Parse;

struct Case {
  std::string text;
  std::string reason;  // empty: it may be saved
  std::string field;
};

template <typename Check>
void ExpectEach(const std::vector<Case>& cases, const Check& check) {
  for (const Case& c : cases) {
    const auto refusal = RefusalOf(check(c.text));
    EXPECT_EQ(refusal ? refusal->reason : "", c.reason) << c.text;
    EXPECT_EQ(refusal ? refusal->metadata.at("field") : "", c.field) << c.text;
  }
}

const std::string kLongId = std::string(64, 'x');
const std::string kLongText = std::string(201, 'x');

TEST(CheckSettings, ProgrammeRules) {
  const auto check = [](const std::string& text) {
    return CheckProgrammeRule(Parse<pb::ProgrammeRule>(text), rpb::ASSISTANCE_UNIT_PERSON, 6474);
  };
  ExpectEach(
      {
          {"programme: 'rantang-kasih' aid_kind: 'food' legal_basis: 'SK 1' rule { age_between { min: 60 } }", "", ""},
          {"programme: 'rantang-kasih' aid_kind: 'food'", "", ""},
          {"aid_kind: 'food'", "FIELD_MISSING", "rule.programme"},
          {"programme: 'Rantang' aid_kind: 'food'", "FIELD_INVALID", "rule.programme"},
          {"programme: 'r-' aid_kind: 'food'", "FIELD_INVALID", "rule.programme"},
          {"programme: '" + kLongId + "' aid_kind: 'food'", "FIELD_TOO_LONG", "rule.programme"},
          {"programme: 'r'", "FIELD_MISSING", "rule.aid_kind"},
          {"programme: 'r' aid_kind: 'food' legal_basis: '" + kLongText + "'", "FIELD_TOO_LONG", "rule.legal_basis"},
          {"programme: 'r' aid_kind: 'food' legal_basis: 'NIK 6474991708850001'", "FIELD_INVALID", "rule.legal_basis"},
          {"programme: 'r' aid_kind: 'food' rule {}", "RULE_NODE_EMPTY", "rule.rule"},
      },
      check);
}

TEST(CheckSettings, Needs) {
  const auto check = [](const std::string& text) { return CheckNeed(Parse<pb::Need>(text), 6474); };
  const std::string named = "need: 'food-month' name_id: 'Pangan' name_en: 'Food' ";
  const std::string rule = "rule { compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 } } ";
  ExpectEach(
      {
          {named + "month {} aid_kinds: 'food' " + rule, "", ""},
          {named + "days: 366", "", ""},
          {"name_id: 'P' name_en: 'F' days: 1", "FIELD_MISSING", "need.need"},
          {"need: 'f' name_en: 'F' days: 1", "FIELD_MISSING", "need.name_id"},
          {"need: 'f' name_id: 'P' days: 1", "FIELD_MISSING", "need.name_en"},
          {named + "days: 1 aid_kinds: 'Food'", "FIELD_INVALID", "need.aid_kinds[0]"},
          {named + "days: 1 aid_kinds: ['food', 'food']", "FIELD_INVALID", "need.aid_kinds[1]"},
          {named, "FIELD_MISSING", "need.period"},
          {named + "days: 0", "VALUE_OUT_OF_RANGE", "need.days"},
          {named + "days: 367", "VALUE_OUT_OF_RANGE", "need.days"},
          {named + "days: 1 entitlement { unit: 'meal' per_day_e2: 200 least_percent: 100 }", "", ""},
          {named + "days: 1 entitlement { unit: 'M' per_day_e2: 200 least_percent: 50 }", "FIELD_INVALID",
           "need.entitlement.unit"},
          {named + "days: 1 entitlement { per_day_e2: 0 least_percent: 50 }", "VALUE_OUT_OF_RANGE",
           "need.entitlement.per_day_e2"},
          {named + "days: 1 entitlement { per_day_e2: 10001 least_percent: 50 }", "VALUE_OUT_OF_RANGE",
           "need.entitlement.per_day_e2"},
          {named + "days: 1 entitlement { per_day_e2: 1 least_percent: 0 }", "VALUE_OUT_OF_RANGE",
           "need.entitlement.least_percent"},
          {named + "days: 1 entitlement { per_day_e2: 1 least_percent: 101 }", "VALUE_OUT_OF_RANGE",
           "need.entitlement.least_percent"},
          {named + "days: 1 rule { age_between { min: 60 } }", "RULE_PERSON_OUTSIDE_MEMBERS", "need.rule.age_between"},
      },
      check);
  pb::Need many = Parse<pb::Need>(named + "days: 1");
  for (int i = 0; i < 20; ++i) many.add_aid_kinds("k" + std::to_string(i));
  EXPECT_TRUE(CheckNeed(many, 6474).ok());
  many.add_aid_kinds("k20");
  EXPECT_EQ(RefusalOf(CheckNeed(many, 6474))->reason, "FIELD_TOO_LONG");
}

TEST(CheckSettings, Rankings) {
  const auto check = [](const std::string& text) { return CheckRanking(Parse<pb::Ranking>(text)); };
  ExpectEach(
      {
          {"parts { component: RANKING_COMPONENT_POVERTY weight: 1000000 }", "", ""},
          {"", "FIELD_MISSING", "ranking.parts"},
          {"parts { weight: 1 }", "FIELD_MISSING", "ranking.parts[0].component"},
          {"parts { component: RANKING_COMPONENT_POVERTY }", "VALUE_OUT_OF_RANGE", "ranking.parts[0].weight"},
          {"parts { component: RANKING_COMPONENT_POVERTY weight: 1000001 }", "VALUE_OUT_OF_RANGE",
           "ranking.parts[0].weight"},
          {"parts { component: RANKING_COMPONENT_POVERTY weight: 1 } "
           "parts { component: RANKING_COMPONENT_POVERTY weight: 2 }",
           "COMPONENT_REPEATED", "ranking.parts[1].component"},
      },
      check);
}

std::string Line(const std::string& more, const std::string& within = "days: 30",
                 const std::string& scope = "HOUSEHOLD") {
  return "lines { scope: OVERLAP_SCOPE_" + scope + " " + within +
         " verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'y' " + more + " } ";
}

TEST(CheckSettings, Compatibilities) {
  const auto check = [](const std::string& text) { return CheckCompatibility(Parse<pb::Compatibility>(text)); };
  const std::string food = "kind_a: 'food' kind_b: 'food' ";
  const std::string other = "lines { scope: OVERLAP_SCOPE_PERSON days: 1 ";
  ExpectEach(
      {
          {"", "", ""},
          {Line(food) + Line(""), "", ""},
          {Line("kind_a: 'F'"), "FIELD_INVALID", "compatibility.lines[0].kind_a"},
          {Line("kind_b: 'F'"), "FIELD_INVALID", "compatibility.lines[0].kind_b"},
          {Line("programme_a: 'F'"), "FIELD_INVALID", "compatibility.lines[0].programme_a"},
          {Line("programme_b: 'F'"), "FIELD_INVALID", "compatibility.lines[0].programme_b"},
          {"lines { days: 1 verdict: COMPATIBILITY_VERDICT_ALLOWED }", "FIELD_MISSING", "compatibility.lines[0].scope"},
          {other + "}", "FIELD_MISSING", "compatibility.lines[0].verdict"},
          {Line("", ""), "FIELD_MISSING", "compatibility.lines[0].within"},
          {Line("", "same_month: false"), "FIELD_INVALID", "compatibility.lines[0].same_month"},
          {Line("", "days: -1"), "VALUE_OUT_OF_RANGE", "compatibility.lines[0].days"},
          {Line("", "days: 366"), "", ""},
          {Line("", "days: 367"), "VALUE_OUT_OF_RANGE", "compatibility.lines[0].days"},
          {other + "verdict: COMPATIBILITY_VERDICT_ALLOWED }", "", ""},
          {other + "verdict: COMPATIBILITY_VERDICT_ALLOWED_WITH_NOTE note_en: 'y' }", "FIELD_MISSING",
           "compatibility.lines[0].note_id"},
          {other + "verdict: COMPATIBILITY_VERDICT_ALLOWED_WITH_NOTE note_id: 'y' }", "FIELD_MISSING",
           "compatibility.lines[0].note_en"},
      },
      check);
}

TEST(CheckSettings, ALineThatNeverDecidesIsRefused) {
  const auto reason = [](const std::string& text) {
    const auto refusal = RefusalOf(CheckCompatibility(Parse<pb::Compatibility>(text)));
    return refusal ? refusal->reason : "";
  };
  const std::string food = "kind_a: 'food' kind_b: 'cash' ";
  const std::string swapped = "kind_a: 'cash' kind_b: 'food' ";
  constexpr char kNever[] = "LINE_UNREACHABLE";
  EXPECT_EQ(reason(Line(food) + Line(food)), kNever);
  EXPECT_EQ(reason(Line(food) + Line(swapped)), kNever);
  EXPECT_EQ(reason(Line("") + Line(food)), kNever);
  EXPECT_EQ(reason(Line("kind_a: 'food'") + Line(swapped)), kNever);
  EXPECT_EQ(reason(Line(food) + Line(food + "programme_a: 'r'")), kNever);
  EXPECT_EQ(reason(Line(food + "programme_a: 'r'") + Line(food)), "");
  EXPECT_EQ(reason(Line(food) + Line(food, "days: 31")), "");
  EXPECT_EQ(reason(Line(food) + Line(food, "same_month: true")), kNever);
  EXPECT_EQ(reason(Line(food, "days: 29") + Line(food, "same_month: true")), "");
  EXPECT_EQ(reason(Line(food, "same_month: true") + Line(food, "days: 0")), kNever);
  EXPECT_EQ(reason(Line(food, "same_month: true") + Line(food, "days: 1")), "");
  EXPECT_EQ(reason(Line(food) + Line(food, "days: 30", "PERSON")), kNever);
  EXPECT_EQ(reason(Line(food, "days: 30", "PERSON") + Line(food)), "");
  EXPECT_EQ(reason(Line(food + "different_stakeholders: true") + Line(food)), "");
  EXPECT_EQ(reason(Line(food) + Line(food + "different_stakeholders: true")), kNever);
}

TEST(CheckSettings, AMatrixHasSoManyLines) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += Line("kind_a: 'k" + std::to_string(i) + "' kind_b: 'x'");
  EXPECT_TRUE(CheckCompatibility(Parse<pb::Compatibility>(text)).ok());
  text += Line("");
  EXPECT_EQ(RefusalOf(CheckCompatibility(Parse<pb::Compatibility>(text)))->reason, "FIELD_TOO_LONG");
}

TEST(CheckSettings, FeedExpectations) {
  const auto check = [](const std::string& text) { return CheckFeedExpectation(Parse<pb::FeedExpectation>(text)); };
  ExpectEach(
      {
          {"stakeholder: 'baznas' silent_after_s: 86400 relied_on_days: 90", "", ""},
          {"stakeholder: 'baznas' silent_after_s: 0 relied_on_days: 1", "", ""},
          {"silent_after_s: 86400 relied_on_days: 90", "FIELD_MISSING", "expectation.stakeholder"},
          {"stakeholder: 'baznas' silent_after_s: 59 relied_on_days: 1", "VALUE_OUT_OF_RANGE",
           "expectation.silent_after_s"},
          {"stakeholder: 'baznas' silent_after_s: 31622400 relied_on_days: 1", "", ""},
          {"stakeholder: 'baznas' silent_after_s: 31622401 relied_on_days: 1", "VALUE_OUT_OF_RANGE",
           "expectation.silent_after_s"},
          {"stakeholder: 'baznas' silent_after_s: 60 relied_on_days: 0", "VALUE_OUT_OF_RANGE",
           "expectation.relied_on_days"},
          {"stakeholder: 'baznas' silent_after_s: 60 relied_on_days: 1 settle_s: 604800", "", ""},
          {"stakeholder: 'baznas' silent_after_s: 60 relied_on_days: 1 settle_s: 604801", "VALUE_OUT_OF_RANGE",
           "expectation.settle_s"},
          {"stakeholder: 'baznas' silent_after_s: 60 relied_on_days: 1 settle_s: -1", "VALUE_OUT_OF_RANGE",
           "expectation.settle_s"},
          {"stakeholder: 'baznas' silent_after_s: 60 relied_on_days: 367", "VALUE_OUT_OF_RANGE",
           "expectation.relied_on_days"},
      },
      check);
}

}  // namespace
}  // namespace padu::matching
