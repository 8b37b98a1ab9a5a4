#include "services/matching/api/service.h"

#include <string_view>
#include <utility>

#include "common/base/city.h"
#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/matching/api/names.h"
#include "services/matching/api/reads.h"
#include "services/matching/api/watch.h"

namespace padu::matching {
namespace {

// The city that a name begins with, whatever it names.
absl::StatusOr<CityNumber> CityOf(std::string_view name) {
  return ParseCityName(name.substr(0, name.find('/', std::string_view("cities/").size())), "name");
}

// Runs a read over a snapshot at the position asked for, and says how fresh it is.
template <typename Response, typename Request, typename Read>
absl::StatusOr<Response> ReadAt(const rpc::Call& call, const Request& request, std::string_view name,
                                journal::Partitions& partitions, const Read& read) {
  ASSIGN_OR_RETURN(const CityNumber city, CityOf(name));
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(city)));
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions.ForCity(CityCode(city)));
  ASSIGN_OR_RETURN(const auto at_least, journal::ParsePosition(request.at_least()));
  absl::StatusOr<Response> response;
  RETURN_IF_ERROR(
      partition->Read(at_least, call.deadline(), [&](const store::Reader& tables, const journal::Freshness& fresh) {
        response = read(tables, Asking{call.caller(), fresh.time, call.deadline()});
        if (response.ok()) *response->mutable_read() = journal::ReadPositionOf(fresh);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace

template <typename Request, typename Response>
grpc::ServerUnaryReactor* MatchingService::SaveOf(grpc::CallbackServerContext* context, const Request* request,
                                                  Response* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const Request& save) { return Save(doors_, call, save); });
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* MatchingService::ReadOf(grpc::CallbackServerContext* context, const Request* request,
                                                  Response* response, const std::string& (Request::*name)() const) {
  return calls_.Read(context, request, response, [this, name](const rpc::Call& call, const Request& asked) {
    return ReadAt<Response>(
        call, asked, (asked.*name)(), doors_.partitions,
        [&](const store::Reader& tables, const Asking& asking) { return Read(tables, asked, asking); });
  });
}

grpc::ServerUnaryReactor* MatchingService::SaveProgrammeRule(grpc::CallbackServerContext* context,
                                                             const v1::SaveProgrammeRuleRequest* request,
                                                             v1::ProgrammeRuleSetting* response) {
  return SaveOf(context, request, response);
}

grpc::ServerUnaryReactor* MatchingService::SaveNeed(grpc::CallbackServerContext* context,
                                                    const v1::SaveNeedRequest* request, v1::NeedSetting* response) {
  return SaveOf(context, request, response);
}

grpc::ServerUnaryReactor* MatchingService::SaveRanking(grpc::CallbackServerContext* context,
                                                       const v1::SaveRankingRequest* request,
                                                       v1::RankingSetting* response) {
  return SaveOf(context, request, response);
}

grpc::ServerUnaryReactor* MatchingService::SaveCompatibility(grpc::CallbackServerContext* context,
                                                             const v1::SaveCompatibilityRequest* request,
                                                             v1::CompatibilitySetting* response) {
  return SaveOf(context, request, response);
}

grpc::ServerUnaryReactor* MatchingService::SaveFeedExpectation(grpc::CallbackServerContext* context,
                                                               const v1::SaveFeedExpectationRequest* request,
                                                               v1::Feed* response) {
  return SaveOf(context, request, response);
}

grpc::ServerUnaryReactor* MatchingService::GetProgrammeRule(grpc::CallbackServerContext* context,
                                                            const v1::GetProgrammeRuleRequest* request,
                                                            v1::GetProgrammeRuleResponse* response) {
  return ReadOf(context, request, response, &v1::GetProgrammeRuleRequest::name);
}

grpc::ServerUnaryReactor* MatchingService::ListProgrammeRules(grpc::CallbackServerContext* context,
                                                              const v1::ListProgrammeRulesRequest* request,
                                                              v1::ListProgrammeRulesResponse* response) {
  return ReadOf(context, request, response, &v1::ListProgrammeRulesRequest::parent);
}

grpc::ServerUnaryReactor* MatchingService::GetNeed(grpc::CallbackServerContext* context,
                                                   const v1::GetNeedRequest* request, v1::GetNeedResponse* response) {
  return ReadOf(context, request, response, &v1::GetNeedRequest::name);
}

grpc::ServerUnaryReactor* MatchingService::ListNeeds(grpc::CallbackServerContext* context,
                                                     const v1::ListNeedsRequest* request,
                                                     v1::ListNeedsResponse* response) {
  return ReadOf(context, request, response, &v1::ListNeedsRequest::parent);
}

grpc::ServerUnaryReactor* MatchingService::GetRanking(grpc::CallbackServerContext* context,
                                                      const v1::GetRankingRequest* request,
                                                      v1::GetRankingResponse* response) {
  return ReadOf(context, request, response, &v1::GetRankingRequest::name);
}

grpc::ServerUnaryReactor* MatchingService::GetCompatibility(grpc::CallbackServerContext* context,
                                                            const v1::GetCompatibilityRequest* request,
                                                            v1::GetCompatibilityResponse* response) {
  return ReadOf(context, request, response, &v1::GetCompatibilityRequest::name);
}

grpc::ServerUnaryReactor* MatchingService::ListFeeds(grpc::CallbackServerContext* context,
                                                     const v1::ListFeedsRequest* request,
                                                     v1::ListFeedsResponse* response) {
  return ReadOf(context, request, response, &v1::ListFeedsRequest::parent);
}

grpc::ServerUnaryReactor* MatchingService::ListUnserved(grpc::CallbackServerContext* context,
                                                        const v1::ListUnservedRequest* request,
                                                        v1::ListUnservedResponse* response) {
  return ReadOf(context, request, response, &v1::ListUnservedRequest::parent);
}

grpc::ServerUnaryReactor* MatchingService::ListOverlaps(grpc::CallbackServerContext* context,
                                                        const v1::ListOverlapsRequest* request,
                                                        v1::ListOverlapsResponse* response) {
  return ReadOf(context, request, response, &v1::ListOverlapsRequest::parent);
}

grpc::ServerUnaryReactor* MatchingService::ExplainHousehold(grpc::CallbackServerContext* context,
                                                            const v1::ExplainHouseholdRequest* request,
                                                            v1::ExplainHouseholdResponse* response) {
  return ReadOf(context, request, response, &v1::ExplainHouseholdRequest::name);
}

grpc::ServerUnaryReactor* MatchingService::SimulateRule(grpc::CallbackServerContext* context,
                                                        const v1::SimulateRuleRequest* request,
                                                        v1::SimulateRuleResponse* response) {
  return ReadOf(context, request, response, &v1::SimulateRuleRequest::parent);
}

grpc::ServerUnaryReactor* MatchingService::CheckBeforeGiving(grpc::CallbackServerContext* context,
                                                             const v1::CheckBeforeGivingRequest* request,
                                                             v1::CheckBeforeGivingResponse* response) {
  return calls_.Read(
      context, request, response,
      [this](const rpc::Call& call,
             const v1::CheckBeforeGivingRequest& check) -> absl::StatusOr<v1::CheckBeforeGivingResponse> {
        ASSIGN_OR_RETURN(const CityNumber city, CityOf(check.programme()));
        ASSIGN_OR_RETURN(const CitySecrets* const secrets, doors_.secrets.ForCity(CityCode(city)));
        return ReadAt<v1::CheckBeforeGivingResponse>(
            call, check, check.programme(), doors_.partitions,
            [&](const store::Reader& tables, const Asking& asking) { return Check(tables, check, asking, *secrets); });
      });
}

grpc::ServerWriteReactor<v1::WatchResponse>* MatchingService::Watch(grpc::CallbackServerContext* context,
                                                                    const v1::WatchRequest* request) {
  return calls_.Stream<v1::WatchResponse>(
      context, request,
      [this](const rpc::Call& call, const v1::WatchRequest& watch, rpc::Writer<v1::WatchResponse>& out) {
        return WatchRows(call, watch, doors_.partitions,
                         [&out](const v1::WatchResponse& event) { return out.Write(event); });
      });
}

}  // namespace padu::matching
