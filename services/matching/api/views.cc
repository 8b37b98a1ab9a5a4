#include "services/matching/api/views.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/matching/api/names.h"
#include "services/matching/domain/status.h"

namespace padu::matching {
namespace {

using google::protobuf::util::TimeUtil;

pb::SettingVersion VersionView(const pb::SettingRow& row) {
  pb::SettingVersion version;
  version.set_etag(std::to_string(row.version()));
  *version.mutable_save_time() = TimeUtil::MicrosecondsToTimestamp(row.saved_at());
  version.set_saved_by(row.saved_by());
  return version;
}

std::int64_t WeightOfDays(const pb::Ranking& ranking) {
  for (const pb::RankingPart& part : ranking.parts()) {
    if (part.component() == pb::RANKING_COMPONENT_DAYS_WITHOUT) return part.weight();
  }
  return 0;
}

}  // namespace

pb::HouseholdStanding StandingView(CityNumber city, const pb::Standing& standing, const pb::Ranking& ranking, Day day) {
  pb::HouseholdStanding view;
  view.set_household(NameOf(city, "households", standing.household()));
  view.set_need(NameOf(city, "needs", standing.need()));
  view.set_status(standing.status());
  view.set_kelurahan(standing.kelurahan());
  view.set_since_day(DayText(standing.since_day()));
  if (standing.has_covered_until_day()) view.set_covered_until_day(DayText(standing.covered_until_day()));
  if (IsNotServed(standing.status())) view.set_points(standing.rank() + WeightOfDays(ranking) * day);
  for (const std::string& silent : standing.silent_stakeholders()) {
    view.add_silent_stakeholders(NameOf(city, "stakeholders", silent));
  }
  view.set_received_e2(standing.received_e2());
  view.set_due_e2(standing.due_e2());
  return view;
}

pb::GivenAid GivenAidView(CityNumber city, const pb::AidRef& aid) {
  pb::GivenAid view;
  view.set_stakeholder(NameOf(city, "stakeholders", aid.stakeholder()));
  view.set_programme(NameOf(city, "programmes", aid.programme()));
  view.set_day(FormatDay(aid.day()));
  view.set_ledger_entry(absl::StrCat(aid.sequence(), "-", aid.index()));
  return view;
}

pb::Overlap OverlapView(CityNumber city, const pb::OverlapFound& overlap) {
  pb::Overlap view;
  view.set_household(NameOf(city, "households", overlap.household()));
  view.set_kelurahan(overlap.kelurahan());
  *view.mutable_first() = GivenAidView(city, overlap.first());
  *view.mutable_second() = GivenAidView(city, overlap.second());
  view.set_scope(overlap.scope());
  view.set_verdict(overlap.verdict());
  view.set_line(overlap.line());
  view.set_note_id(overlap.note_id());
  view.set_note_en(overlap.note_en());
  return view;
}

void TakeSetting(const pb::Fact& fact, pb::SettingRow& row) {
  const auto take = [&row](const auto& saved, const auto& setting, auto* to) {
    *to = setting;
    row.set_version(saved.version());
  };
  if (const auto& saved = fact.programme_rule_saved(); fact.has_programme_rule_saved()) {
    take(saved, saved.rule(), row.mutable_programme_rule());
  } else if (const auto& saved = fact.need_saved(); fact.has_need_saved()) {
    take(saved, saved.need(), row.mutable_need());
  } else if (const auto& saved = fact.ranking_saved(); fact.has_ranking_saved()) {
    take(saved, saved.ranking(), row.mutable_ranking());
  } else if (const auto& saved = fact.compatibility_saved(); fact.has_compatibility_saved()) {
    take(saved, saved.compatibility(), row.mutable_compatibility());
  }
}

pb::ProgrammeRuleSetting ProgrammeRuleView(CityNumber city, const pb::SettingRow& row) {
  pb::ProgrammeRuleSetting view;
  view.set_name(NameOf(city, "programmes", row.programme_rule().programme()) + "/rule");
  *view.mutable_rule() = row.programme_rule();
  *view.mutable_version() = VersionView(row);
  return view;
}

pb::NeedSetting NeedView(CityNumber city, const pb::SettingRow& row) {
  pb::NeedSetting view;
  view.set_name(NameOf(city, "needs", row.need().need()));
  *view.mutable_need() = row.need();
  *view.mutable_version() = VersionView(row);
  return view;
}

pb::RankingSetting RankingView(CityNumber city, const pb::SettingRow& row) {
  pb::RankingSetting view;
  view.set_name(CityName(city) + "/ranking");
  *view.mutable_ranking() = row.ranking();
  *view.mutable_version() = VersionView(row);
  return view;
}

pb::CompatibilitySetting CompatibilityView(CityNumber city, const pb::SettingRow& row) {
  pb::CompatibilitySetting view;
  view.set_name(CityName(city) + "/compatibility");
  *view.mutable_compatibility() = row.compatibility();
  *view.mutable_version() = VersionView(row);
  return view;
}

pb::Feed FeedViewOf(const store::Reader& tables, CityNumber city, std::string_view stakeholder) {
  pb::Feed view;
  view.set_name(NameOf(city, "feeds", stakeholder));
  view.set_stakeholder(NameOf(city, "stakeholders", stakeholder));
  const auto setting = Get<pb::SettingRow>(tables, SettingKey(pb::SettingRow::kFeedExpectation, city, stakeholder));
  if (setting) {
    *view.mutable_expectation() = setting->feed_expectation();
    *view.mutable_version() = VersionView(*setting);
  }
  const auto heard = Get<pb::FeedView>(tables, FeedViewKey(city, stakeholder));
  if (heard && heard->last_heard() != 0) {
    *view.mutable_last_heard_time() = TimeUtil::MicrosecondsToTimestamp(heard->last_heard());
  }
  if (heard) view.set_box_stopped(heard->box_stopped());
  const auto silent = Get<pb::FeedState>(tables, FeedStateKey(city, stakeholder));
  if (silent) {
    view.set_status(silent->heard_at() != 0 ? pb::FEED_STATUS_SETTLING : pb::FEED_STATUS_SILENT);
  } else {
    const bool watched = setting && setting->feed_expectation().silent_after_s() != 0;
    view.set_status(watched ? pb::FEED_STATUS_HEARD : pb::FEED_STATUS_NOT_WATCHED);
  }
  return view;
}

Day TodayOf(const store::Reader& tables, CityNumber city, UnixMicros journal_time) {
  const auto state = Get<pb::CityState>(tables, CityKey(city));
  return state && state->day() != 0 ? state->day() : LocalDay(journal_time, city);
}

}  // namespace padu::matching
