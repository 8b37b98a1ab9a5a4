#include "services/notification/api/views.h"

#include <google/protobuf/util/time_util.h>

#include "services/notification/api/names.h"
#include "services/notification/domain/policy.h"
#include "services/notification/domain/routing.h"
#include "services/notification/domain/status.h"

namespace padu::notification {
namespace {

constexpr int kAlertsShown = 500;

google::protobuf::Timestamp Time(UnixMicros at) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(at);
}

}  // namespace

pb::Alert AlertView(CityNumber city, const pb::AlertRow& row) {
  pb::Alert view;
  view.set_name(AlertName(city, row.alert()));
  view.set_household(NameOf(city, "households", row.household()));
  view.set_need(NameOf(city, "needs", row.need()));
  view.set_since_day(DayText(row.since_day()));
  view.set_kelurahan(row.kelurahan());
  view.set_state(row.state());
  view.set_level(row.routing().level());
  *view.mutable_recipients() = row.routing().recipients();
  view.set_held(row.held());
  if (row.has_promised_day()) view.set_promised_day(FormatDay(row.promised_day()));
  if (row.routing().waits_until() != 0) *view.mutable_next_time() = Time(row.routing().waits_until());
  for (const pb::AlertEvent& event : row.events()) {
    pb::AlertChange& change = *view.add_changes();
    change.set_kind(event.kind());
    *change.mutable_time() = Time(event.at());
    change.set_who(event.who());
  }
  return view;
}

pb::Digest DigestView(CityNumber city, const pb::DigestComposed& digest, UnixMicros composed_at) {
  pb::Digest view;
  view.set_name(DigestName(city, digest.digest()));
  view.set_recipient(digest.recipient());
  *view.mutable_compose_time() = Time(composed_at);
  *view.mutable_lines() = digest.lines();
  *view.mutable_link_expire_time() = Time(digest.link_until());
  return view;
}

pb::Digest DigestView(CityNumber city, const pb::DigestRow& row, const store::Reader& tables) {
  pb::Digest view = DigestView(city, row.digest(), row.composed_at());
  int unanswered = 0;
  for (const pb::AlertId& id : row.digest().alerts()) {
    const auto alert = GetAlert(tables, city, id);
    if (!alert) continue;
    if (WantsAnswer(alert->state())) ++unanswered;
    if (view.alerts_size() == kAlertsShown) continue;
    pb::Alert& shown = *view.add_alerts();
    shown = AlertView(city, *alert);
    shown.clear_changes();
  }
  view.set_unanswered(unanswered);
  if (row.answered_at() != 0) *view.mutable_answer_time() = Time(row.answered_at());
  return view;
}

pb::Delivery DeliveryView(CityNumber city, const pb::DeliveryRow& row) {
  pb::Delivery view;
  view.set_name(DeliveryName(city, row.delivery()));
  view.set_recipient(row.recipient());
  view.set_channel(row.delivery().channel());
  view.set_state(row.state());
  view.set_attempts(static_cast<int>(row.attempts()));
  view.set_detail(row.detail());
  *view.mutable_queue_time() = Time(row.queued_at());
  *view.mutable_change_time() = Time(row.changed_at());
  if (row.state() == pb::DELIVERY_STATE_QUEUED) *view.mutable_next_time() = Time(row.not_before());
  return view;
}

pb::PolicySetting PolicyView(CityNumber city, const store::Reader& tables) {
  const auto row = Get<pb::SettingRow>(tables, SettingKey(pb::SettingRow::kPolicy, city, ""));
  pb::PolicySetting view;
  view.set_name(CityName(city) + "/notificationPolicy");
  *view.mutable_policy() = PolicyOf(tables, city);
  view.set_etag(std::to_string(row ? row->version() : 0));
  return view;
}

pb::ContactSetting ContactView(CityNumber city, const pb::SettingRow& row) {
  pb::ContactSetting view;
  view.set_name(NameOf(city, "contacts", ContactId(row.contact().recipient())));
  view.set_email(row.contact().email());
  view.set_webhook_url(row.contact().webhook_url());
  view.set_etag(std::to_string(row.version()));
  return view;
}

pb::OfficerAbsence AbsenceView(CityNumber city, const pb::Absence& absence) {
  pb::OfficerAbsence view;
  view.set_name(NameOf(city, "absences", absence.officer()));
  if (absence.until_day() < absence.from_day()) return view;  // there is none any more
  view.set_from_day(FormatDay(absence.from_day()));
  view.set_until_day(FormatDay(absence.until_day()));
  view.set_substitute(NameOf(city, "officers", absence.substitute()));
  return view;
}

pb::SilenceSetting SilenceView(CityNumber city, Sequence id, const pb::Silence& silence) {
  pb::SilenceSetting view;
  view.set_name(NameOf(city, "silences", std::to_string(id)));
  view.set_region(silence.region());
  view.set_need(NameOf(city, "needs", silence.need()));
  *view.mutable_end_time() = Time(silence.until());
  view.set_comment(silence.comment());
  view.set_author(silence.author());
  return view;
}

}  // namespace padu::notification
