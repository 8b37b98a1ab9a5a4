// From tables and facts to the API's resources.
#pragma once

#include "padu/matching/v1/resources.pb.h"
#include "services/matching/domain/assess.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// `ranking` and `day`: for the score of today.
pb::HouseholdStanding StandingView(CityNumber city, const pb::Standing& standing, const pb::Ranking& ranking, Day day);
pb::Overlap OverlapView(CityNumber city, const pb::OverlapFound& overlap);
pb::GivenAid GivenAidView(CityNumber city, const pb::AidRef& aid);

// Takes what the fact says of a setting and its version; other facts change nothing.
void TakeSetting(const pb::Fact& fact, pb::SettingRow& row);
pb::ProgrammeRuleSetting ProgrammeRuleView(CityNumber city, const pb::SettingRow& row);
pb::NeedSetting NeedView(CityNumber city, const pb::SettingRow& row);
pb::RankingSetting RankingView(CityNumber city, const pb::SettingRow& row);
pb::CompatibilitySetting CompatibilityView(CityNumber city, const pb::SettingRow& row);
// A stakeholder's feed as the tables have it.
pb::Feed FeedViewOf(const store::Reader& tables, CityNumber city, std::string_view stakeholder);

// The city's day: the one that both upstreams have reached, else by the journal's time.
Day TodayOf(const store::Reader& tables, CityNumber city, UnixMicros journal_time);

}  // namespace padu::matching
