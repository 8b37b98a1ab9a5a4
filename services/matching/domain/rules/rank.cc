#include "services/matching/domain/rules/rank.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/matching/domain/rules/leaf.h"
#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;

// Years of age.
constexpr int kWorkingAge = 15;
constexpr int kElderly = 60;
constexpr int kRetired = 65;

struct Amount {
  std::int64_t amount = 0;
  Day next_day = kNever;
};

pb::Expression AgeRule(int least, int most) {
  pb::Expression rule;
  if (least > 0) rule.mutable_age_between()->set_min(least);
  if (most < kAgeMax) rule.mutable_age_between()->set_max(most);
  return rule;
}

const pb::Expression& Elderly() {
  static const auto* const kRule = new pb::Expression(AgeRule(kElderly, kAgeMax));
  return *kRule;
}

const pb::Expression& OfWorkingAge() {
  static const auto* const kRule = new pb::Expression(AgeRule(kWorkingAge, kRetired - 1));
  return *kRule;
}

Tally Persons(const pb::Expression& rule, const pb::HouseholdView& household, Day day) {
  return TallyUnits(rule, rpb::ASSISTANCE_UNIT_PERSON, household, day);
}

std::int64_t DisabledIn(const pb::HouseholdView& household) {
  return std::ranges::count_if(
      household.members(), [](const pb::MemberView& member) { return member.severely_disabled() == rpb::ANSWER_YES; });
}

Amount AmountOf(pb::RankingComponent component, const pb::HouseholdView& household, Day day) {
  switch (component) {
    case pb::RANKING_COMPONENT_POVERTY: {
      const int desil = DesilOf(household);
      return {.amount = desil == 0 ? 0 : kDesilMax - desil};
    }
    case pb::RANKING_COMPONENT_DEPENDANTS: {
      const Tally working = Persons(OfWorkingAge(), household, day);
      return {working.no, working.next_day};
    }
    case pb::RANKING_COMPONENT_ELDERLY: {
      const Tally elderly = Persons(Elderly(), household, day);
      return {elderly.yes, elderly.next_day};
    }
    case pb::RANKING_COMPONENT_DISABLED:
      return {.amount = DisabledIn(household)};
    case pb::RANKING_COMPONENT_CRITERIA:
      return {.amount = std::ranges::count(household.criteria(), static_cast<int>(rpb::ANSWER_YES))};
    default:
      return {};
  }
}

struct Name {
  const char* id;
  const char* en;
};

Name NameOf(pb::RankingComponent component) {
  switch (component) {
    case pb::RANKING_COMPONENT_POVERTY:
      return {"Tingkat desil di bawah 10", "Levels of decile below 10"};
    case pb::RANKING_COMPONENT_DEPENDANTS:
      return {"Tanggungan (di bawah 15 tahun, atau 65 tahun ke atas)", "Dependants (below 15, or 65 and above)"};
    case pb::RANKING_COMPONENT_ELDERLY:
      return {"Lansia (60 tahun ke atas)", "Elderly (60 and above)"};
    case pb::RANKING_COMPONENT_DISABLED:
      return {"Penyandang disabilitas berat", "Persons with a severe disability"};
    case pb::RANKING_COMPONENT_CRITERIA:
      return {"Kriteria kemiskinan yang terpenuhi", "Criteria of poverty that are met"};
    case pb::RANKING_COMPONENT_DAYS_WITHOUT:
      return {"Hari tanpa bantuan", "Days without aid"};
    default:
      return {"Unsur yang tidak dikenal", "An unknown component"};
  }
}

}  // namespace

Rank RankOf(const pb::Ranking& ranking, const pb::HouseholdView& household, Day last_day, Day day) {
  Rank rank;
  rank.next_day = kNever;
  for (const pb::RankingPart& part : ranking.parts()) {
    if (part.component() == pb::RANKING_COMPONENT_DAYS_WITHOUT) {
      rank.rank -= part.weight() * last_day;
      continue;
    }
    const Amount amount = AmountOf(part.component(), household, day);
    rank.rank += part.weight() * amount.amount;
    rank.next_day = std::min(rank.next_day, amount.next_day);
  }
  return rank;
}

pb::Score ScoreOf(const pb::Ranking& ranking, const pb::HouseholdView& household, Day last_day, Day day) {
  pb::Score score;
  for (const pb::RankingPart& part : ranking.parts()) {
    const bool days = part.component() == pb::RANKING_COMPONENT_DAYS_WITHOUT;
    const std::int64_t amount = days ? std::int64_t{day} - last_day : AmountOf(part.component(), household, day).amount;
    pb::ScorePart& out = *score.add_parts();
    out.set_component(part.component());
    out.set_amount(amount);
    out.set_points(amount * part.weight());
    const std::string sum = absl::StrCat(amount, " x ", part.weight(), " = ", out.points());
    out.set_text_id(absl::StrCat(NameOf(part.component()).id, ": ", sum));
    out.set_text_en(absl::StrCat(NameOf(part.component()).en, ": ", sum));
    score.set_points(score.points() + out.points());
  }
  return score;
}

}  // namespace padu::matching
