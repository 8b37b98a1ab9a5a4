// What must hold of matching at the end, worked out from the rows of its upstreams and its settings alone.
#include <algorithm>
#include <map>
#include <set>

#include "common/base/days.h"
#include "common/journal/engine_tables.h"
#include "services/matching/domain/status.h"
#include "services/matching/domain/tables.h"
#include "services/matching/domain/testing/naive_matching.h"
#include "tests/simulation/matching_world.h"

namespace padu::simulation {
namespace {

namespace pb = ::padu::matching::v1;
constexpr int kRebuildSteps = 20'000;

using common::v1::Row;
using matching::testing::NaiveMatching;

template <typename Fact>
Fact Parsed(const std::string& bytes) {
  Fact fact;
  PADU_MUST(fact.ParseFromString(bytes), "a fact does not parse");
  return fact;
}

// The highest time that a journal says its inputs have reached.
UnixMicros Reached(const std::vector<Row>& rows) {
  UnixMicros reached = 0;
  for (const Row& row : rows) {
    for (const auto& fact : row.engine_facts()) reached = std::max(reached, fact.time_passed().input_time());
  }
  return reached;
}

// Alerts of one household, need and day are told once until they are over.
void CheckPeriods(const std::vector<Row>& rows) {
  std::map<std::pair<std::string, std::string>, pb::Standing> open;
  for (const Row& row : rows) {
    for (const std::string& bytes : row.facts()) {
      const auto fact = Parsed<pb::Fact>(bytes);
      const auto became = [&](const pb::Standing& standing) {
        const auto [last, is_new] = open.try_emplace({standing.household(), standing.need()}, standing);
        const bool same =
            last->second.status() == standing.status() && last->second.since_day() == standing.since_day();
        PADU_MUST(is_new || !same, "row " + std::to_string(row.sequence()) + " tells again how " +
                                       standing.household() + " stands with " + standing.need());
        last->second = standing;
      };
      if (fact.has_household_became_unserved()) became(fact.household_became_unserved());
      if (fact.has_household_became_underserved()) became(fact.household_became_underserved());
      if (fact.has_household_became_uncertain()) became(fact.household_became_uncertain());
      if (fact.has_household_served()) {
        const pb::Standing& standing = fact.household_served().standing();
        PADU_MUST(open.erase({standing.household(), standing.need()}) == 1, "somebody is served who was");
      }
      if (fact.has_household_disqualified()) {
        const pb::Standing& standing = fact.household_disqualified().standing();
        open.erase({standing.household(), standing.need()});
      }
    }
  }
}

}  // namespace

void MatchingWorld::CheckMatching() {
  const std::vector<Row> registry = accepted_[kRegistry]->Parsed();
  const std::vector<Row> ledger = accepted_[kLedger]->Parsed();
  const std::vector<Row> own = accepted_[kMatching]->Parsed();
  CheckRows(own);
  CheckPeriods(own);
  NaiveMatching naive;
  for (const Row& row : registry) {
    for (const std::string& bytes : row.facts()) naive.Take(Parsed<registry::v1::Fact>(bytes));
  }
  for (const Row& row : ledger) {
    for (const std::string& bytes : row.facts()) naive.Take(row.sequence(), Parsed<ledger::v1::Fact>(bytes));
  }
  for (const Row& row : own) {
    for (const std::string& bytes : row.facts()) naive.Take(Parsed<pb::Fact>(bytes));
  }

  const store::Reader& tables = *nodes_[kMatching]->disk;
  const auto city = matching::Get<pb::CityState>(tables, matching::CityKey(kBontang));
  if (!city) {
    PADU_MUST(naive.Households().empty() || Reached(ledger) == 0 || Reached(registry) == 0, "no day was reached");
    return;
  }
  const UnixMicros as_of = std::min(Reached(registry), Reached(ledger));
  PADU_MUST(city->day() == LocalDay(as_of, kBontang), "the city's day is not that of its upstreams");
  PADU_MUST(!city->has_day_work() && !city->has_sweep_after(), "work is left");

  std::map<std::string, int> silent;
  const std::string feeds = matching::FeedStatePrefix(kBontang);
  for (auto at = tables.Scan(feeds, PrefixEnd(feeds)); at->Valid(); at->Next()) {
    const std::string stakeholder(at->key().substr(feeds.size()));
    const auto setting = matching::Get<pb::SettingRow>(
        tables, matching::SettingKey(pb::SettingRow::kFeedExpectation, kBontang, stakeholder));
    silent[stakeholder] = setting ? setting->feed_expectation().relied_on_days() : 90;
  }
  for (const std::string& household : naive.Households()) {
    const auto standings = matching::Get<pb::HouseholdStandings>(tables, matching::StandingsKey(kBontang, household));
    std::map<std::string, pb::Standing> by_need;
    if (standings) {
      for (const pb::Standing& standing : standings->standings()) by_need[standing.need()] = standing;
    }
    for (const std::string& need : naive.Needs()) {
      const pb::Standing& standing = by_need[need];
      const bool concerned = matching::IsConcerned(standing.status());
      NaiveMatching::Expected actual;
      if (concerned) {
        actual.status = standing.status();
        actual.kelurahan = standing.kelurahan();
        actual.since = standing.since_day();
        actual.rank = standing.rank();
        actual.silent.assign(standing.silent_stakeholders().begin(), standing.silent_stakeholders().end());
        if (matching::IsNotServed(standing.status()) && standing.has_covered_until_day()) {
          actual.covered_until = standing.covered_until_day();
        }
      }
      const int qualified = concerned ? standing.qualified_day() : city->day();
      PADU_MUST(qualified <= city->day(), household + " has a need from a day that is not there yet");
      PADU_MUST(actual == naive.Judge(household, need, city->day(), qualified, silent),
                household + " does not stand with " + need + " as the facts say: " + standing.ShortDebugString());
      PADU_MUST(standing.check_day() == 0 || standing.check_day() > city->day(), household + " was not looked at");
    }
  }
  std::set<NaiveMatching::Overlap> overlaps;
  for (auto at = tables.Scan(Tag(0x16), Tag(0x17)); at->Valid(); at->Next()) {
    const auto each = matching::ParseValue<pb::OverlapFound>(at->value());
    overlaps.emplace(each.household(), NaiveMatching::AidNumber{each.first().sequence(), each.first().index()},
                     NaiveMatching::AidNumber{each.second().sequence(), each.second().index()}, each.verdict());
  }
  PADU_MUST(overlaps == naive.Overlaps(), "overlaps are not what the facts say");
}

// From an empty disk the topic gives the same tables: own ones once it serves, before it decides anything (much time
// may have passed by a new life's clock); views once the upstreams are read.
void MatchingWorld::CheckRebuild(Service service) {
  Node& node = *nodes_[service];
  const auto tables = [&node](const std::string& begin, const std::string& end) {
    std::map<std::string, std::string> all;
    for (auto at = node.disk->Scan(begin, end); at->Valid(); at->Next()) all.emplace(at->key(), at->value());
    return all;
  };
  const std::string own = Tag(journal::kFirstOwnTag);
  const std::string view = Tag(journal::kFirstViewTag);
  const auto own_before = tables(own, view);
  const auto view_before = tables(view, "");
  node.owner.reset();
  node.disk = std::make_unique<store::FakeStore>(store::FakeStoreOptions{.journal_tag = 1});
  Start(node);
  int step = 0;
  while (step++ < kRebuildSteps && node.owner->phase() != journal::Owner::Phase::kServing) node.owner->Step();
  PADU_MUST(node.owner->phase() == journal::Owner::Phase::kServing, node.name + ": a rebuild does not come to serve");
  PADU_MUST(tables(own, view) == own_before, node.name + ": a rebuild ends in other tables");
  for (int idle = 0; step < kRebuildSteps && idle < 50; ++step) idle = node.owner->Step() ? 0 : idle + 1;
  PADU_MUST(tables(view, "") == view_before, node.name + ": a rebuild ends in other views");
  node.owner.reset();
}

}  // namespace padu::simulation
