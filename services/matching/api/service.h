// Matching's gRPC service: translates, authorises, submits to the mailbox, reads. Any thread.
//
// Who may: an operator everything; an officer reads what lies in the regions that the registry assigned to it; a
// stakeholder checks before giving, and sees its own overlaps and feed.
#pragma once

#include <string>

#include "common/base/secrets.h"
#include "common/journal/mailbox.h"
#include "common/rpc/calls.h"
#include "padu/matching/v1/matching_service.grpc.pb.h"
#include "services/matching/api/writes.h"

namespace padu::matching {

class MatchingService final : public padu::matching::v1::MatchingService::CallbackService {
 public:
  // All are the caller's and outlive this.
  MatchingService(rpc::Calls& calls, const Doors& doors) : calls_(calls), doors_(doors) {}

  grpc::ServerUnaryReactor* SaveProgrammeRule(grpc::CallbackServerContext* context,
                                              const v1::SaveProgrammeRuleRequest* request,
                                              v1::ProgrammeRuleSetting* response) override;
  grpc::ServerUnaryReactor* SaveNeed(grpc::CallbackServerContext* context, const v1::SaveNeedRequest* request,
                                     v1::NeedSetting* response) override;
  grpc::ServerUnaryReactor* SaveRanking(grpc::CallbackServerContext* context, const v1::SaveRankingRequest* request,
                                        v1::RankingSetting* response) override;
  grpc::ServerUnaryReactor* SaveCompatibility(grpc::CallbackServerContext* context,
                                              const v1::SaveCompatibilityRequest* request,
                                              v1::CompatibilitySetting* response) override;
  grpc::ServerUnaryReactor* SaveFeedExpectation(grpc::CallbackServerContext* context,
                                                const v1::SaveFeedExpectationRequest* request,
                                                v1::Feed* response) override;
  grpc::ServerUnaryReactor* GetProgrammeRule(grpc::CallbackServerContext* context,
                                             const v1::GetProgrammeRuleRequest* request,
                                             v1::GetProgrammeRuleResponse* response) override;
  grpc::ServerUnaryReactor* ListProgrammeRules(grpc::CallbackServerContext* context,
                                               const v1::ListProgrammeRulesRequest* request,
                                               v1::ListProgrammeRulesResponse* response) override;
  grpc::ServerUnaryReactor* GetNeed(grpc::CallbackServerContext* context, const v1::GetNeedRequest* request,
                                    v1::GetNeedResponse* response) override;
  grpc::ServerUnaryReactor* ListNeeds(grpc::CallbackServerContext* context, const v1::ListNeedsRequest* request,
                                      v1::ListNeedsResponse* response) override;
  grpc::ServerUnaryReactor* GetRanking(grpc::CallbackServerContext* context, const v1::GetRankingRequest* request,
                                       v1::GetRankingResponse* response) override;
  grpc::ServerUnaryReactor* GetCompatibility(grpc::CallbackServerContext* context,
                                             const v1::GetCompatibilityRequest* request,
                                             v1::GetCompatibilityResponse* response) override;
  grpc::ServerUnaryReactor* ListFeeds(grpc::CallbackServerContext* context, const v1::ListFeedsRequest* request,
                                      v1::ListFeedsResponse* response) override;
  grpc::ServerUnaryReactor* ListUnserved(grpc::CallbackServerContext* context, const v1::ListUnservedRequest* request,
                                         v1::ListUnservedResponse* response) override;
  grpc::ServerUnaryReactor* ListOverlaps(grpc::CallbackServerContext* context, const v1::ListOverlapsRequest* request,
                                         v1::ListOverlapsResponse* response) override;
  grpc::ServerUnaryReactor* ExplainHousehold(grpc::CallbackServerContext* context,
                                             const v1::ExplainHouseholdRequest* request,
                                             v1::ExplainHouseholdResponse* response) override;
  grpc::ServerUnaryReactor* SimulateRule(grpc::CallbackServerContext* context, const v1::SimulateRuleRequest* request,
                                         v1::SimulateRuleResponse* response) override;
  grpc::ServerUnaryReactor* CheckBeforeGiving(grpc::CallbackServerContext* context,
                                              const v1::CheckBeforeGivingRequest* request,
                                              v1::CheckBeforeGivingResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;

 private:
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* SaveOf(grpc::CallbackServerContext* context, const Request* request, Response* response);
  // `name`: the field that holds a name of the city.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* ReadOf(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                   const std::string& (Request::*name)() const);

  rpc::Calls& calls_;
  const Doors doors_;
};

}  // namespace padu::matching
