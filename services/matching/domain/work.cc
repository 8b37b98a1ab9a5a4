#include "services/matching/domain/work.h"

#include <string>
#include <vector>

#include "services/matching/domain/feeds.h"
#include "services/matching/domain/judge.h"
#include "services/matching/domain/limits.h"
#include "services/matching/domain/overlaps.h"
#include "services/matching/domain/rulebook.h"

namespace padu::matching {
namespace {

// A step ends early once its facts have this many bytes (a row has its bound), or so much aid was compared.
constexpr std::size_t kStepBytes = 128 * 1024;
constexpr std::size_t kStepAid = 4000;

pb::Fact FactOf(CityNumber city) {
  pb::Fact fact;
  fact.set_city(city);
  return fact;
}

// Counts what passes.
class Counting final : public journal::Emitter {
 public:
  explicit Counting(journal::Emitter& out) : out_(out) {}
  void Emit(const journal::MessageLite& fact) override {
    bytes += fact.ByteSizeLong();
    out_.Emit(fact);
  }
  std::size_t bytes = 0;

 private:
  journal::Emitter& out_;
};

// What a step has to look at, and whether there is more behind it.
template <typename Cursor>
struct Batch {
  std::vector<Cursor> items;
  bool more = false;
};

// Households that wait for a day up to `day`.
Batch<pb::DayCursor> Waiting(const store::Reader& tables, CityNumber city, const pb::DayCursor& after, Day day) {
  Batch<pb::DayCursor> batch;
  const std::string begin = PrefixEnd(WaitingFrom(city, after.check_day(), after.household()));
  for (auto at = tables.Scan(begin, WaitingFrom(city, day + 1)); at->Valid(); at->Next()) {
    const WaitingKeyParts key = ReadWaitingKey(at->key());
    const bool same = !batch.items.empty() && batch.items.back().household() == key.household &&
                      batch.items.back().check_day() == key.day;
    if (same) continue;  // with another need
    batch.more = batch.items.size() == kHouseholdsPerStep;
    if (batch.more) break;
    pb::DayCursor& cursor = batch.items.emplace_back();
    cursor.set_check_day(key.day);
    cursor.set_household(key.household);
  }
  return batch;
}

Batch<std::string> HouseholdsAfter(const store::Reader& tables, CityNumber city, const std::string& after) {
  Batch<std::string> batch;
  const std::string prefix = HouseholdViewPrefix(city);
  const std::string begin = after.empty() ? prefix : HouseholdViewKey(city, after) + '\0';
  for (auto at = tables.Scan(begin, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    batch.more = batch.items.size() == kHouseholdsPerStep;
    if (batch.more) break;
    batch.items.emplace_back(at->key().substr(prefix.size()));
  }
  return batch;
}

// One step of one city.
class Step {
 public:
  Step(CityNumber city, const store::Reader& tables, journal::Emitter& out)
      : city_(city), tables_(tables), out_(out), state_(*Get<pb::CityState>(tables, CityKey(city))) {}

  void CheckDay(bool skip) {
    const auto batch = Waiting(tables_, city_, state_.day_work(), state_.day());
    const Rulebook book(tables_, city_);
    Judge judge(book, state_.day(), out_);
    std::size_t done = 0;
    while (done < batch.items.size() && out_.bytes < kStepBytes) {
      const pb::DayCursor& item = batch.items[done++];
      skip ? PutOff(item) : judge.LookAt(item.household());
    }
    pb::Fact fact = FactOf(city_);
    if (done == batch.items.size() && !batch.more) {
      fact.mutable_work_done()->set_day(state_.day());
    } else {
      *fact.mutable_day_advanced()->mutable_after() = batch.items[done - 1];
    }
    out_.Emit(fact);
  }

  void Sweep(bool skip) {
    const auto batch = HouseholdsAfter(tables_, city_, state_.sweep_after());
    const Rulebook book(tables_, city_);
    Judge judge(book, state_.day(), out_);
    const Overlaps overlaps(book, out_);
    std::size_t done = 0;
    std::size_t aid = 0;
    while (done < batch.items.size() && out_.bytes < kStepBytes && aid < kStepAid) {
      const std::string& household = batch.items[done++];
      if (skip) continue;
      judge.LookAt(household);
      aid += overlaps.LookAt(household);
    }
    pb::Fact fact = FactOf(city_);
    if (done == batch.items.size() && !batch.more) {
      fact.mutable_work_done()->set_sweep(true);
    } else {
      fact.mutable_sweep_advanced()->set_after(batch.items[done - 1]);
    }
    out_.Emit(fact);
  }

 private:
  // What waits for its day waits for the next one.
  void PutOff(const pb::DayCursor& item) {
    const auto standings = Get<pb::HouseholdStandings>(tables_, StandingsKey(city_, item.household()));
    if (!standings) return;
    for (const pb::Standing& standing : standings->standings()) {
      if (standing.check_day() == 0 || standing.check_day() > state_.day()) continue;
      pb::Fact fact = FactOf(city_);
      *fact.mutable_standing_updated() = standing;
      fact.mutable_standing_updated()->set_check_day(state_.day() + 1);
      out_.Emit(fact);
    }
  }

  const CityNumber city_;
  const store::Reader& tables_;
  Counting out_;
  const pb::CityState state_;
};

void Take(std::string_view due, bool skip, const store::Reader& tables, journal::Emitter& out) {
  const DueKeyParts key = ReadDueKey(due);
  Step step(key.city, tables, out);
  key.sweep ? step.Sweep(skip) : step.CheckDay(skip);
}

void ReachDay(CityNumber city, Day day, const store::Reader& tables, journal::Emitter& out) {
  const std::optional<Day> before = DayOfCity(tables, city);
  if (before && *before >= day) return;
  pb::Fact fact = FactOf(city);
  fact.mutable_day_reached()->set_day(day);
  out.Emit(fact);
  if (!before) BeginSweep(city, "FIRST_DAY", tables, out);
}

}  // namespace

std::optional<Day> DayOfCity(const store::Reader& tables, CityNumber city) {
  const auto state = Get<pb::CityState>(tables, CityKey(city));
  return state ? std::optional<Day>(state->day()) : std::nullopt;
}

void PassTime(const store::Reader& tables, journal::Emitter& out) {
  const std::optional<UnixMicros> as_of = AsOf(tables);
  if (!as_of) return;
  const std::string prefix = CityViewPrefix();
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const CityNumber city = KeyReader(at->key().substr(prefix.size())).U32();
    ReachDay(city, LocalDay(*as_of, city), tables, out);
    LookAtFeeds(city, *as_of, tables, out);
  }
}

void BeginSweep(CityNumber city, std::string_view why, const store::Reader& tables, journal::Emitter& out) {
  if (!DayOfCity(tables, city)) return;
  pb::Fact fact = FactOf(city);
  fact.mutable_sweep_begun()->set_why(std::string(why));
  out.Emit(fact);
}

void TakeStep(std::string_view due, const store::Reader& tables, journal::Emitter& out) {
  Take(due, false, tables, out);
}

void SkipStep(std::string_view due, const store::Reader& tables, journal::Emitter& out) {
  Take(due, true, tables, out);
}

}  // namespace padu::matching
