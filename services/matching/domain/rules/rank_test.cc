// Ranks: each component, the order by rank on all days, and until when a rank holds.

#include "services/matching/domain/rules/rank.h"

#include <gtest/gtest.h>

#include "services/matching/domain/rules/evaluate.h"
#include "services/matching/domain/rules/testing/draw.h"
#include "services/matching/domain/rules/testing/parse.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;
using testing::Draw;
using testing::Parse;

constexpr Day kToday = 20527;  // 2026-03-15

const char* const kAll = R"(
  parts { component: RANKING_COMPONENT_POVERTY weight: 100000 }
  parts { component: RANKING_COMPONENT_DEPENDANTS weight: 10000 }
  parts { component: RANKING_COMPONENT_ELDERLY weight: 1000 }
  parts { component: RANKING_COMPONENT_DISABLED weight: 100 }
  parts { component: RANKING_COMPONENT_CRITERIA weight: 10 }
  parts { component: RANKING_COMPONENT_DAYS_WITHOUT weight: 1 }
)";

// 67, 61, 14 (15 next month), 40, and of unknown age.
const char* const kHousehold = R"(
  desil: 2
  criteria: [ANSWER_YES, ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN, ANSWER_NO, ANSWER_NO, ANSWER_NO, ANSWER_NO]
  members { birth_month: 23510 severely_disabled: ANSWER_YES }
  members { birth_month: 23580 severely_disabled: ANSWER_UNKNOWN }
  members { birth_month: 24135 severely_disabled: ANSWER_NO }
  members { birth_month: 23834 }
  members {}
)";

TEST(Rank, AScoreIsTheSumOfItsParts) {
  const auto ranking = Parse<pb::Ranking>(kAll);
  const auto household = Parse<pb::HouseholdView>(kHousehold);
  const pb::Score score = ScoreOf(ranking, household, kToday - 7, kToday);
  EXPECT_EQ(score.points(), 800'000 + 20'000 + 2'000 + 100 + 20 + 7);
  ASSERT_EQ(score.parts_size(), 6);
  EXPECT_EQ(score.parts(0).text_id(), "Tingkat desil di bawah 10: 8 x 100000 = 800000");
  EXPECT_EQ(score.parts(1).text_en(), "Dependants (below 15, or 65 and above): 2 x 10000 = 20000");
  EXPECT_EQ(score.parts(5).amount(), 7);
  for (const pb::ScorePart& part : score.parts()) EXPECT_EQ(part.text_id().find("tidak dikenal"), std::string::npos);
}

TEST(Rank, APartOfWhatIsNotKnownIsNought) {
  const pb::Score score = ScoreOf(Parse<pb::Ranking>(kAll), pb::HouseholdView(), kToday, kToday);
  EXPECT_EQ(score.points(), 0);
}

TEST(Rank, ARankHoldsUntilABirthday) {
  const auto household = Parse<pb::HouseholdView>(kHousehold);
  const Rank rank = RankOf(Parse<pb::Ranking>(kAll), household, kToday - 7, kToday);
  EXPECT_EQ(rank.next_day, 20544);  // the boy is 15 on the first of April
  EXPECT_EQ(RankOf(Parse<pb::Ranking>(kAll), household, kToday - 7, 20543).rank, rank.rank);
  EXPECT_EQ(RankOf(Parse<pb::Ranking>(kAll), household, kToday - 7, 20544).rank, rank.rank - 10'000);
  const auto desil = Parse<pb::Ranking>("parts { component: RANKING_COMPONENT_POVERTY weight: 1 }");
  EXPECT_EQ(RankOf(desil, household, 0, kToday).next_day, kNever);
}

TEST(Rank, OrderByRankIsOrderByScoreOnAllDays) {
  const auto ranking = Parse<pb::Ranking>(kAll);
  Draw draw(6);
  for (int i = 0; i < 2'000; ++i) {
    const pb::HouseholdView a = draw.Household();
    const pb::HouseholdView b = draw.Household();
    const Day last_a = kToday - draw.Below(400);
    const Day last_b = kToday - draw.Below(400);
    const Rank rank_a = RankOf(ranking, a, last_a, kToday);
    const Rank rank_b = RankOf(ranking, b, last_b, kToday);
    const Day until = std::min({rank_a.next_day, rank_b.next_day, kToday + 500});
    for (const Day day : {kToday, (kToday + until) / 2, until - 1}) {
      const auto score_a = ScoreOf(ranking, a, last_a, day).points();
      const auto score_b = ScoreOf(ranking, b, last_b, day).points();
      ASSERT_EQ(rank_a.rank < rank_b.rank, score_a < score_b);
      ASSERT_EQ(score_a, rank_a.rank + day);
    }
  }
}

}  // namespace
}  // namespace padu::matching
