#include "services/notification/domain/moves.h"

#include <algorithm>
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

// Unless the recipient is who is told now: then nobody else is there.
void MoveEach(const Context& context, const std::vector<pb::AlertId>& alerts, const std::string& recipient) {
  int moved = 0;
  for (const pb::AlertId& id : alerts) {
    const auto alert = GetAlert(context.tables, context.city, id);
    if (!alert || !WantsAnswer(alert->state())) continue;
    const auto& told = alert->routing().recipients();
    if (std::find(told.begin(), told.end(), recipient) == told.end()) continue;
    MoveAlert(context, *alert, alert->kelurahan());
    if (++moved == kMovesPerRow) return;
  }
}

}  // namespace

void GiveNoticesAway(const Context& context, const std::string& recipient) {
  std::vector<pb::AlertId> alerts;
  const std::string prefix = NoticePrefix(context.city, recipient);
  for (auto at = context.tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    pb::Notice notice;
    PADU_CHECK(notice.ParseFromArray(at->value().data(), static_cast<int>(at->value().size())));
    if (notice.has_alert()) alerts.push_back(notice.alert());
  }
  MoveEach(context, alerts, recipient);
}

void GiveDigestAway(const Context& context, const pb::DigestComposed& digest) {
  MoveEach(context, {digest.alerts().begin(), digest.alerts().end()}, digest.recipient());
}

}  // namespace padu::notification
