#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/matching/api/names.h"
#include "services/matching/api/reads.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/sight.h"
#include "services/matching/api/views.h"
#include "services/matching/domain/assess.h"
#include "services/matching/domain/rules/check_settings.h"
#include "services/matching/domain/rules/explain.h"
#include "services/matching/domain/rules/rank.h"
#include "services/matching/domain/status.h"

namespace padu::matching {
namespace {

// Of the time that the caller grants, what is left for the answer's way back.
constexpr absl::Duration kReturnTime = absl::Milliseconds(500);
// The deadline is looked at once in so many households.
constexpr int kLookEvery = 64;

const Programme* ProgrammeOf(const Rulebook& book, const std::string& id) {
  for (const Programme& programme : book.programmes()) {
    if (programme.content.programme() == id) return &programme;
  }
  return nullptr;
}

// One household after the other, as it is and as it would be.
class Simulation {
 public:
  Simulation(const store::Reader& tables, CityNumber city, Day day, const v1::SimulateRuleRequest& request)
      : tables_(tables), city_(city), day_(day), request_(request), now_(tables, city), then_(tables, city) {
    if (request.has_need()) then_.Suppose(request.need());
    if (request.has_programme_rule()) then_.Suppose(request.programme_rule());
  }

  absl::Status Check() const {
    switch (request_.change_case()) {
      case v1::SimulateRuleRequest::kProgrammeRule: {
        const Programme* const programme = ProgrammeOf(now_, request_.programme_rule().programme());
        if (programme == nullptr) return ProgrammeNotFound();
        return CheckProgrammeRule(request_.programme_rule(), programme->content.assistance_unit(), city_);
      }
      case v1::SimulateRuleRequest::kNeed:
        return CheckNeed(request_.need(), city_);
      case v1::SimulateRuleRequest::kRanking:
        return CheckRanking(request_.ranking());
      case v1::SimulateRuleRequest::CHANGE_NOT_SET:
        break;
    }
    return MissingField("change");
  }

  // What changes for a household is added to the response. `kelurahan`: where it lives.
  void Look(const std::string& id, const std::string& kelurahan, v1::SimulateRuleResponse& response) {
    auto household = FindHousehold(tables_, city_, id);
    if (!household) return;
    v1::SimulatedCount& count = CountOf(kelurahan, response);
    count.set_households(count.households() + 1);
    v1::SimulatedChange change;
    change.set_household(NameOf(city_, "households", id));
    change.set_kelurahan(kelurahan);
    if (request_.has_programme_rule()) LookAtProgramme(*household, change, count, response);
    if (request_.has_ranking()) return LookAtRanking(*household, change, count, response);
    LookAtNeeds(*household, change, count, response);
  }

 private:
  v1::SimulatedCount& CountOf(const std::string& kelurahan, v1::SimulateRuleResponse& response) {
    const auto [at, is_new] = counts_.emplace(kelurahan, response.counts_size());
    if (is_new) response.add_counts()->set_kelurahan(kelurahan);
    return *response.mutable_counts(at->second);
  }

  void LookAtProgramme(const Household& household, v1::SimulatedChange change, v1::SimulatedCount& count,
                       v1::SimulateRuleResponse& response) const {
    const std::string& id = request_.programme_rule().programme();
    const Truth before = IsEligible(*ProgrammeOf(now_, id), household.view, day_).truth;
    const Truth after = IsEligible(*ProgrammeOf(then_, id), household.view, day_).truth;
    if ((before == Truth::kYes) == (after == Truth::kYes)) return;
    if (after == Truth::kYes) count.set_eligible_enter(count.eligible_enter() + 1);
    if (before == Truth::kYes) count.set_eligible_leave(count.eligible_leave() + 1);
    change.set_eligible_before(ToProto(before));
    change.set_eligible_after(ToProto(after));
    *response.add_changes() = std::move(change);
  }

  void LookAtNeeds(Household& household, const v1::SimulatedChange& change, v1::SimulatedCount& count,
                   v1::SimulateRuleResponse& response) {
    const auto standings = Get<pb::HouseholdStandings>(tables_, StandingsKey(city_, household.view.household()));
    for (const pb::Need& need : then_.needs()) {
      if (request_.has_need() && need.need() != request_.need().need()) continue;
      std::optional<Day> qualified;
      pb::StandingStatus before = pb::STANDING_STATUS_NOT_CONCERNED;
      if (standings) {
        for (const pb::Standing& standing : standings->standings()) {
          if (standing.need() != need.need()) continue;
          before = standing.status();
          if (IsConcerned(before)) qualified = standing.qualified_day();
        }
      }
      const pb::StandingStatus after = Assess(then_, need, household, qualified, day_).standing.status();
      if (before == after) continue;
      if (!IsNotServed(before) && IsNotServed(after)) count.set_unserved_enter(count.unserved_enter() + 1);
      if (IsNotServed(before) && !IsNotServed(after)) count.set_unserved_leave(count.unserved_leave() + 1);
      v1::SimulatedChange& told = *response.add_changes();
      told = change;
      told.set_need(NameOf(city_, "needs", need.need()));
      told.set_status_before(before);
      told.set_status_after(after);
    }
  }

  void LookAtRanking(const Household& household, const v1::SimulatedChange& change, v1::SimulatedCount& count,
                     v1::SimulateRuleResponse& response) const {
    const auto standings = Get<pb::HouseholdStandings>(tables_, StandingsKey(city_, household.view.household()));
    if (!standings) return;
    for (const pb::Standing& standing : standings->standings()) {
      if (!IsNotServed(standing.status())) continue;
      const Day last = standing.has_covered_until_day() ? standing.covered_until_day() : standing.qualified_day();
      const std::int64_t before = ScoreOf(now_.ranking(), household.view, last, day_).points();
      const std::int64_t after = ScoreOf(request_.ranking(), household.view, last, day_).points();
      if (before == after) continue;
      count.set_ranked_anew(count.ranked_anew() + 1);
      v1::SimulatedChange& told = *response.add_changes();
      told = change;
      told.set_need(NameOf(city_, "needs", standing.need()));
      told.set_points_before(before);
      told.set_points_after(after);
    }
  }

  const store::Reader& tables_;
  const CityNumber city_;
  const Day day_;
  const v1::SimulateRuleRequest& request_;
  const Rulebook now_;
  Rulebook then_;
  std::map<std::string, int> counts_;  // by kelurahan: which of the response's
};

}  // namespace

absl::StatusOr<v1::SimulateRuleResponse> Read(const store::Reader& tables, const v1::SimulateRuleRequest& simulate,
                                              const Asking& asking) {
  RETURN_IF_ERROR(rpc::RequireKind(asking.caller, rpc::Caller::Kind::kOperator));
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(simulate.parent(), "parent"));
  ASSIGN_OR_RETURN(const Sight sight, SightOf(asking.caller, tables, city, simulate.region()));
  ASSIGN_OR_RETURN(const int size, journal::PageSize(simulate.page_size()));
  const std::string prefix = HouseholdViewPrefix(city);
  ASSIGN_OR_RETURN(const std::string after, journal::ParsePageToken(simulate.page_token(), prefix));
  const Day day = TodayOf(tables, city, asking.journal_time);
  Simulation simulation(tables, city, day, simulate);
  RETURN_IF_ERROR(simulation.Check());

  v1::SimulateRuleResponse response;
  std::string last;
  const auto cursor = tables.Scan(after.empty() ? prefix : after + std::string(1, '\0'), PrefixEnd(prefix));
  for (int looked = 1; cursor->Valid(); cursor->Next(), ++looked) {
    const bool late = looked % kLookEvery == 0 && absl::Now() + kReturnTime > asking.deadline;
    if (response.changes_size() >= size || late) {
      response.set_next_page_token(journal::PageToken(last));
      break;
    }
    last = cursor->key();
    const auto household = ParseValue<pb::HouseholdView>(cursor->value());
    const std::string kelurahan(KelurahanOn(household, day));
    if (sight.Sees(kelurahan)) simulation.Look(household.household(), kelurahan, response);
  }
  return response;
}

}  // namespace padu::matching
