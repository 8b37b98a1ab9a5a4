// What must hold of notification at the end, worked out from matching's rows alone; and that nobody is told twice.
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "padu/matching/v1/facts.pb.h"
#include "services/notification/domain/tables.h"
#include "tests/simulation/matching_world.h"

namespace padu::simulation {
namespace {

namespace pb = ::padu::notification::v1;
namespace mat = ::padu::matching::v1;
using common::v1::Row;

using Need = std::pair<std::string, std::string>;          // household, need
using Period = std::tuple<std::string, std::string, int>;  // and the first day

template <typename Fact>
std::vector<Fact> FactsOf(const std::vector<Row>& rows) {
  std::vector<Fact> facts;
  for (const Row& row : rows) {
    for (const std::string& bytes : row.facts()) {
      PADU_MUST(facts.emplace_back().ParseFromString(bytes), "a fact does not parse");
    }
  }
  return facts;
}

// Which alerts there must have been, and which must not be over: a household is unserved, or was and is uncertain now.
struct NaiveAlerts {
  struct Open {
    int since = 0;
    std::string kelurahan;
    bool held = false;
    bool operator==(const Open&) const = default;
  };
  std::set<Period> ever;
  std::map<Need, Open> open;

  void Take(const mat::Fact& fact) {
    if (fact.has_household_qualified()) Take(fact.household_qualified());
    if (fact.has_household_became_unserved()) Take(fact.household_became_unserved());
    if (fact.has_household_became_underserved()) Take(fact.household_became_underserved());
    if (fact.has_household_became_uncertain()) Take(fact.household_became_uncertain());
    if (fact.has_household_served()) Take(fact.household_served().standing());
    if (fact.has_standing_updated()) Take(fact.standing_updated());
    if (fact.has_household_disqualified()) Take(fact.household_disqualified().standing());
  }

  void Take(const mat::Standing& standing) {
    const Need need = {standing.household(), standing.need()};
    if (standing.status() == mat::STANDING_STATUS_UNSERVED) {
      ever.insert({need.first, need.second, standing.since_day()});
      open[need] = {standing.since_day(), standing.kelurahan(), false};
    } else if (standing.status() != mat::STANDING_STATUS_UNCERTAIN) {
      open.erase(need);
    } else if (open.contains(need)) {
      open[need].held = true;
      open[need].kelurahan = standing.kelurahan();
    }
  }
};

std::string NameOf(const pb::AlertId& alert) {
  return std::to_string(alert.sequence()) + "-" + std::to_string(alert.index());
}

// One alert a period; each recipient hears of each of its turns once; of each delivery one dispatcher at a time.
class Telling {
 public:
  void Take(const pb::Fact& fact) {
    if (fact.has_alert_opened()) {
      const auto& opened = fact.alert_opened();
      PADU_MUST(ever.insert({opened.household(), opened.need(), opened.since_day()}).second,
                "a second alert for " + opened.household());
      Tell(opened.alert(), opened.routing().recipients());
    }
    if (fact.has_alert_reopened()) Tell(fact.alert_reopened().alert(), fact.alert_reopened().routing().recipients());
    if (fact.has_alert_moved()) Tell(fact.alert_moved().alert(), fact.alert_moved().routing().recipients());
    if (fact.has_alert_rerouted()) Tell(fact.alert_rerouted().alert(), fact.alert_rerouted().added());
    if (fact.has_alert_escalated()) Tell(fact.alert_escalated().alert(), fact.alert_escalated().added());
    if (fact.has_digest_composed()) {
      for (const pb::AlertId& alert : fact.digest_composed().alerts()) {
        PADU_MUST(untold_.erase({fact.digest_composed().recipient(), NameOf(alert)}) == 1,
                  fact.digest_composed().recipient() + " is told again of " + NameOf(alert));
        ++told;
      }
    }
    if (fact.has_attempt_begun()) {
      auto& [attempts, over] = deliveries_[fact.attempt_begun().delivery().SerializeAsString()];
      PADU_MUST(!over && fact.attempt_begun().attempt() == attempts + 1, "a delivery is taken twice");
      ++attempts;
    }
    if (fact.has_attempt_ended()) {
      auto& [attempts, over] = deliveries_[fact.attempt_ended().delivery().SerializeAsString()];
      PADU_MUST(!over && fact.attempt_ended().attempt() == attempts, "an attempt ends that is none");
      over = fact.attempt_ended().state() != pb::DELIVERY_STATE_QUEUED;
    }
  }

  std::set<Period> ever;
  std::uint64_t told = 0;

 private:
  template <typename Recipients>
  void Tell(const pb::AlertId& alert, const Recipients& recipients) {
    for (const std::string& recipient : recipients) untold_.insert({recipient, NameOf(alert)});
  }

  std::set<std::pair<std::string, std::string>> untold_;
  std::map<std::string, std::pair<std::uint32_t, bool>> deliveries_;
};

}  // namespace

void MatchingWorld::CheckNotification() {
  NaiveAlerts naive;
  for (const auto& fact : FactsOf<mat::Fact>(accepted_[kMatching]->Parsed())) naive.Take(fact);
  const std::vector<Row> own = accepted_[kNotification]->Parsed();
  CheckRows(own);
  Telling telling;
  for (const auto& fact : FactsOf<pb::Fact>(own)) telling.Take(fact);
  PADU_MUST(telling.ever == naive.ever, "alerts are not those of matching's rows");

  std::map<Need, NaiveAlerts::Open> open;
  const store::Reader& tables = *nodes_[kNotification]->disk;
  const std::string prefix = notification::AlertIndexPrefix(kBontang, false);
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const auto alert = notification::GetAlert(tables, kBontang, notification::ReadAlertIndexKey(at->key()));
    PADU_MUST(alert.has_value() && alert->state() != pb::ALERT_STATE_RESOLVED, "the index has an alert that is over");
    const bool is_new = open.try_emplace({alert->household(), alert->need()},
                                         NaiveAlerts::Open{alert->since_day(), alert->kelurahan(), alert->held()})
                            .second;
    PADU_MUST(is_new, "two alerts of one household and need are open");
  }
  PADU_MUST(open == naive.open, "alerts that are open are not those of matching's rows");
  told_ += telling.told;
}

}  // namespace padu::simulation
