#include "services/matching/domain/evolve.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/matching/domain/status.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {
namespace {

using journal::Place;
using store::Txn;

void PutValue(const std::string& key, const google::protobuf::MessageLite& value, Txn& own) {
  own.Put(key, value.SerializeAsString());
}

// Puts a version of a setting; `set` puts its content in.
template <typename Set>
void PutSetting(CityNumber city, const std::string& id, std::uint32_t version, const Place& place, Txn& own, Set set) {
  pb::SettingRow row;
  row.set_version(version);
  row.set_saved_at(place.decided_at);
  if (place.cause != nullptr) row.set_saved_by(place.cause->command().caller());
  set(row);
  PutValue(SettingKey(row.setting_case(), city, id), row, own);
  PutValue(SettingVersionKey(row.setting_case(), city, id, version), row, own);
}

bool EvolveSetting(const pb::Fact& fact, const Place& place, Txn& own) {
  const auto put = [&](const std::string& id, std::uint32_t version, auto set) {
    PutSetting(fact.city(), id, version, place, own, set);
    return true;
  };
  switch (fact.kind_case()) {
    case pb::Fact::kProgrammeRuleSaved: {
      const auto& saved = fact.programme_rule_saved();
      return put(saved.rule().programme(), saved.version(),
                 [&](pb::SettingRow& row) { *row.mutable_programme_rule() = saved.rule(); });
    }
    case pb::Fact::kNeedSaved: {
      const auto& saved = fact.need_saved();
      return put(saved.need().need(), saved.version(),
                 [&](pb::SettingRow& row) { *row.mutable_need() = saved.need(); });
    }
    case pb::Fact::kRankingSaved: {
      const auto& saved = fact.ranking_saved();
      return put("", saved.version(), [&](pb::SettingRow& row) { *row.mutable_ranking() = saved.ranking(); });
    }
    case pb::Fact::kCompatibilitySaved: {
      const auto& saved = fact.compatibility_saved();
      return put("", saved.version(),
                 [&](pb::SettingRow& row) { *row.mutable_compatibility() = saved.compatibility(); });
    }
    case pb::Fact::kFeedExpectationSaved: {
      const auto& saved = fact.feed_expectation_saved();
      return put(saved.expectation().stakeholder(), saved.version(),
                 [&](pb::SettingRow& row) { *row.mutable_feed_expectation() = saved.expectation(); });
    }
    default:
      return false;
  }
}

// Where a standing stands besides among its household's: lists keep the keys of each.
std::string RankedKeyOf(CityNumber city, const pb::Standing& standing) {
  return IsNotServed(standing.status()) ? RankedKey(city, standing) : "";
}

std::string WaitingKeyOf(CityNumber city, const pb::Standing& standing) {
  if (standing.check_day() == 0) return "";
  return WaitingKey(city, standing.check_day(), standing.household(), standing.need());
}

void Move(const std::string& from, const std::string& to, Txn& own) {
  if (from == to) return;
  if (!from.empty()) own.Delete(from);
  if (!to.empty()) own.Put(to, "");
}

// Standings of a household stand in the order of their needs. One without the need that never needs to be looked at
// again is gone.
void PutStanding(CityNumber city, const pb::Standing& standing, Txn& own) {
  const std::string key = StandingsKey(city, standing.household());
  auto all = Get<pb::HouseholdStandings>(own, key).value_or(pb::HouseholdStandings());
  auto& list = *all.mutable_standings();
  const auto at = std::find_if(list.begin(), list.end(),
                               [&](const pb::Standing& other) { return other.need() >= standing.need(); });
  const int index = static_cast<int>(at - list.begin());
  const bool known = at != list.end() && at->need() == standing.need();
  const pb::Standing former = known ? *at : pb::Standing();
  Move(RankedKeyOf(city, former), RankedKeyOf(city, standing), own);
  Move(WaitingKeyOf(city, former), WaitingKeyOf(city, standing), own);
  if (standing.status() == pb::STANDING_STATUS_NOT_CONCERNED && standing.check_day() == 0) {
    if (known) list.DeleteSubrange(index, 1);
  } else if (known) {
    *list.Mutable(index) = standing;
  } else {
    *list.Add() = standing;
    for (int i = list.size() - 1; i > index; --i) list.SwapElements(i, i - 1);
  }
  if (list.empty()) {
    own.Delete(key);
  } else {
    PutValue(key, all, own);
  }
}

bool EvolveStanding(const pb::Fact& fact, Txn& own) {
  const auto put = [&](const pb::Standing& standing) {
    PutStanding(fact.city(), standing, own);
    return true;
  };
  switch (fact.kind_case()) {
    case pb::Fact::kHouseholdQualified:
      return put(fact.household_qualified());
    case pb::Fact::kHouseholdBecameUnserved:
      return put(fact.household_became_unserved());
    case pb::Fact::kHouseholdBecameUnderserved:
      return put(fact.household_became_underserved());
    case pb::Fact::kHouseholdBecameUncertain:
      return put(fact.household_became_uncertain());
    case pb::Fact::kHouseholdServed:
      return put(fact.household_served().standing());
    case pb::Fact::kStandingUpdated:
      return put(fact.standing_updated());
    case pb::Fact::kHouseholdDisqualified:
      return put(fact.household_disqualified().standing());
    default:
      return false;
  }
}

std::string OverlapKeyOf(const pb::OverlapFound& overlap) {
  return OverlapKey(overlap.household(), IdOf(overlap.first()), IdOf(overlap.second()));
}

bool EvolveOverlapOrFeed(const pb::Fact& fact, Txn& own) {
  switch (fact.kind_case()) {
    case pb::Fact::kOverlapFound:
      PutValue(OverlapKeyOf(fact.overlap_found()), fact.overlap_found(), own);
      own.Put(OverlapIndexKey(fact.city(), fact.overlap_found()), "");
      return true;
    case pb::Fact::kOverlapCleared:
      own.Delete(OverlapKeyOf(fact.overlap_cleared().overlap()));
      own.Delete(OverlapIndexKey(fact.city(), fact.overlap_cleared().overlap()));
      return true;
    case pb::Fact::kFeedSilent: {
      pb::FeedState state;
      *state.mutable_silent() = fact.feed_silent();
      PutValue(FeedStateKey(fact.city(), fact.feed_silent().stakeholder()), state, own);
      return true;
    }
    case pb::Fact::kFeedHeard: {
      const std::string key = FeedStateKey(fact.city(), fact.feed_heard().stakeholder());
      auto state = Get<pb::FeedState>(own, key).value_or(pb::FeedState());
      state.set_heard_at(fact.feed_heard().at());
      PutValue(key, state, own);
      return true;
    }
    case pb::Fact::kFeedResumed:
      own.Delete(FeedStateKey(fact.city(), fact.feed_resumed().stakeholder()));
      return true;
    default:
      return false;
  }
}

// The due entries of work under way stand where the city's state says.
void MoveWork(CityNumber city, const pb::CityState& from, const pb::CityState& to, Txn& own) {
  const auto day_key = [city](const pb::CityState& state) {
    return state.has_day_work() ? DayDueKey(city, state.day_work()) : "";
  };
  const auto sweep_key = [city](const pb::CityState& state) {
    return state.has_sweep_after() ? SweepDueKey(city, state.sweep_after()) : "";
  };
  Move(day_key(from), day_key(to), own);
  Move(sweep_key(from), sweep_key(to), own);
  PutValue(CityKey(city), to, own);
}

void EvolveWork(const pb::Fact& fact, Txn& own) {
  const auto from = Get<pb::CityState>(own, CityKey(fact.city())).value_or(pb::CityState());
  pb::CityState to = from;
  switch (fact.kind_case()) {
    case pb::Fact::kDayReached:
      // Everything that waited for earlier days was looked at, unless that is still under way.
      if (!from.has_day_work()) to.mutable_day_work()->set_check_day(from.day());
      to.set_day(fact.day_reached().day());
      break;
    case pb::Fact::kDayAdvanced:
      *to.mutable_day_work() = fact.day_advanced().after();
      break;
    case pb::Fact::kSweepBegun:
      to.set_sweep_after("");
      break;
    case pb::Fact::kSweepAdvanced:
      to.set_sweep_after(fact.sweep_advanced().after());
      break;
    case pb::Fact::kWorkDone:
      if (fact.work_done().has_day()) to.clear_day_work();
      if (fact.work_done().has_sweep()) to.clear_sweep_after();
      break;
    default:
      PADU_FATAL("a fact of no kind reached the fold");
  }
  MoveWork(fact.city(), from, to, own);
}

}  // namespace

void EvolveFact(const pb::Fact& fact, const Place& place, Txn& own) {
  if (EvolveSetting(fact, place, own)) return;
  if (EvolveStanding(fact, own)) return;
  if (EvolveOverlapOrFeed(fact, own)) return;
  EvolveWork(fact, own);
}

}  // namespace padu::matching
