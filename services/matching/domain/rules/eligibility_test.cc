// The registry's plain eligibility as a rule.

#include "services/matching/domain/rules/eligibility.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>

#include "services/matching/domain/rules/check.h"
#include "services/matching/domain/rules/testing/parse.h"

namespace padu::matching {
namespace {

namespace pb = ::padu::matching::v1;
namespace rpb = ::padu::registry::v1;
using testing::Parse;

const std::string kAge = "age_between { min: 60 max: 99 }";
const std::string kSex = "compare { field: FIELD_SEX comparator: COMPARATOR_EQUAL code: 'FEMALE' }";
const std::string kDesil = "compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 }";
const std::string kCriteria = "compare { field: FIELD_CRITERIA_YES comparator: COMPARATOR_GREATER_OR_EQUAL number: 6 }";

struct Case {
  std::string eligibility;
  rpb::AssistanceUnit unit;
  std::string rule;
};

TEST(Eligibility, IsARule) {
  const std::string all = "age_min: 60 age_max: 99 sex: SEX_FEMALE desil_max: 4 criteria_yes_min: 6";
  const std::string person = "all_of { of { " + kAge + " } of { " + kSex + " }";
  const std::string member = "members { quantity: QUANTITY_AT_LEAST of { ";
  const std::string household = " of { " + kDesil + " } of { " + kCriteria + " } }";
  const Case cases[] = {
      {"", rpb::ASSISTANCE_UNIT_PERSON, ""},
      {"", rpb::ASSISTANCE_UNIT_HOUSEHOLD, ""},
      {"desil_max: 4", rpb::ASSISTANCE_UNIT_FAMILY, kDesil},
      {"age_min: 60", rpb::ASSISTANCE_UNIT_PERSON, "age_between { min: 60 }"},
      {"age_max: 18", rpb::ASSISTANCE_UNIT_HOUSEHOLD, member + "age_between { max: 18 } } }"},
      {all, rpb::ASSISTANCE_UNIT_PERSON, person + household},
      {all, rpb::ASSISTANCE_UNIT_FAMILY, "all_of { of { " + member + person + " } } } }" + household},
  };
  for (const Case& c : cases) {
    const pb::Expression rule = RuleOf(Parse<rpb::Eligibility>(c.eligibility), c.unit);
    const auto expected = Parse<pb::Expression>(c.rule);
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(rule, expected)) << rule.DebugString();
    if (rule.node_case() != pb::Expression::NODE_NOT_SET) {
      EXPECT_TRUE(CheckExpression(rule, c.unit, 6474, "rule").ok()) << rule.DebugString();
    }
  }
}

}  // namespace
}  // namespace padu::matching
