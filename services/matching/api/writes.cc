#include "services/matching/api/writes.h"

#include <memory>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/city.h"
#include "common/base/status.h"
#include "common/journal/requests.h"
#include "padu/matching/v1/commands.pb.h"
#include "services/matching/api/names.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/views.h"

namespace padu::matching {
namespace {

// "padu.matching.v1.SaveNeed" -> "SaveNeed".
std::string_view ShortMethod(std::string_view method) { return method.substr(method.rfind('.') + 1); }

// The version that this command saved (not one that came after it), as the API shows it.
template <typename View>
auto Submit(const Doors& doors, const rpc::Call& call, std::shared_ptr<pb::SaveCommand> command,
            const std::string& request_id, const std::string& digested, const View& view)
    -> absl::StatusOr<decltype(view(std::declval<const store::Reader&>(), pb::SettingRow()))> {
  const std::string code = CityCode(command->city());
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), code));
  ASSIGN_OR_RETURN(journal::Partition* const partition, doors.partitions.ForCity(code));
  ASSIGN_OR_RETURN(const CitySecrets* const secrets, doors.secrets.ForCity(code));
  journal::Command submitted =
      journal::RepeatableCommand(call.caller().name(), ShortMethod(call.method()), request_id, *secrets, digested);
  submitted.request = std::move(command);
  ASSIGN_OR_RETURN(const journal::Answer answer,
                   journal::SubmitLater(*partition, std::move(submitted), call.deadline())());
  pb::SettingRow row;
  for (const std::string& bytes : answer.row.facts()) {
    pb::Fact fact;
    PADU_CHECK(fact.ParseFromString(bytes));
    TakeSetting(fact, row);
  }
  row.set_saved_at(answer.row.decided_at());
  row.set_saved_by(answer.row.cause().command().caller());
  absl::StatusOr<decltype(view(std::declval<const store::Reader&>(), row))> result;
  RETURN_IF_ERROR(
      partition->Read(answer.position, call.deadline(), [&](const store::Reader& tables, const journal::Freshness&) {
        result = view(tables, row);
        return absl::OkStatus();
      }));
  return result;
}

// The id inside a setting may be left out; else it is the name's.
absl::Status SetId(const NamedId& named, std::string_view field, std::string* id) {
  if (id->empty()) *id = named.id;
  if (*id == named.id) return absl::OkStatus();
  return InvalidName(field, named.id);
}

std::shared_ptr<pb::SaveCommand> NewCommand(CityNumber city, const std::string& etag) {
  auto command = std::make_shared<pb::SaveCommand>();
  command->set_city(city);
  command->set_etag(etag);
  return command;
}

absl::Status MaySave(const rpc::Call& call) { return rpc::RequireKind(call.caller(), rpc::Caller::Kind::kOperator); }

}  // namespace

absl::StatusOr<v1::ProgrammeRuleSetting> Save(const Doors& doors, const rpc::Call& call,
                                              const v1::SaveProgrammeRuleRequest& request) {
  RETURN_IF_ERROR(MaySave(call));
  ASSIGN_OR_RETURN(const NamedId named, ParseName(request.name(), "programmes", "/rule", "name"));
  auto command = NewCommand(named.city, request.etag());
  *command->mutable_programme_rule() = request.rule();
  RETURN_IF_ERROR(SetId(named, "rule.programme", command->mutable_programme_rule()->mutable_programme()));
  return Submit(doors, call, command, request.request_id(), request.SerializeAsString(),
                [&](const store::Reader&, const pb::SettingRow& row) { return ProgrammeRuleView(named.city, row); });
}

absl::StatusOr<v1::NeedSetting> Save(const Doors& doors, const rpc::Call& call, const v1::SaveNeedRequest& request) {
  RETURN_IF_ERROR(MaySave(call));
  ASSIGN_OR_RETURN(const NamedId named, ParseName(request.name(), "needs", "", "name"));
  auto command = NewCommand(named.city, request.etag());
  *command->mutable_need() = request.need();
  RETURN_IF_ERROR(SetId(named, "need.need", command->mutable_need()->mutable_need()));
  return Submit(doors, call, command, request.request_id(), request.SerializeAsString(),
                [&](const store::Reader&, const pb::SettingRow& row) { return NeedView(named.city, row); });
}

absl::StatusOr<v1::RankingSetting> Save(const Doors& doors, const rpc::Call& call,
                                        const v1::SaveRankingRequest& request) {
  RETURN_IF_ERROR(MaySave(call));
  ASSIGN_OR_RETURN(const CityNumber city, ParseSingleName(request.name(), "ranking", "name"));
  auto command = NewCommand(city, request.etag());
  *command->mutable_ranking() = request.ranking();
  return Submit(doors, call, command, request.request_id(), request.SerializeAsString(),
                [&](const store::Reader&, const pb::SettingRow& row) { return RankingView(city, row); });
}

absl::StatusOr<v1::CompatibilitySetting> Save(const Doors& doors, const rpc::Call& call,
                                              const v1::SaveCompatibilityRequest& request) {
  RETURN_IF_ERROR(MaySave(call));
  ASSIGN_OR_RETURN(const CityNumber city, ParseSingleName(request.name(), "compatibility", "name"));
  auto command = NewCommand(city, request.etag());
  *command->mutable_compatibility() = request.compatibility();
  return Submit(doors, call, command, request.request_id(), request.SerializeAsString(),
                [&](const store::Reader&, const pb::SettingRow& row) { return CompatibilityView(city, row); });
}

absl::StatusOr<v1::Feed> Save(const Doors& doors, const rpc::Call& call,
                              const v1::SaveFeedExpectationRequest& request) {
  RETURN_IF_ERROR(MaySave(call));
  ASSIGN_OR_RETURN(const NamedId named, ParseName(request.name(), "feeds", "", "name"));
  auto command = NewCommand(named.city, request.etag());
  *command->mutable_feed_expectation() = request.expectation();
  RETURN_IF_ERROR(SetId(named, "expectation.stakeholder", command->mutable_feed_expectation()->mutable_stakeholder()));
  return Submit(
      doors, call, command, request.request_id(), request.SerializeAsString(),
      [&](const store::Reader& tables, const pb::SettingRow&) { return FeedViewOf(tables, named.city, named.id); });
}

}  // namespace padu::matching
