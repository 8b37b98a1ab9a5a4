// How needy an unserved household is. Pure, any thread.
#pragma once

#include <cstdint>

#include "common/base/days.h"
#include "padu/matching/v1/explanation.pb.h"
#include "padu/matching/v1/settings.pb.h"
#include "padu/matching/v1/tables.pb.h"

namespace padu::matching {

// The rank that a standing keeps: the score without the days that pass, so that ordering by it equals ordering by the
// full score on any day until `next_day`, when somebody's birthday changes a part.
struct Rank {
  std::int64_t rank = 0;
  Day next_day = 0;
};

// `last_day`: the last day that aid of the need covers; of those never served, the day on which the household was first
// seen to have the need.
Rank RankOf(const padu::matching::v1::Ranking& ranking, const padu::matching::v1::HouseholdView& household,
            Day last_day, Day day);

// The full score on a day, part by part in both languages. Its points are RankOf's rank plus the weight of days without
// times `day`.
padu::matching::v1::Score ScoreOf(const padu::matching::v1::Ranking& ranking,
                                  const padu::matching::v1::HouseholdView& household, Day last_day, Day day);

}  // namespace padu::matching
