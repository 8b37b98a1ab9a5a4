#include "services/matching/domain/judge.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/matching/domain/status.h"

namespace padu::matching {
namespace {

const pb::Standing* Find(const pb::HouseholdStandings& standings, std::string_view need) {
  for (const pb::Standing& standing : standings.standings()) {
    if (standing.need() == need) return &standing;
  }
  return nullptr;
}

pb::HouseholdStandings StandingsOf(const Rulebook& book, const std::string& household) {
  return Get<pb::HouseholdStandings>(book.tables(), StandingsKey(book.city(), household))
      .value_or(pb::HouseholdStandings());
}

// Whether the day on which it waits to be looked at must be another. A day that comes too early is left: it is looked
// at once for nothing, which is cheaper than moving it with all aid that comes.
bool MustWaitAnew(const pb::Standing& former, const pb::Standing& now, Day day) {
  if (former.check_day() == 0) return now.check_day() != 0;
  if (former.check_day() <= day) return true;
  return now.check_day() != 0 && now.check_day() < former.check_day();
}

// Whether nothing is to be said of a standing whose status has not changed.
bool IsSame(const pb::Standing& former, const pb::Standing& now) {
  if (now.status() == pb::STANDING_STATUS_NOT_CONCERNED) return true;
  if (former.kelurahan() != now.kelurahan()) return false;
  if (now.status() == pb::STANDING_STATUS_SERVED) return true;
  return former.since_day() == now.since_day() && former.rank() == now.rank() &&
         former.has_covered_until_day() == now.has_covered_until_day() &&
         former.covered_until_day() == now.covered_until_day() &&
         std::equal(former.silent_stakeholders().begin(), former.silent_stakeholders().end(),
                    now.silent_stakeholders().begin(), now.silent_stakeholders().end());
}

// The standing of a fact that says what became of a household.
pb::Standing& Became(pb::StandingStatus status, pb::Fact& fact) {
  switch (status) {
    case pb::STANDING_STATUS_UNSERVED:
      return *fact.mutable_household_became_unserved();
    case pb::STANDING_STATUS_UNDERSERVED:
      return *fact.mutable_household_became_underserved();
    case pb::STANDING_STATUS_UNCERTAIN:
      return *fact.mutable_household_became_uncertain();
    default:
      return *fact.mutable_household_qualified();
  }
}

}  // namespace

void Judge::LookAt(const std::string& household) {
  LookAt(household, [](const pb::Need&, const pb::Standing*) { return true; });
}

template <typename Wanted>
void Judge::LookAt(const std::string& household, Wanted wanted) {
  const pb::HouseholdStandings standings = StandingsOf(book_, household);
  std::optional<Household> found;
  for (const pb::Need& need : book_.needs()) {
    const pb::Standing* former = Find(standings, need.need());
    if (!wanted(need, former)) continue;
    if (!found) found = FindHousehold(book_.tables(), book_.city(), household);
    if (!found) return;  // the registry's row is still to come, and looks at it then
    Look(need, former, *found);
  }
}

void Judge::AidCame(const std::string& household, std::string_view kind) { AidChanged(household, kind, true); }

void Judge::AidTakenBack(const std::string& household, std::string_view kind) { AidChanged(household, kind, false); }

void Judge::AidChanged(const std::string& household, std::string_view kind, bool came) {
  bool concerned = false;
  LookAt(household, [&](const pb::Need& need, const pb::Standing* former) {
    const bool has_need = former != nullptr && IsConcerned(former->status());
    concerned |= has_need;
    if (!Rulebook::Serves(need, kind)) return false;
    if (need.recipients_days() > 0) return true;  // aid makes recipients
    return has_need && (!came || former->status() != pb::STANDING_STATUS_SERVED);
  });
  if (concerned) return;
  // Aid of a household that was merged counts for the survivor.
  const auto view = Get<pb::HouseholdView>(book_.tables(), HouseholdViewKey(book_.city(), household));
  if (view && !view->merged_into().empty()) AidChanged(view->merged_into(), kind, came);
}

void Judge::Look(const pb::Need& need, const pb::Standing* former, Household& household) {
  std::optional<Day> qualified_day;
  if (former != nullptr && IsConcerned(former->status())) qualified_day = former->qualified_day();
  Say(former, Assess(book_, need, household, qualified_day, day_));
}

void Judge::Say(const pb::Standing* former, Assessment now) {
  const pb::StandingStatus before = former != nullptr ? former->status() : pb::STANDING_STATUS_UNSPECIFIED;
  const pb::StandingStatus after = now.standing.status();
  pb::Fact fact;
  fact.set_city(book_.city());
  if (before == after) {
    const bool same = IsSame(*former, now.standing);
    if (same && !MustWaitAnew(*former, now.standing, day_)) return;
    // Another day since which it is not served is another period, of which people are told.
    const bool another = IsNotServed(after) && former->since_day() != now.standing.since_day();
    pb::Standing& standing = another ? Became(after, fact) : *fact.mutable_standing_updated();
    standing = std::move(now.standing);
  } else if (after == pb::STANDING_STATUS_NOT_CONCERNED) {
    if (former == nullptr && now.standing.check_day() == 0) return;
    auto& disqualified = *fact.mutable_household_disqualified();
    *disqualified.mutable_standing() = std::move(now.standing);
    disqualified.set_reason(now.reason);
    disqualified.set_former_status(before);
    if (former != nullptr) disqualified.set_former_since_day(former->since_day());
  } else if (after == pb::STANDING_STATUS_SERVED && IsNotServed(before)) {
    auto& served = *fact.mutable_household_served();
    served.set_former_status(before);
    served.set_former_since_day(former->since_day());
    if (now.by != nullptr) {
      served.set_stakeholder(now.by->view.stakeholder());
      served.set_programme(now.by->view.programme());
    }
    *served.mutable_standing() = std::move(now.standing);
  } else {
    Became(after, fact) = std::move(now.standing);
  }
  out_.Emit(fact);
}

}  // namespace padu::matching
