#include "services/notification/api/watch.h"

#include <google/protobuf/util/time_util.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/city.h"
#include "common/base/status.h"
#include "common/journal/follow.h"
#include "services/notification/api/names.h"
#include "services/notification/api/sight.h"
#include "services/notification/api/views.h"

namespace padu::notification {
namespace {

// The events of one row, for one caller.
class Events {
 public:
  Events(const journal::Row& row, const rpc::Caller& caller, const Sight& sight, const store::Reader& tables)
      : row_(row), caller_(caller), sight_(sight), tables_(tables) {}

  std::vector<v1::WatchResponse> Of(CityNumber city) {
    for (const std::string& bytes : row_.facts()) {
      pb::Fact fact;
      PADU_CHECK(fact.ParseFromString(bytes));
      if (fact.city() == city) Take(fact);
    }
    return std::move(events_);
  }

 private:
  void Take(const pb::Fact& fact) {
    const auto alert = [&](const pb::AlertId& id, pb::AlertEventKind kind, const std::string& who = "") {
      Alert(fact.city(), id, kind, who);
    };
    switch (fact.kind_case()) {
      case pb::Fact::kAlertOpened:
        return alert(fact.alert_opened().alert(), pb::ALERT_EVENT_KIND_OPENED);
      case pb::Fact::kAlertReopened:
        return alert(fact.alert_reopened().alert(), pb::ALERT_EVENT_KIND_UNSERVED_AGAIN);
      case pb::Fact::kAlertsAnswered: {
        const auto kind = fact.alerts_answered().has_promised_day() ? pb::ALERT_EVENT_KIND_PROMISED
                                                                    : pb::ALERT_EVENT_KIND_ACKNOWLEDGED;
        for (const pb::AlertId& id : fact.alerts_answered().alerts()) alert(id, kind, fact.alerts_answered().by());
        return;
      }
      case pb::Fact::kAlertResolved:
        return alert(fact.alert_resolved().alert(),
                     fact.alert_resolved().reason() == pb::RESOLVE_REASON_SERVED ? pb::ALERT_EVENT_KIND_SERVED
                                                                                 : pb::ALERT_EVENT_KIND_NOT_CONCERNED,
                     fact.alert_resolved().stakeholder());
      case pb::Fact::kAlertMoved:
        return alert(fact.alert_moved().alert(), pb::ALERT_EVENT_KIND_MOVED);
      case pb::Fact::kAlertEscalated:
        return alert(fact.alert_escalated().alert(), pb::ALERT_EVENT_KIND_ESCALATED);
      case pb::Fact::kDigestComposed: {
        const bool own = caller_.name() == fact.digest_composed().recipient();
        if (!own && !IsOperator()) return;
        *events_.emplace_back().mutable_digest_composed() =
            DigestView(fact.city(), fact.digest_composed(), row_.decided_at());
        return;
      }
      case pb::Fact::kAttemptEnded:
        return Delivery(fact);
      default:
        return;
    }
  }

  void Alert(CityNumber city, const pb::AlertId& id, pb::AlertEventKind kind, const std::string& who) {
    const auto row = GetAlert(tables_, city, id);
    if (!row || !sight_.Sees(row->kelurahan())) return;
    v1::AlertChanged& changed = *events_.emplace_back().mutable_alert_changed();
    changed.set_alert(AlertName(city, id));
    changed.set_kind(kind);
    changed.set_kelurahan(row->kelurahan());
    changed.set_who(who);
    *changed.mutable_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row_.decided_at());
  }

  void Delivery(const pb::Fact& fact) {
    if (!IsOperator()) return;
    const auto row = Get<pb::DeliveryRow>(tables_, DeliveryKey(fact.city(), fact.attempt_ended().delivery()));
    if (row) *events_.emplace_back().mutable_delivery_changed() = DeliveryView(fact.city(), *row);
  }

  bool IsOperator() const { return caller_.kind == rpc::Caller::Kind::kOperator; }

  const journal::Row& row_;
  const rpc::Caller& caller_;
  const Sight& sight_;
  const store::Reader& tables_;
  std::vector<v1::WatchResponse> events_;
};

}  // namespace

absl::Status WatchRows(const rpc::Call& call, const v1::WatchRequest& request, journal::Partitions& partitions,
                       const std::function<bool(const v1::WatchResponse&)>& write) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(request.parent(), "parent"));
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(city)));
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions.ForCity(CityCode(city)));
  std::optional<Sight> sight;
  const auto look = [&](const store::Reader& tables) -> absl::Status {
    ASSIGN_OR_RETURN(sight, SightOf(call.caller(), tables, city, request.region()));
    return absl::OkStatus();
  };
  const auto events_of = [&](const journal::Row& row) -> absl::StatusOr<std::vector<v1::WatchResponse>> {
    std::vector<v1::WatchResponse> events;
    RETURN_IF_ERROR(
        partition->Read(std::nullopt, call.deadline(), [&](const store::Reader& tables, const journal::Freshness&) {
          events = Events(row, call.caller(), *sight, tables).Of(city);
          return absl::OkStatus();
        }));
    return events;
  };
  return journal::Follow<v1::WatchResponse>(
      *partition, request.from_position(), {call.deadline(), [&] { return call.cancelled(); }, look, events_of, write});
}

}  // namespace padu::notification
