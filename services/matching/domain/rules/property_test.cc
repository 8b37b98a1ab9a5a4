// Random rules over random households: evaluation equals a naive reading of expression.proto, holds until the day it
// names, and is what the explanation says; a rule's constancy equals what trying all households finds.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

#include "services/matching/domain/rules/check.h"
#include "services/matching/domain/rules/constancy.h"
#include "services/matching/domain/rules/evaluate.h"
#include "services/matching/domain/rules/explain.h"
#include "services/matching/domain/rules/testing/draw.h"
#include "services/matching/domain/rules/testing/naive.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;
using testing::Draw;
using testing::Naive;

constexpr int kCity = 6474;
constexpr rpb::AssistanceUnit kUnits[] = {rpb::ASSISTANCE_UNIT_PERSON, rpb::ASSISTANCE_UNIT_FAMILY,
                                          rpb::ASSISTANCE_UNIT_HOUSEHOLD};

// One rule asked of one unit of one household.
struct Question {
  rpb::AssistanceUnit unit = rpb::ASSISTANCE_UNIT_HOUSEHOLD;
  pb::Expression rule;
  pb::HouseholdView household;
  const pb::MemberView* member = nullptr;

  Outcome Ask(Day day) const {
    if (unit == rpb::ASSISTANCE_UNIT_PERSON) return EvaluatePerson(rule, household, *member, day);
    if (unit == rpb::ASSISTANCE_UNIT_FAMILY) return EvaluateFamily(rule, household, "fa-1", day);
    return EvaluateHousehold(rule, household, day);
  }
  pb::Explanation Explain(Day day) const {
    if (unit == rpb::ASSISTANCE_UNIT_PERSON) return ExplainPerson(rule, household, *member, day);
    if (unit == rpb::ASSISTANCE_UNIT_FAMILY) return ExplainFamily(rule, household, "fa-1", day);
    return ExplainHousehold(rule, household, day);
  }
  Truth Naively(Day day) const {
    Naive naive{.household = household, .day = day, .unit = unit};
    if (unit == rpb::ASSISTANCE_UNIT_PERSON) naive.member = member;
    if (unit == rpb::ASSISTANCE_UNIT_FAMILY) naive.family = "fa-1";
    return naive.Ask(rule);
  }
};

std::optional<Question> Drawn(Draw& draw) {
  Question question{.unit = kUnits[draw.Below(3)]};
  question.rule = draw.Rule(question.unit, 4);
  question.household = draw.Household();
  if (question.unit == rpb::ASSISTANCE_UNIT_PERSON) {
    if (question.household.members().empty()) return std::nullopt;
    question.member = &question.household.members(draw.Below(question.household.members_size()));
  }
  return question;
}

// `member` points into the household, whose members stay where they are when it is moved.
template <typename Check>
void ForEachQuestion(std::uint32_t seed, int count, const Check& check) {
  Draw draw(seed);
  for (int i = 0; i < count; ++i) {
    const std::optional<Question> question = Drawn(draw);
    if (!question.has_value()) continue;
    check(*question, draw.Between(19'900, 21'500));
    if (::testing::Test::HasFailure()) {
      FAIL() << "question " << i << "\n" << question->rule.DebugString() << question->household.DebugString();
    }
  }
}

TEST(RulesProperty, EvaluationIsWhatANaiveReadingComesTo) {
  std::array<int, 3> seen{};
  ForEachQuestion(1, 20'000, [&](const Question& question, Day day) {
    const Truth truth = question.Ask(day).truth;
    EXPECT_EQ(truth, question.Naively(day));
    ++seen[static_cast<std::size_t>(truth)];
  });
  for (const int count : seen) EXPECT_GT(count, 1'000);
}

TEST(RulesProperty, AnAnswerHoldsUntilTheDayItNames) {
  int changed = 0;
  ForEachQuestion(2, 9'000, [&](const Question& question, Day day) {
    const Outcome outcome = question.Ask(day);
    ASSERT_GT(outcome.next_day, day);
    for (Day later = day + 1; later < std::min(outcome.next_day, day + 1'500); later += 31) {
      ASSERT_EQ(question.Naively(later), outcome.truth) << day << " " << later;
    }
    if (outcome.next_day == kNever) return;
    ASSERT_EQ(question.Naively(outcome.next_day - 1), outcome.truth);
    if (question.Naively(outcome.next_day) != outcome.truth) ++changed;
  });
  EXPECT_GT(changed, 50);
}

Truth Again(const pb::Expression& node, const pb::Explanation& said);

// What the parts of a node that was explained come to.
Truth OfParts(const pb::Expression& node, const pb::Explanation& said) {
  const auto gathered = [&](int count, const auto& nodes) {
    int yes = 0;
    int unknown = 0;
    for (int i = 0; i < said.parts_size(); ++i) {
      const Truth truth = Again(nodes[i], said.parts(i));
      yes += truth == Truth::kYes;
      unknown += truth == Truth::kUnknown;
    }
    return AtLeast(count, yes, unknown);
  };
  if (node.has_all_of()) return gathered(node.all_of().of_size(), node.all_of().of());
  if (node.has_any_of()) return gathered(1, node.any_of().of());
  if (node.has_at_least()) return gathered(node.at_least().count(), node.at_least().of());
  if (node.has_not_()) return Not(Again(node.not_(), said.parts(0)));
  const pb::MemberTally& tally = said.parts(0).members();
  const int all = std::max(1, tally.yes() + tally.no() + tally.unknown());
  const bool each = node.members().quantity() == pb::Members::QUANTITY_ALL;
  return AtLeast(each ? all : std::max(1, node.members().count()), tally.yes(), tally.unknown());
}

Truth Again(const pb::Expression& node, const pb::Explanation& said) {
  const Truth truth = static_cast<Truth>(said.truth() - pb::TRUTH_NO);
  if (said.parts().empty()) return truth;
  EXPECT_EQ(OfParts(node, said), truth) << said.DebugString();
  return truth;
}

void ExpectNothingOfAnyone(const pb::Explanation& said) {
  EXPECT_FALSE(said.text_id().empty());
  EXPECT_FALSE(said.text_en().empty());
  for (const char* id : {"hh-1", "fa-1", "fa-2", "p-"}) EXPECT_EQ(said.text_en().find(id), std::string::npos);
  for (const pb::Explanation& part : said.parts()) ExpectNothingOfAnyone(part);
}

TEST(RulesProperty, AnExplanationComesToTheSameAnswer) {
  ForEachQuestion(3, 5'000, [](const Question& question, Day day) {
    const pb::Explanation said = question.Explain(day);
    EXPECT_EQ(Again(question.rule, said), question.Ask(day).truth);
    ExpectNothingOfAnyone(said);
  });
}

// All households of up to five persons who differ in what coarse rules ask.
class AllHouseholds {
 public:
  explicit AllHouseholds(rpb::AssistanceUnit unit) : unit_(unit) {}

  Constancy Try(const pb::Expression& rule) {
    rule_ = &rule;
    yes_ = no_ = false;
    for (const int desil : {4, 5}) {
      pb::HouseholdView household;
      household.set_desil(desil);
      Extend(household, 0, 0);
    }
    if (yes_ && no_) return Constancy::kVaries;
    return yes_ ? Constancy::kAlwaysTrue : Constancy::kAlwaysFalse;
  }

 private:
  static constexpr int kPersons = 5;

  // A kind of person: sex, age, and a family of the desil, of a better or of a worse one.
  static void AddMember(pb::HouseholdView& household, int kind) {
    const std::string family = kind / 4 == 0 ? "poor" : "rich";
    pb::MemberView& member = *household.add_members();
    member.set_sex(kind % 2 == 0 ? rpb::SEX_FEMALE : rpb::SEX_MALE);
    member.set_birth_month(kind / 2 % 2 == 0 ? 12 * 1950 : 12 * 2000);
    member.set_family(family);
  }

  int Kinds() const { return unit_ == rpb::ASSISTANCE_UNIT_FAMILY ? 4 : 8; }

  void Extend(const pb::HouseholdView& household, int kind, int persons) {
    if (yes_ && no_) return;
    if (persons > 0) Ask(household);
    if (persons == kPersons) return;
    for (int next = kind; next < Kinds(); ++next) {
      pb::HouseholdView larger = household;
      AddMember(larger, next);
      Extend(larger, next, persons + 1);
    }
  }

  void Ask(pb::HouseholdView household) {
    const auto set = [&](const char* family, int desil) {
      pb::FamilyDesil& own = *household.add_family_desils();
      own.set_family(family);
      own.set_desil(desil);
    };
    if (unit_ != rpb::ASSISTANCE_UNIT_FAMILY) set("poor", 4), set("rich", 5);
    if (unit_ == rpb::ASSISTANCE_UNIT_PERSON) {
      for (const pb::MemberView& member : household.members()) Note(EvaluatePerson(*rule_, household, member, 20527));
    } else if (unit_ == rpb::ASSISTANCE_UNIT_HOUSEHOLD) {
      Note(EvaluateHousehold(*rule_, household, 20527));
    } else {
      AskFamilies(household);
    }
  }

  // With up to four persons of another family in the same household.
  void AskFamilies(pb::HouseholdView household) {
    for (int others = 0; household.members_size() <= kPersons; ++others) {
      Note(EvaluateFamily(*rule_, household, "poor", 20527));
      household.add_members()->set_family("other");
    }
  }

  void Note(const Outcome& outcome) {
    EXPECT_NE(outcome.truth, Truth::kUnknown);
    (outcome.truth == Truth::kYes ? yes_ : no_) = true;
  }

  const rpb::AssistanceUnit unit_;
  const pb::Expression* rule_ = nullptr;
  bool yes_ = false;
  bool no_ = false;
};

TEST(RulesProperty, AConstantIsWhatAllHouseholdsAnswerAlike) {
  Draw draw(4);
  std::array<int, 3> seen{};
  for (int i = 0; i < 900; ++i) {
    const rpb::AssistanceUnit unit = kUnits[i % 3];
    const pb::Expression rule = draw.CoarseRule(unit, 4);
    std::int64_t steps = 10'000'000;
    const Constancy found = FindConstancy(rule, unit, kCity, steps);
    ASSERT_EQ(found, AllHouseholds(unit).Try(rule)) << unit << " " << rule.DebugString();
    ++seen[static_cast<std::size_t>(found)];
  }
  for (const int count : seen) EXPECT_GT(count, 30);
}

// What check.h promises of unknown.
TEST(RulesProperty, WhatIsAlwaysTrueIsNeverNoWhateverIsUnknown) {
  Draw draw(5);
  int constants = 0;
  for (int i = 0; i < 4'000; ++i) {
    const pb::Expression rule = draw.Rule(rpb::ASSISTANCE_UNIT_HOUSEHOLD, 4);
    std::int64_t steps = 1'000'000;
    const Constancy found = FindConstancy(rule, rpb::ASSISTANCE_UNIT_HOUSEHOLD, kCity, steps);
    if (found != Constancy::kAlwaysTrue && found != Constancy::kAlwaysFalse) continue;
    ++constants;
    for (int n = 0; n < 20; ++n) {
      const pb::HouseholdView household = draw.Household();
      if (household.members().empty()) continue;
      const Truth truth = EvaluateHousehold(rule, household, 20'400).truth;
      ASSERT_NE(truth, found == Constancy::kAlwaysTrue ? Truth::kNo : Truth::kYes)
          << rule.DebugString() << household.DebugString();
    }
  }
  EXPECT_GT(constants, 50);
}

}  // namespace
}  // namespace padu::matching
