#include "services/notification/api/writes.h"

#include <google/protobuf/util/time_util.h>

#include <charconv>
#include <memory>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"
#include "services/notification/api/names.h"
#include "services/notification/api/submit.h"
#include "services/notification/api/views.h"
#include "services/notification/domain/reasons.h"

namespace padu::notification {
namespace {

std::shared_ptr<pb::Command> NewCommand(CityNumber city, const std::string& etag = "") {
  auto command = std::make_shared<pb::Command>();
  command->set_city(city);
  command->set_etag(etag);
  return command;
}

template <typename Request>
Asked AskedBy(const rpc::Call& call, const Request& request) {
  // "padu.notification.v1.SavePolicy" -> "SavePolicy".
  return {.of_city = call.caller().city,
          .caller = call.caller().name(),
          .method = call.method().substr(call.method().rfind('.') + 1),
          .request_id = request.request_id(),
          .digested = request.SerializeAsString(),
          .deadline = call.deadline()};
}

template <typename Request>
absl::StatusOr<v1::Alert> Answer(const Doors& doors, const rpc::Call& call, const Request& request,
                                 std::optional<Day> promised) {
  ASSIGN_OR_RETURN(const NamedId named, ParseName(request.name(), "alerts", "name"));
  ASSIGN_OR_RETURN(const pb::AlertId id, ParseAlertId(named.id));
  auto command = NewCommand(named.city);
  *command->mutable_answer_alert()->mutable_alert() = id;
  if (promised) command->mutable_answer_alert()->set_promised_day(*promised);
  v1::Alert view;
  RETURN_IF_ERROR(Submit(doors, AskedBy(call, request), std::move(command),
                         [&](const store::Reader& tables, const journal::Answer&) {
                           view = AlertView(named.city, *GetAlert(tables, named.city, id));
                           return absl::OkStatus();
                         }));
  return view;
}

// The setting of this key as it stands.
template <typename View>
auto SavedView(const Doors& doors, const Asked& asked, std::shared_ptr<pb::Command> command, const std::string& key,
               const View& view) -> absl::StatusOr<decltype(view(pb::SettingRow()))> {
  absl::StatusOr<decltype(view(pb::SettingRow()))> result;
  RETURN_IF_ERROR(Submit(doors, asked, std::move(command), [&](const store::Reader& tables, const journal::Answer&) {
    result = view(Get<pb::SettingRow>(tables, key).value_or(pb::SettingRow()));
    return absl::OkStatus();
  }));
  return result;
}

}  // namespace

absl::StatusOr<v1::Alert> Write(const Doors& doors, const rpc::Call& call, const v1::AcknowledgeAlertRequest& request) {
  return Answer(doors, call, request, std::nullopt);
}

absl::StatusOr<v1::Alert> Write(const Doors& doors, const rpc::Call& call, const v1::PromiseAlertRequest& request) {
  ASSIGN_OR_RETURN(const Day day, ParseDayField(request.day(), "day"));
  return Answer(doors, call, request, day);
}

absl::StatusOr<v1::SilenceSetting> Write(const Doors& doors, const rpc::Call& call,
                                         const v1::CreateSilenceRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(request.parent(), "parent"));
  ASSIGN_OR_RETURN(const std::string need, IdIn(city, request.need(), "needs", "need"));
  auto command = NewCommand(city);
  pb::Silence& silence = *command->mutable_create_silence();
  silence.set_region(request.region());
  silence.set_need(need);
  silence.set_until(google::protobuf::util::TimeUtil::TimestampToMicroseconds(request.end_time()));
  silence.set_comment(request.comment());
  v1::SilenceSetting view;
  RETURN_IF_ERROR(Submit(doors, AskedBy(call, request), std::move(command),
                         [&](const store::Reader&, const journal::Answer& answer) {
                           pb::Fact fact;
                           PADU_CHECK(fact.ParseFromString(answer.row.facts(0)));
                           view = SilenceView(city, fact.silence_created().silence(), fact.silence_created().content());
                           return absl::OkStatus();
                         }));
  return view;
}

absl::StatusOr<v1::EndSilenceResponse> Write(const Doors& doors, const rpc::Call& call,
                                             const v1::EndSilenceRequest& request) {
  ASSIGN_OR_RETURN(const NamedId named, ParseName(request.name(), "silences", "name"));
  Sequence id = 0;
  const auto [end, error] = std::from_chars(named.id.data(), named.id.data() + named.id.size(), id);
  if (error != std::errc() || *end != '\0') return Refused(Reason::kSilenceNotFound);
  auto command = NewCommand(named.city);
  command->mutable_end_silence()->set_silence(id);
  RETURN_IF_ERROR(Submit(doors, AskedBy(call, request), std::move(command),
                         [](const store::Reader&, const journal::Answer&) { return absl::OkStatus(); }));
  return v1::EndSilenceResponse();
}

absl::StatusOr<v1::PolicySetting> Write(const Doors& doors, const rpc::Call& call,
                                        const v1::SavePolicyRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseSingleName(request.name(), "notificationPolicy", "name"));
  auto command = NewCommand(city, request.etag());
  *command->mutable_save_policy() = request.policy();
  v1::PolicySetting view;
  RETURN_IF_ERROR(Submit(doors, AskedBy(call, request), std::move(command),
                         [&](const store::Reader& tables, const journal::Answer&) {
                           view = PolicyView(city, tables);
                           return absl::OkStatus();
                         }));
  return view;
}

absl::StatusOr<v1::ContactSetting> Write(const Doors& doors, const rpc::Call& call,
                                         const v1::SaveContactRequest& request) {
  ASSIGN_OR_RETURN(const NamedId named, ParseName(request.name(), "contacts", "name"));
  auto command = NewCommand(named.city, request.etag());
  pb::Contact& contact = *command->mutable_save_contact();
  contact.set_recipient(RecipientOf(named.id));
  contact.set_email(request.email());
  contact.set_webhook_url(request.webhook_url());
  const std::string key = SettingKey(pb::SettingRow::kContact, named.city, contact.recipient());
  return SavedView(doors, AskedBy(call, request), std::move(command), key,
                   [&](const pb::SettingRow& row) { return ContactView(named.city, row); });
}

absl::StatusOr<v1::OfficerAbsence> Write(const Doors& doors, const rpc::Call& call,
                                         const v1::SaveAbsenceRequest& request) {
  ASSIGN_OR_RETURN(const NamedId named, ParseName(request.name(), "absences", "name"));
  ASSIGN_OR_RETURN(const std::string substitute, IdIn(named.city, request.substitute(), "officers", "substitute"));
  auto command = NewCommand(named.city);
  pb::Absence& absence = *command->mutable_save_absence();
  absence.set_officer(named.id);
  absence.set_substitute(substitute);
  absence.set_until_day(-1);
  if (!request.from_day().empty() || !request.until_day().empty()) {
    ASSIGN_OR_RETURN(const Day from, ParseDayField(request.from_day(), "from_day"));
    ASSIGN_OR_RETURN(const Day until, ParseDayField(request.until_day(), "until_day"));
    if (until < from) return Refused(Reason::kAbsenceInvalid, {{"field", "until_day"}});
    absence.set_from_day(from);
    absence.set_until_day(until);
  }
  const pb::Absence saved = absence;
  const std::string key = SettingKey(pb::SettingRow::kAbsence, named.city, named.id);
  return SavedView(doors, AskedBy(call, request), std::move(command), key,
                   [&](const pb::SettingRow&) { return AbsenceView(named.city, saved); });
}

}  // namespace padu::notification
