#include "services/matching/api/names.h"
#include "services/matching/api/paging.h"
#include "services/matching/api/reads.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/sight.h"
#include "services/matching/api/views.h"

namespace padu::matching {
namespace {

absl::Status MaySeeSettings(const Asking& asking) {
  return asking.caller.kind == rpc::Caller::Kind::kStakeholder ? rpc::CallerNotPermitted() : absl::OkStatus();
}

absl::StatusOr<pb::SettingRow> Find(const store::Reader& tables, SettingKind kind, CityNumber city,
                                    std::string_view id) {
  auto row = Get<pb::SettingRow>(tables, SettingKey(kind, city, id));
  if (!row) return SettingNotFound();
  return *std::move(row);
}

}  // namespace

absl::StatusOr<v1::GetProgrammeRuleResponse> Read(const store::Reader& tables, const v1::GetProgrammeRuleRequest& get,
                                                  const Asking& asking) {
  RETURN_IF_ERROR(MaySeeSettings(asking));
  ASSIGN_OR_RETURN(const NamedId named, ParseName(get.name(), "programmes", "/rule", "name"));
  ASSIGN_OR_RETURN(const pb::SettingRow row, Find(tables, pb::SettingRow::kProgrammeRule, named.city, named.id));
  v1::GetProgrammeRuleResponse response;
  *response.mutable_rule() = ProgrammeRuleView(named.city, row);
  return response;
}

absl::StatusOr<v1::ListProgrammeRulesResponse> Read(const store::Reader& tables,
                                                    const v1::ListProgrammeRulesRequest& list, const Asking& asking) {
  RETURN_IF_ERROR(MaySeeSettings(asking));
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  v1::ListProgrammeRulesResponse response;
  RETURN_IF_ERROR(Page(tables, SettingPrefix(pb::SettingRow::kProgrammeRule, city), list, response,
                       [&](std::string_view, std::string_view value) {
                         *response.add_rules() = ProgrammeRuleView(city, ParseValue<pb::SettingRow>(value));
                         return true;
                       }));
  return response;
}

absl::StatusOr<v1::GetNeedResponse> Read(const store::Reader& tables, const v1::GetNeedRequest& get,
                                         const Asking& asking) {
  RETURN_IF_ERROR(MaySeeSettings(asking));
  ASSIGN_OR_RETURN(const NamedId named, ParseName(get.name(), "needs", "", "name"));
  ASSIGN_OR_RETURN(const pb::SettingRow row, Find(tables, pb::SettingRow::kNeed, named.city, named.id));
  v1::GetNeedResponse response;
  *response.mutable_need() = NeedView(named.city, row);
  return response;
}

absl::StatusOr<v1::ListNeedsResponse> Read(const store::Reader& tables, const v1::ListNeedsRequest& list,
                                           const Asking& asking) {
  RETURN_IF_ERROR(MaySeeSettings(asking));
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  v1::ListNeedsResponse response;
  RETURN_IF_ERROR(Page(tables, SettingPrefix(pb::SettingRow::kNeed, city), list, response,
                       [&](std::string_view, std::string_view value) {
                         *response.add_needs() = NeedView(city, ParseValue<pb::SettingRow>(value));
                         return true;
                       }));
  return response;
}

absl::StatusOr<v1::GetRankingResponse> Read(const store::Reader& tables, const v1::GetRankingRequest& get,
                                            const Asking& asking) {
  RETURN_IF_ERROR(MaySeeSettings(asking));
  ASSIGN_OR_RETURN(const CityNumber city, ParseSingleName(get.name(), "ranking", "name"));
  ASSIGN_OR_RETURN(const pb::SettingRow row, Find(tables, pb::SettingRow::kRanking, city, ""));
  v1::GetRankingResponse response;
  *response.mutable_ranking() = RankingView(city, row);
  return response;
}

absl::StatusOr<v1::GetCompatibilityResponse> Read(const store::Reader& tables, const v1::GetCompatibilityRequest& get,
                                                  const Asking& asking) {
  RETURN_IF_ERROR(MaySeeSettings(asking));
  ASSIGN_OR_RETURN(const CityNumber city, ParseSingleName(get.name(), "compatibility", "name"));
  ASSIGN_OR_RETURN(const pb::SettingRow row, Find(tables, pb::SettingRow::kCompatibility, city, ""));
  v1::GetCompatibilityResponse response;
  *response.mutable_compatibility() = CompatibilityView(city, row);
  return response;
}

absl::StatusOr<v1::ListFeedsResponse> Read(const store::Reader& tables, const v1::ListFeedsRequest& list,
                                           const Asking& asking) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  v1::ListFeedsResponse response;
  if (asking.caller.kind == rpc::Caller::Kind::kStakeholder) {
    *response.add_feeds() = FeedViewOf(tables, city, asking.caller.id);
    return response;
  }
  const std::string prefix = StakeholderViewKey(city, "");
  RETURN_IF_ERROR(Page(tables, prefix, list, response, [&](std::string_view key, std::string_view) {
    *response.add_feeds() = FeedViewOf(tables, city, key.substr(prefix.size()));
    return true;
  }));
  return response;
}

}  // namespace padu::matching
