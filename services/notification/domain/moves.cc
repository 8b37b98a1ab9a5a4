#include "services/notification/domain/moves.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "services/notification/domain/digests.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/policy.h"
#include "services/notification/domain/routing.h"
#include "services/notification/domain/status.h"

namespace padu::notification {

pb::Routing RoutingOf(const Context& context, std::string_view kelurahan, pb::Level level) {
  pb::Routing routing = RouteTo(context.tables, context.city, kelurahan, level, context.today());
  if (routing.level() == pb::LEVEL_CITY) return routing;  // nobody is above
  const pb::Policy policy = PolicyOf(context.tables, context.city);
  const std::int64_t wait_s =
      routing.level() == pb::LEVEL_KELURAHAN ? policy.district_after_s() : policy.city_after_s();
  routing.set_waits_until(context.now() + wait_s * kMicrosPerSecond);
  return routing;
}

void MoveAlert(const Context& context, const pb::AlertRow& alert, const std::string& kelurahan) {
  pb::Fact fact = context.NewFact();
  pb::AlertMoved& moved = *fact.mutable_alert_moved();
  *moved.mutable_alert() = alert.alert();
  moved.set_kelurahan(kelurahan);
  *moved.mutable_routing() = RoutingOf(context, kelurahan, pb::LEVEL_KELURAHAN);
  if (alert.held()) moved.mutable_routing()->clear_waits_until();
  context.out.Emit(fact);
  for (const std::string& recipient : moved.routing().recipients()) ScheduleDigest(context, recipient);
}

namespace {

bool IsAmong(const std::string& recipient, const google::protobuf::RepeatedPtrField<std::string>& recipients) {
  return std::find(recipients.begin(), recipients.end(), recipient) != recipients.end();
}

// Whether the recipient would be told of an alert there now. Alerts are many, places few.
class Tells {
 public:
  Tells(const Context& context, const std::string& recipient) : context_(context), recipient_(recipient) {}

  bool Of(const pb::AlertRow& alert) {
    const auto [at, is_new] = known_.try_emplace({alert.kelurahan(), alert.routing().level()}, false);
    if (is_new) {
      const auto routing =
          RouteTo(context_.tables, context_.city, alert.kelurahan(), alert.routing().level(), context_.today());
      at->second = IsAmong(recipient_, routing.recipients());
    }
    return at->second;
  }

 private:
  const Context& context_;
  const std::string& recipient_;
  std::map<std::pair<std::string, pb::Level>, bool> known_;
};

// At its level: what went further does not begin below again.
void Reroute(const Context& context, const pb::AlertRow& alert, const std::string& recipient) {
  pb::Fact fact = context.NewFact();
  pb::AlertRerouted& rerouted = *fact.mutable_alert_rerouted();
  *rerouted.mutable_alert() = alert.alert();
  *rerouted.mutable_routing() = RoutingOf(context, alert.kelurahan(), alert.routing().level());
  if (alert.held()) rerouted.mutable_routing()->clear_waits_until();
  rerouted.set_instead_of(recipient);
  for (const std::string& each : rerouted.routing().recipients()) {
    if (!IsAmong(each, alert.routing().recipients())) rerouted.add_added(each);
  }
  context.out.Emit(fact);
  for (const std::string& each : rerouted.added()) ScheduleDigest(context, each);
}

// Unless the recipient is who is told now: then nobody else is there. False: there may be more.
bool RerouteEach(const Context& context, const std::vector<pb::AlertId>& alerts, const std::string& recipient) {
  int moved = 0;
  Tells tells(context, recipient);
  for (const pb::AlertId& id : alerts) {
    const auto alert = GetAlert(context.tables, context.city, id);
    if (!alert || !WantsAnswer(alert->state())) continue;
    if (!IsAmong(recipient, alert->routing().recipients()) || tells.Of(*alert)) continue;
    if (moved++ == kMovesPerRow) return false;
    Reroute(context, *alert, recipient);
  }
  return true;
}

}  // namespace

bool GiveNoticesAway(const Context& context, const std::string& recipient) {
  std::vector<pb::AlertId> alerts;
  const std::string prefix = NoticePrefix(context.city, recipient);
  auto at = context.tables.Scan(prefix, PrefixEnd(prefix));
  for (; at->Valid() && alerts.size() < kAlertsPerDigest; at->Next()) {
    pb::Notice notice;
    PADU_CHECK(notice.ParseFromArray(at->value().data(), static_cast<int>(at->value().size())));
    if (notice.has_alert()) alerts.push_back(notice.alert());
  }
  return RerouteEach(context, alerts, recipient);
}

void GiveDigestAway(const Context& context, const pb::DigestComposed& digest) {
  (void)RerouteEach(context, {digest.alerts().begin(), digest.alerts().end()}, digest.recipient());
}

}  // namespace padu::notification
