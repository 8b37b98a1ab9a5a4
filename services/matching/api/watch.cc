#include "services/matching/api/watch.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/city.h"
#include "common/base/status.h"
#include "common/journal/follow.h"
#include "padu/matching/v1/facts.pb.h"
#include "services/matching/api/names.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/sight.h"
#include "services/matching/api/views.h"

namespace padu::matching {
namespace {

// Whom a fact concerns: what decides who sees it.
struct Concerns {
  std::string household;
  std::string kelurahan;
  std::vector<std::string> stakeholders;
};

// One fact as an event, and whom it concerns; nothing if it is matching's own affair.
class Event {
 public:
  explicit Event(const pb::Fact& fact) : city_(fact.city()) { Take(fact); }

  bool there() const { return event_.event_case() != v1::WatchResponse::EVENT_NOT_SET; }
  const Concerns& concerns() const { return concerns_; }
  v1::WatchResponse take() { return std::move(event_); }

 private:
  void Take(const pb::Fact& fact) {
    switch (fact.kind_case()) {
      case pb::Fact::kHouseholdQualified:
        Stands(fact.household_qualified());
        return;
      case pb::Fact::kHouseholdBecameUnserved:
        Stands(fact.household_became_unserved());
        return;
      case pb::Fact::kHouseholdBecameUnderserved:
        Stands(fact.household_became_underserved());
        return;
      case pb::Fact::kHouseholdBecameUncertain:
        Stands(fact.household_became_uncertain());
        return;
      case pb::Fact::kHouseholdServed: {
        const pb::HouseholdServed& served = fact.household_served();
        v1::StandingChanged& changed = Stands(served.standing());
        Former(served.former_status(), served.former_since_day(), changed);
        changed.set_stakeholder(NameOf(city_, "stakeholders", served.stakeholder()));
        changed.set_programme(NameOf(city_, "programmes", served.programme()));
        return;
      }
      case pb::Fact::kHouseholdDisqualified: {
        const pb::HouseholdDisqualified& out = fact.household_disqualified();
        if (out.former_status() == pb::STANDING_STATUS_UNSPECIFIED) return;  // it never had the need
        return Former(out.former_status(), out.former_since_day(), Stands(out.standing()));
      }
      case pb::Fact::kOverlapFound:
        return Overlaps(fact.overlap_found(), *event_.mutable_overlap_found());
      case pb::Fact::kOverlapCleared:
        return Overlaps(fact.overlap_cleared().overlap(), *event_.mutable_overlap_cleared());
      case pb::Fact::kFeedSilent:
        event_.mutable_feed_changed()->set_box_stopped(fact.feed_silent().box_stopped());
        return Feed(fact.feed_silent().stakeholder(), pb::FEED_STATUS_SILENT);
      case pb::Fact::kFeedHeard:
        return Feed(fact.feed_heard().stakeholder(), pb::FEED_STATUS_SETTLING);
      case pb::Fact::kFeedResumed:
        return Feed(fact.feed_resumed().stakeholder(), pb::FEED_STATUS_HEARD);
      default:
        return;
    }
  }

  v1::StandingChanged& Stands(const pb::Standing& standing) {
    v1::StandingChanged& changed = *event_.mutable_standing_changed();
    *changed.mutable_standing() = StandingView(city_, standing, pb::Ranking(), 0);
    changed.mutable_standing()->clear_points();
    concerns_.household = standing.household();
    concerns_.kelurahan = standing.kelurahan();
    return changed;
  }

  static void Former(pb::StandingStatus status, Day since, v1::StandingChanged& changed) {
    changed.set_former_status(status);
    changed.set_former_since_day(DayText(since));
  }

  void Overlaps(const pb::OverlapFound& overlap, v1::Overlap& out) {
    out = OverlapView(city_, overlap);
    concerns_ = {
        overlap.household(), overlap.kelurahan(), {overlap.first().stakeholder(), overlap.second().stakeholder()}};
  }

  void Feed(const std::string& stakeholder, pb::FeedStatus status) {
    v1::Feed& feed = *event_.mutable_feed_changed();
    feed.set_name(NameOf(city_, "feeds", stakeholder));
    feed.set_stakeholder(NameOf(city_, "stakeholders", stakeholder));
    feed.set_status(status);
    concerns_.stakeholders = {stakeholder};
  }

  const CityNumber city_;
  v1::WatchResponse event_;
  Concerns concerns_;
};

bool IsSeen(const Concerns& concerns, const rpc::Caller& caller, const Sight& sight, const v1::WatchRequest& request,
            std::string_view household) {
  if (request.has_household() && concerns.household != household) return false;
  if (request.has_region() && concerns.household.empty()) return false;
  if (caller.kind == rpc::Caller::Kind::kStakeholder) {
    for (const std::string& own : concerns.stakeholders) {
      if (own == caller.id) return concerns.kelurahan.empty() || sight.Sees(concerns.kelurahan);
    }
    return false;
  }
  return concerns.household.empty() || sight.Sees(concerns.kelurahan);
}

// What of a row somebody sees: operators and officers what lies in `sight`, and all feeds; a stakeholder its own
// overlaps and feed.
std::vector<v1::WatchResponse> EventsOf(const journal::Row& row, const v1::WatchRequest& request,
                                        const rpc::Caller& caller, const Sight& sight) {
  std::string household;
  if (request.has_household()) household = request.household().substr(request.household().rfind('/') + 1);
  std::vector<v1::WatchResponse> events;
  for (const std::string& bytes : row.facts()) {
    pb::Fact fact;
    PADU_CHECK(fact.ParseFromString(bytes));
    Event event(fact);
    if (!event.there() || CityName(fact.city()) != request.parent()) continue;
    if (!IsSeen(event.concerns(), caller, sight, request, household)) continue;
    events.push_back(event.take());
  }
  return events;
}

}  // namespace

absl::Status WatchRows(const rpc::Call& call, const v1::WatchRequest& request, journal::Partitions& partitions,
                       const std::function<bool(const v1::WatchResponse&)>& write) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(request.parent(), "parent"));
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(city)));
  if (request.has_household()) RETURN_IF_ERROR(ParseName(request.household(), "households", "", "household"));
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions.ForCity(CityCode(city)));
  std::optional<Sight> sight;
  const auto look = [&](const store::Reader& tables) -> absl::Status {
    ASSIGN_OR_RETURN(sight, SightOfConcerned(call.caller(), tables, city, request.region()));
    return absl::OkStatus();
  };
  return journal::Follow<v1::WatchResponse>(
      *partition, request.from_position(),
      {call.deadline(), [&] { return call.cancelled(); }, look,
       [&](const journal::Row& row) { return EventsOf(row, request, call.caller(), *sight); }, write});
}

}  // namespace padu::matching
