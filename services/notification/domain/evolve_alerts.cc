#include <algorithm>
#include <string>

#include "services/notification/domain/evolve.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {
namespace {

using journal::Place;
using store::Txn;

bool IsOver(const pb::AlertRow& alert) { return alert.state() == pb::ALERT_STATE_RESOLVED; }

// One alert as it changes: its row, and every key that leads to it.
class Alert {
 public:
  Alert(CityNumber city, pb::AlertRow row, const Place& place, Txn& own)
      : city_(city), row_(std::move(row)), place_(place), own_(own) {}

  static Alert Known(CityNumber city, const pb::AlertId& id, const Place& place, Txn& own) {
    auto row = GetAlert(own, city, id);
    PADU_CHECK(row.has_value());  // opened before
    Alert alert(city, *std::move(row), place, own);
    alert.before_ = alert.WaysTo();
    return alert;
  }

  pb::AlertRow& row() { return row_; }

  void Note(pb::AlertEventKind kind, const std::string& who = "") {
    auto& events = *row_.mutable_events();
    if (events.size() == kEventsKept) events.DeleteSubrange(1, 1);
    pb::AlertEvent& event = *events.Add();
    event.set_kind(kind);
    event.set_at(place_.decided_at);
    event.set_who(who);
  }

  void WaitUntil(UnixMicros at) { row_.mutable_routing()->set_waits_until(at); }

  void Tell(pb::NoticeKind kind, const google::protobuf::RepeatedPtrField<std::string>& recipients) {
    pb::Notice notice;
    notice.set_kind(kind);
    notice.set_key(NoticeKeyOf());
    *notice.mutable_alert() = row_.alert();
    for (const std::string& recipient : recipients) {
      own_.Put(NoticeKey(city_, recipient, notice.key()), notice.SerializeAsString());
    }
  }

  void TellNobody() {
    for (const std::string& recipient : row_.routing().recipients()) TellNoMore(recipient);
  }

  void TellNoMore(const std::string& recipient) { own_.Delete(NoticeKey(city_, recipient, NoticeKeyOf())); }

  // A digest tells thousands at once: what leads to them stays.
  void Put() {
    own_.Put(AlertKey(city_, row_.alert()), row_.SerializeAsString());
    const Ways now = WaysTo();
    Change(before_.index, now.index, "");
    Change(before_.due, now.due, "");
    Change(before_.current, now.current, AlertBytes(row_.alert()));
  }

 private:
  // The keys that lead to it; empty: none does.
  struct Ways {
    std::string index;
    std::string due;
    std::string current;
  };

  Ways WaysTo() const {
    Ways ways;
    ways.index = AlertIndexKey(city_, IsOver(row_), row_.kelurahan(), row_.alert());
    const UnixMicros due = row_.routing().waits_until();
    if (due != 0) ways.due = AlertDueKey(due, city_, row_.alert());
    if (!IsOver(row_)) ways.current = CurrentKey(city_, row_.household(), row_.need());
    return ways;
  }

  void Change(const std::string& before, const std::string& now, std::string_view value) {
    if (before == now) return;
    if (!before.empty()) own_.Delete(before);
    if (!now.empty()) own_.Put(now, value);
  }

  std::string NoticeKeyOf() const {
    return "alert/" + std::to_string(row_.alert().sequence()) + "-" + std::to_string(row_.alert().index());
  }

  const CityNumber city_;
  pb::AlertRow row_;
  Ways before_;
  const Place& place_;
  Txn& own_;
};

void Opened(CityNumber city, const pb::AlertOpened& fact, const Place& place, Txn& own) {
  pb::AlertRow row;
  *row.mutable_alert() = fact.alert();
  row.set_household(fact.household());
  row.set_need(fact.need());
  row.set_since_day(fact.since_day());
  row.set_kelurahan(fact.kelurahan());
  row.set_state(pb::ALERT_STATE_OPEN);
  *row.mutable_routing() = fact.routing();
  own.Put(PeriodKey(city, fact.household(), fact.need(), fact.since_day()), AlertBytes(fact.alert()));
  Alert alert(city, std::move(row), place, own);
  alert.Note(pb::ALERT_EVENT_KIND_OPENED);
  alert.Tell(pb::NOTICE_KIND_UNSERVED, fact.routing().recipients());
  alert.Put();
}

pb::AlertEventKind EventOf(pb::ReopenReason reason) {
  if (reason == pb::REOPEN_REASON_PROMISE_PASSED) return pb::ALERT_EVENT_KIND_PROMISE_PASSED;
  if (reason == pb::REOPEN_REASON_NOTHING_FOLLOWED) return pb::ALERT_EVENT_KIND_NOTHING_FOLLOWED;
  return pb::ALERT_EVENT_KIND_UNSERVED_AGAIN;
}

pb::AlertEventKind EventOf(pb::ResolveReason reason) {
  if (reason == pb::RESOLVE_REASON_SERVED) return pb::ALERT_EVENT_KIND_SERVED;
  if (reason == pb::RESOLVE_REASON_OTHER_PERIOD) return pb::ALERT_EVENT_KIND_OTHER_PERIOD;
  return pb::ALERT_EVENT_KIND_NOT_CONCERNED;
}

void Reopened(Alert alert, const pb::AlertReopened& fact) {
  alert.TellNobody();
  alert.row().set_state(pb::ALERT_STATE_REOPENED);
  alert.row().set_kelurahan(fact.kelurahan());
  alert.row().clear_promised_day();
  alert.row().set_held(false);
  *alert.row().mutable_routing() = fact.routing();
  alert.Note(EventOf(fact.reason()));
  alert.Tell(pb::NOTICE_KIND_REOPENED, fact.routing().recipients());
  alert.Put();
}

void Answered(Alert alert, const pb::AlertsAnswered& fact) {
  alert.row().set_state(fact.has_promised_day() ? pb::ALERT_STATE_PROMISED : pb::ALERT_STATE_ACKNOWLEDGED);
  alert.row().clear_promised_day();
  if (fact.has_promised_day()) alert.row().set_promised_day(fact.promised_day());
  alert.Note(fact.has_promised_day() ? pb::ALERT_EVENT_KIND_PROMISED : pb::ALERT_EVENT_KIND_ACKNOWLEDGED, fact.by());
  if (!alert.row().held()) alert.WaitUntil(fact.waits_until());
  alert.Put();
}

void Resolved(Alert alert, const pb::AlertResolved& fact) {
  alert.TellNobody();
  alert.row().set_state(pb::ALERT_STATE_RESOLVED);
  alert.row().set_held(false);
  alert.Note(EventOf(fact.reason()), fact.stakeholder().empty() ? "" : "stakeholders/" + fact.stakeholder());
  alert.WaitUntil(0);
  alert.Put();
}

// Others are told, whatever those before had answered.
void Moved(Alert alert, const pb::AlertMoved& fact) {
  alert.TellNobody();
  alert.row().set_kelurahan(fact.kelurahan());
  alert.row().set_state(pb::ALERT_STATE_OPEN);
  alert.row().clear_promised_day();
  *alert.row().mutable_routing() = fact.routing();
  alert.Note(pb::ALERT_EVENT_KIND_MOVED);
  alert.Tell(pb::NOTICE_KIND_UNSERVED, fact.routing().recipients());
  alert.Put();
}

void Escalated(Alert alert, const pb::AlertEscalated& fact) {
  *alert.row().mutable_routing() = fact.routing();
  alert.Note(pb::ALERT_EVENT_KIND_ESCALATED);
  alert.Tell(pb::NOTICE_KIND_ESCALATED, fact.added());
  alert.Put();
}

// Those who were told before and still are need not hear it again.
void Rerouted(Alert alert, const pb::AlertRerouted& fact) {
  alert.TellNoMore(fact.instead_of());
  *alert.row().mutable_routing() = fact.routing();
  alert.Note(pb::ALERT_EVENT_KIND_MOVED);
  alert.Tell(pb::NOTICE_KIND_UNSERVED, fact.added());
  alert.Put();
}

void Held(Alert alert) {
  alert.row().set_held(true);
  alert.Note(pb::ALERT_EVENT_KIND_HELD);
  alert.WaitUntil(0);
  alert.Put();
}

void Continued(Alert alert, const pb::AlertContinued& fact) {
  alert.row().set_held(false);
  alert.Note(pb::ALERT_EVENT_KIND_CONTINUED);
  alert.WaitUntil(fact.waits_until());
  alert.Put();
}

void PutOff(Alert alert, const pb::AlertPutOff& fact) {
  alert.WaitUntil(fact.waits_until());
  alert.Put();
}

// A digest was composed: its recipient is told of these.
void Told(CityNumber city, const pb::DigestComposed& fact, const Place& place, Txn& own) {
  for (const pb::AlertId& id : fact.alerts()) {
    Alert alert = Alert::Known(city, id, place, own);
    alert.Note(pb::ALERT_EVENT_KIND_TOLD, fact.recipient());
    alert.Put();
  }
}

}  // namespace

bool EvolveAlert(const pb::Fact& fact, const Place& place, Txn& own) {
  const CityNumber city = fact.city();
  const auto known = [&](const pb::AlertId& id) { return Alert::Known(city, id, place, own); };
  switch (fact.kind_case()) {
    case pb::Fact::kAlertOpened:
      Opened(city, fact.alert_opened(), place, own);
      return true;
    case pb::Fact::kAlertReopened:
      Reopened(known(fact.alert_reopened().alert()), fact.alert_reopened());
      return true;
    case pb::Fact::kAlertsAnswered:
      for (const pb::AlertId& id : fact.alerts_answered().alerts()) Answered(known(id), fact.alerts_answered());
      return fact.alerts_answered().digest() == 0;
    case pb::Fact::kAlertResolved:
      Resolved(known(fact.alert_resolved().alert()), fact.alert_resolved());
      return true;
    case pb::Fact::kAlertMoved:
      Moved(known(fact.alert_moved().alert()), fact.alert_moved());
      return true;
    case pb::Fact::kAlertEscalated:
      Escalated(known(fact.alert_escalated().alert()), fact.alert_escalated());
      return true;
    case pb::Fact::kAlertHeld:
      Held(known(fact.alert_held().alert()));
      return true;
    case pb::Fact::kAlertContinued:
      Continued(known(fact.alert_continued().alert()), fact.alert_continued());
      return true;
    case pb::Fact::kAlertPutOff:
      PutOff(known(fact.alert_put_off().alert()), fact.alert_put_off());
      return true;
    case pb::Fact::kAlertRerouted:
      Rerouted(known(fact.alert_rerouted().alert()), fact.alert_rerouted());
      return true;
    case pb::Fact::kDigestComposed:
      Told(city, fact.digest_composed(), place, own);
      return false;  // the digest itself is to be kept
    default:
      return false;
  }
}

}  // namespace padu::notification
