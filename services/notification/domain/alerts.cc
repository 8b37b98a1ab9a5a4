#include "services/notification/domain/alerts.h"

#include <algorithm>
#include <utility>

#include "services/notification/domain/digests.h"
#include "services/notification/domain/hours.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/moves.h"
#include "services/notification/domain/policy.h"
#include "services/notification/domain/reasons.h"
#include "services/notification/domain/status.h"

namespace padu::notification {
namespace {

namespace mat = ::padu::matching::v1;

void ScheduleAll(const Context& context, const pb::Routing& routing) {
  for (const std::string& recipient : routing.recipients()) ScheduleDigest(context, recipient);
}

void Open(const Context& context, const mat::Standing& standing, AlertNumbers& numbers) {
  pb::Fact fact = context.NewFact();
  pb::AlertOpened& opened = *fact.mutable_alert_opened();
  *opened.mutable_alert() = numbers.Next();
  opened.set_household(standing.household());
  opened.set_need(standing.need());
  opened.set_since_day(standing.since_day());
  opened.set_kelurahan(standing.kelurahan());
  *opened.mutable_routing() = RoutingOf(context, standing.kelurahan(), pb::LEVEL_KELURAHAN);
  context.out.Emit(fact);
  ScheduleAll(context, opened.routing());
}

void Reopen(const Context& context, const pb::AlertRow& alert, const std::string& kelurahan, pb::Level level,
            pb::ReopenReason reason) {
  pb::Fact fact = context.NewFact();
  pb::AlertReopened& reopened = *fact.mutable_alert_reopened();
  *reopened.mutable_alert() = alert.alert();
  reopened.set_reason(reason);
  reopened.set_kelurahan(kelurahan);
  *reopened.mutable_routing() = RoutingOf(context, kelurahan, level);
  context.out.Emit(fact);
  ScheduleAll(context, reopened.routing());
}

void Resolve(const Context& context, const pb::AlertRow& alert, pb::ResolveReason reason,
             const std::string& stakeholder) {
  pb::Fact fact = context.NewFact();
  pb::AlertResolved& resolved = *fact.mutable_alert_resolved();
  *resolved.mutable_alert() = alert.alert();
  resolved.set_reason(reason);
  resolved.set_stakeholder(stakeholder);
  context.out.Emit(fact);
}

// What an alert in its state waits for, if time begins now.
UnixMicros WaitsUntil(const Context& context, const pb::AlertRow& alert) {
  if (alert.state() == pb::ALERT_STATE_PROMISED) {
    return std::max(context.now() + kMicrosPerMinute, DayEnd(alert.promised_day(), context.city));
  }
  if (alert.state() == pb::ALERT_STATE_ACKNOWLEDGED) {
    return context.now() + PolicyOf(context.tables, context.city).acknowledged_for_s() * kMicrosPerSecond;
  }
  return RoutingOf(context, alert.kelurahan(), alert.routing().level()).waits_until();
}

// A feed that was silent is heard again: who was not told yet is told, and time goes on.
void Continue(const Context& context, const pb::AlertRow& alert) {
  pb::Fact fact = context.NewFact();
  pb::AlertContinued& continued = *fact.mutable_alert_continued();
  *continued.mutable_alert() = alert.alert();
  continued.set_waits_until(WaitsUntil(context, alert));
  context.out.Emit(fact);
  ScheduleAll(context, alert.routing());
}

void PutOff(const Context& context, const pb::AlertId& id, UnixMicros until) {
  pb::Fact fact = context.NewFact();
  *fact.mutable_alert_put_off()->mutable_alert() = id;
  fact.mutable_alert_put_off()->set_waits_until(until);
  context.out.Emit(fact);
}

void Escalate(const Context& context, const pb::AlertRow& alert) {
  pb::Fact fact = context.NewFact();
  pb::AlertEscalated& escalated = *fact.mutable_alert_escalated();
  *escalated.mutable_alert() = alert.alert();
  const auto next = static_cast<pb::Level>(std::min<int>(alert.routing().level() + 1, pb::LEVEL_CITY));
  *escalated.mutable_routing() = RoutingOf(context, alert.kelurahan(), next);
  const auto& before = alert.routing().recipients();
  for (const std::string& recipient : escalated.routing().recipients()) {
    if (std::find(before.begin(), before.end(), recipient) == before.end()) escalated.add_added(recipient);
  }
  context.out.Emit(fact);
  for (const std::string& recipient : escalated.added()) ScheduleDigest(context, recipient);
}

void TakeUnserved(const Context& context, const mat::Standing& standing, AlertNumbers& numbers) {
  auto current =
      GetAlertBy(context.tables, context.city, CurrentKey(context.city, standing.household(), standing.need()));
  if (current && current->since_day() == standing.since_day()) {
    if (current->kelurahan() != standing.kelurahan()) MoveAlert(context, *current, standing.kelurahan());
    if (current->held()) Continue(context, *GetAlert(context.tables, context.city, current->alert()));
    return;
  }
  if (current) Resolve(context, *current, pb::RESOLVE_REASON_OTHER_PERIOD, "");
  const auto former = GetAlertBy(context.tables, context.city,
                                 PeriodKey(context.city, standing.household(), standing.need(), standing.since_day()));
  if (!former) return Open(context, standing, numbers);
  Reopen(context, *former, standing.kelurahan(), pb::LEVEL_KELURAHAN, pb::REOPEN_REASON_UNSERVED_AGAIN);
}

void Hold(const Context& context, const pb::AlertRow& alert) {
  pb::Fact fact = context.NewFact();
  *fact.mutable_alert_held()->mutable_alert() = alert.alert();
  context.out.Emit(fact);
}

}  // namespace

void TakeStanding(const Context& context, const mat::Standing& standing, const std::string& stakeholder,
                  AlertNumbers& numbers) {
  if (standing.status() == mat::STANDING_STATUS_UNSERVED) return TakeUnserved(context, standing, numbers);
  const auto current =
      GetAlertBy(context.tables, context.city, CurrentKey(context.city, standing.household(), standing.need()));
  if (!current) return;
  if (standing.status() == mat::STANDING_STATUS_UNCERTAIN) {
    if (current->kelurahan() != standing.kelurahan()) MoveAlert(context, *current, standing.kelurahan());
    if (!current->held()) Hold(context, *current);
    return;
  }
  const bool served = standing.status() != mat::STANDING_STATUS_NOT_CONCERNED;
  Resolve(context, *current, served ? pb::RESOLVE_REASON_SERVED : pb::RESOLVE_REASON_NOT_CONCERNED, stakeholder);
}

absl::Status AnswerAlerts(const Context& context, const std::vector<pb::AlertId>& alerts, const std::string& by,
                          std::optional<Day> promised, Sequence digest) {
  const pb::Policy policy = PolicyOf(context.tables, context.city);
  if (promised && (*promised < context.today() || *promised > context.today() + policy.promise_days_max())) {
    return Refused(Reason::kPromiseInvalid, {{"field", "day"}});
  }
  pb::Fact fact = context.NewFact();
  pb::AlertsAnswered& answered = *fact.mutable_alerts_answered();
  for (const pb::AlertId& alert : alerts) *answered.add_alerts() = alert;
  answered.set_by(by);
  answered.set_digest(digest);
  answered.set_waits_until(context.now() + policy.acknowledged_for_s() * kMicrosPerSecond);
  if (promised) {
    answered.set_promised_day(*promised);
    answered.set_waits_until(DayEnd(*promised, context.city));
  }
  context.out.Emit(fact);
  return absl::OkStatus();
}

void AlertIsDue(const Context& context, const pb::AlertId& id) {
  const auto alert = GetAlert(context.tables, context.city, id);
  PADU_CHECK(alert && alert->routing().waits_until() <= context.now());
  if (context.IsBehind()) {
    const std::int64_t behind = context.now() - MatchingTime(context.tables);
    return PutOff(context, id, context.now() + std::clamp(behind / 2, kBehindPause, kBehindPauseMost));
  }
  const Silences silences(context.tables, context.city, context.now());
  if (const auto until = silences.Until(alert->kelurahan(), alert->need())) {
    return PutOff(context, id, std::min(*until, context.now() + kSilencedPause));
  }
  if (WantsAnswer(alert->state())) return Escalate(context, *alert);
  const bool promised = alert->state() == pb::ALERT_STATE_PROMISED;
  Reopen(context, *alert, alert->kelurahan(), alert->routing().level(),
         promised ? pb::REOPEN_REASON_PROMISE_PASSED : pb::REOPEN_REASON_NOTHING_FOLLOWED);
}

void SkipAlert(const Context& context, const pb::AlertId& id) { PutOff(context, id, context.now() + kSilencedPause); }

}  // namespace padu::notification
