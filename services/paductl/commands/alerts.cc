// paductl alerts: who must be told of households that nobody serves, and did they act.
#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

namespace pb = notification::v1;
using Service = pb::NotificationService;
using google::protobuf::util::TimeUtil;

constexpr std::int32_t kPageSize = 500;

struct Options {
  std::string region;
  std::string need;
  std::string state;
  std::int64_t first = 50;
  std::string alert;
  std::string day;
  std::int64_t hours = 24;
  std::string comment;
  std::string silence;
  bool open = false;
};

// "ALERT_STATE_OPEN" -> "OPEN".
std::string Short(const std::string& name, std::string_view prefix) { return name.substr(prefix.size()); }

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

std::string TimeText(bool there, const google::protobuf::Timestamp& time) {
  return there ? TimeUtil::ToString(time) : "";
}

Table AlertTable() {
  return Table({{"alert", "PERINGATAN"},
                {"household", "RUMAH TANGGA"},
                {"need", "KEBUTUHAN"},
                {"sinceDay", "SEJAK"},
                {"kelurahan", "KELURAHAN"},
                {"state", "KEADAAN"},
                {"level", "TINGKAT"},
                {"recipients", "PENERIMA"},
                {"next", "BERIKUTNYA"}});
}

void Add(const pb::Alert& alert, Table& table) {
  std::string state = Short(pb::AlertState_Name(alert.state()), "ALERT_STATE_");
  if (!alert.promised_day().empty()) state += " " + alert.promised_day();
  if (alert.held()) state += " (HELD)";
  table.Add({IdOf(alert.name()), IdOf(alert.household()), IdOf(alert.need()), alert.since_day(), alert.kelurahan(),
             state, Short(pb::Level_Name(alert.level()), "LEVEL_"), Joined(alert.recipients()),
             TimeText(alert.has_next_time(), alert.next_time())});
}

absl::Status List(const Options& options, const Context& context) {
  pb::ListAlertsRequest request;
  request.set_parent(context.CityName());
  request.set_region(options.region);
  if (!options.need.empty()) request.set_need(context.NameOf("needs", options.need));
  pb::AlertState state = pb::ALERT_STATE_UNSPECIFIED;
  if (!options.state.empty()) pb::AlertState_Parse("ALERT_STATE_" + options.state, &state);
  request.set_state(state);
  Table table = AlertTable();
  const Notification notification(context, context.notification);
  std::int64_t left = options.first;
  do {
    request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(left, kPageSize)));
    ASSIGN_OR_RETURN(const auto page, notification.Call(&Service::Stub::ListAlerts, request));
    for (const pb::Alert& alert : page.alerts()) Add(alert, table);
    left -= page.alerts_size();
    request.set_page_token(page.next_page_token());
  } while (left > 0 && !request.page_token().empty());
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

absl::Status Show(const Options& options, const Context& context) {
  pb::GetAlertRequest request;
  request.set_name(context.NameOf("alerts", options.alert));
  const Notification notification(context, context.notification);
  ASSIGN_OR_RETURN(const auto response, notification.Call(&Service::Stub::GetAlert, request));
  Table table = AlertTable();
  Add(response.alert(), table);
  table.Print(context.json(), context.out);
  Table changes({{"time", "WAKTU"}, {"what", "PERISTIWA"}, {"who", "SIAPA"}});
  for (const pb::AlertChange& change : response.alert().changes()) {
    changes.Add({TimeText(true, change.time()), Short(pb::AlertEventKind_Name(change.kind()), "ALERT_EVENT_KIND_"),
                 change.who()});
  }
  changes.Print(context.json(), context.out);
  return absl::OkStatus();
}

template <typename Request>
absl::Status Answer(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, pb::Alert*),
                    Request request, const Options& options, const Context& context) {
  request.set_name(context.NameOf("alerts", options.alert));
  const Notification notification(context, context.notification);
  ASSIGN_OR_RETURN(const pb::Alert alert, notification.Call(method, request));
  Table table = AlertTable();
  Add(alert, table);
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

absl::Status Promise(const Options& options, const Context& context) {
  pb::PromiseAlertRequest request;
  request.set_day(options.day);
  return Answer(&Service::Stub::PromiseAlert, request, options, context);
}

Table SilenceTable() {
  return Table({{"silence", "PEREDAMAN"},
                {"region", "WILAYAH"},
                {"need", "KEBUTUHAN"},
                {"until", "SAMPAI"},
                {"comment", "ALASAN"},
                {"author", "OLEH"}});
}

void Add(const pb::SilenceSetting& silence, Table& table) {
  table.Add({IdOf(silence.name()), silence.region(), IdOf(silence.need()), TimeText(true, silence.end_time()),
             silence.comment(), silence.author()});
}

absl::Status Silence(const Options& options, const Context& context) {
  pb::CreateSilenceRequest request;
  request.set_parent(context.CityName());
  request.set_region(options.region);
  if (!options.need.empty()) request.set_need(context.NameOf("needs", options.need));
  request.set_comment(options.comment);
  *request.mutable_end_time() = TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(absl::Now()) + options.hours * 3600);
  const Notification notification(context, context.notification);
  ASSIGN_OR_RETURN(const auto silence, notification.Call(&Service::Stub::CreateSilence, request));
  Table table = SilenceTable();
  Add(silence, table);
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

absl::Status Silences(const Context& context) {
  pb::ListSilencesRequest request;
  request.set_parent(context.CityName());
  const Notification notification(context, context.notification);
  ASSIGN_OR_RETURN(const auto response, notification.Call(&Service::Stub::ListSilences, request));
  Table table = SilenceTable();
  for (const pb::SilenceSetting& silence : response.silences()) Add(silence, table);
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

absl::Status Unsilence(const Options& options, const Context& context) {
  pb::EndSilenceRequest request;
  request.set_name(context.NameOf("silences", options.silence));
  const Notification notification(context, context.notification);
  return notification.Call(&Service::Stub::EndSilence, request).status();
}

absl::Status Deliveries(const Options& options, const Context& context) {
  pb::ListDeliveriesRequest request;
  request.set_parent(context.CityName());
  request.set_open_only(options.open);
  request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(options.first, kPageSize)));
  const Notification notification(context, context.notification);
  ASSIGN_OR_RETURN(const auto page, notification.Call(&Service::Stub::ListDeliveries, request));
  Table table({{"delivery", "KIRIMAN"},
               {"recipient", "PENERIMA"},
               {"state", "KEADAAN"},
               {"attempts", "PERCOBAAN", true},
               {"detail", "HASIL"},
               {"changed", "BERUBAH"}});
  for (const pb::Delivery& delivery : page.deliveries()) {
    table.Add({delivery.name().substr(context.CityName().size() + 1), delivery.recipient(),
               Short(pb::DeliveryState_Name(delivery.state()), "DELIVERY_STATE_"), std::to_string(delivery.attempts()),
               delivery.detail(), TimeText(true, delivery.change_time())});
  }
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddAlerts(Command alerts, Context& context) {
  auto options = std::make_shared<Options>();
  const char* region = "kelurahan atau kecamatan: 64.74.03 | kelurahan or kecamatan";
  Command list = alerts.Sub("list", "peringatan yang belum selesai | alerts that are not over");
  list.Option("region", &options->region, region)
      .Option("need", &options->need, "hanya kebutuhan ini | only this need")
      .Choice("state", &options->state, {"OPEN", "ACKNOWLEDGED", "PROMISED", "RESOLVED", "REOPENED"},
              "hanya keadaan ini | only this state")
      .Option("first", &options->first, "sebanyak ini | so many");
  list.Does([options, &context] { return List(*options, context); });
  const char* which = "peringatan: 12-0 | the alert";
  Command show = alerts.Sub("show", "satu peringatan dan riwayatnya | an alert and what happened to it");
  show.Argument("alert", &options->alert, which);
  show.Does([options, &context] { return Show(*options, context); });
  Command acknowledge = alerts.Sub("acknowledge", "nyatakan sudah diterima | say that it was seen");
  acknowledge.Argument("alert", &options->alert, which);
  acknowledge.Does([options, &context] {
    return Answer(&Service::Stub::AcknowledgeAlert, pb::AcknowledgeAlertRequest(), *options, context);
  });
  Command promise = alerts.Sub("promise", "janjikan dilayani | promise aid by the end of a day");
  promise.Argument("alert", &options->alert, which).Argument("day", &options->day, "hari: 2026-03-02 | the day");
  promise.Does([options, &context] { return Promise(*options, context); });
  Command silence = alerts.Sub("silence", "redam sementara | keep quiet for a while");
  silence.Option("region", &options->region, region)
      .Option("need", &options->need, "hanya kebutuhan ini | only this need")
      .Option("hours", &options->hours, "lamanya, jam | for how long")
      .Argument("comment", &options->comment, "alasan, tanpa data pribadi | why, without personal data");
  silence.Does([options, &context] { return Silence(*options, context); });
  Command silences = alerts.Sub("silences", "peredaman yang berlaku | silences under way");
  silences.Does([&context] { return Silences(context); });
  Command unsilence = alerts.Sub("unsilence", "akhiri peredaman | end a silence");
  unsilence.Argument("silence", &options->silence, "peredaman: 12 | the silence");
  unsilence.Does([options, &context] { return Unsilence(*options, context); });
  Command deliveries = alerts.Sub("deliveries", "pesan yang dikirim | messages, the newest first");
  deliveries.Flag("open", &options->open, "hanya yang belum selesai | only those under way")
      .Option("first", &options->first, "sebanyak ini | so many");
  deliveries.Does([options, &context] { return Deliveries(*options, context); });
  AddAlertsLoad(alerts, context);
}

}  // namespace padu::ctl
