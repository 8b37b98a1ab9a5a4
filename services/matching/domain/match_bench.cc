// CPU of matching alone over the fake store, committed in batches as the engine does; no Kafka, no disk. Prints what a
// household costs in the tables, an event of the served and of the unserved, a sweep over all, and a day's checks.
//
//   match_bench [households] [events]

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "common/store/fake_store.h"
#include "common/store/overlay.h"
#include "services/matching/domain/machine.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching {
namespace {

namespace reg = ::padu::registry::v1;
namespace led = ::padu::ledger::v1;

using testing::kBontang;
using testing::NoonOf;

constexpr int kBatch = 1'000;
constexpr Day kToday = 20'527;

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string Id(const char* prefix, int n) {
  char text[40];
  std::snprintf(text, sizeof(text), "%s-01j8z3m5q0v7t2n9k4r6%06x", prefix, n);
  return text;
}

class Bench {
 public:
  Bench(int households, int events) : households_(households), events_(events) {}

  void Run() {
    Prepare();
    Report("household registered, verified and judged", households_, [&](int i) { Register(i); });
    Weigh();
    Report("event that serves an unserved household", households_ / 2, [&](int i) { Give(i, kToday - i % 28); });
    Report("event to a served household", events_, [&](int i) { Give(Any(i) % (households_ / 2), kToday - i % 28); });
    Save(testing::Parse<pb::SaveCommand>("ranking { parts { component: RANKING_COMPONENT_ELDERLY weight: 3 } }"));
    Work("household of a sweep");
    Time(kToday + 40);
    Work("household whose day has come");
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("peak memory of this process %.0f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  }

 private:
  class Fold final : public journal::Emitter {
   public:
    explicit Fold(Bench& bench) : bench_(bench) {}
    void Emit(const journal::MessageLite& fact) override {
      ++bench_.facts_;
      bench_.fact_bytes_ += fact.ByteSizeLong();
      bench_.machine_.Evolve(fact, bench_.place_, bench_.tables_);
    }

   private:
    Bench& bench_;
  };

  static int Any(int i) { return static_cast<int>((static_cast<std::uint32_t>(i) * 2'654'435'761U) >> 4U); }

  void Upstream(int upstream, common::v1::Row row) {
    row.set_sequence(next_[upstream]++);
    row.set_decided_at(NoonOf(kToday));
    if (!machine_.EvolveView(upstream, row, tables_).ok()) std::abort();
    Fold fold(*this);
    machine_.DecideUpstream(upstream, row, {}, tables_, fold);
    if (++rows_ % kBatch == 0) Commit();
  }

  void Commit() {
    store::Batch batch;
    tables_.TakeTo(batch);
    store_.Commit(batch, store::Durability::kSynced);
    tables_.Committed();
  }

  template <typename Do>
  void Report(const char* what, int count, Do each) {
    facts_ = fact_bytes_ = 0;
    const double begin = CpuSeconds();
    for (int i = 0; i < count; ++i) each(i);
    Commit();
    const double seconds = CpuSeconds() - begin;
    std::printf("%-45s %8d: %6.1f us each, %8.0f/s; %.2f facts, %.0f bytes each\n", what, count, seconds * 1e6 / count,
                count / seconds, static_cast<double>(facts_) / count, static_cast<double>(fact_bytes_) / count);
  }

  void Save(const pb::SaveCommand& setting) {
    auto command = std::make_shared<pb::SaveCommand>(setting);
    command->set_city(kBontang);
    common::v1::CommandCause cause;
    cause.set_caller("operators/bench");
    Fold fold(*this);
    const auto decision = machine_.DecideCommand({.cause = cause, .request = command}, {}, tables_, fold);
    if (!decision.ok()) std::fprintf(stderr, "%s\n", decision.status().ToString().c_str()), std::abort();
  }

  void Time(Day day) {
    for (const int upstream : {0, 1}) {
      common::v1::Row row;
      row.add_engine_facts()->mutable_time_passed()->set_input_time(NoonOf(day));
      Upstream(upstream, row);
    }
  }

  std::string FirstDue() const {
    const auto due = tables_.Scan(KeyWriter(kDueTag).str(), KeyWriter(kDueTag + 1).str());
    return due->Valid() ? std::string(due->key()) : "";
  }

  void Work(const char* what) {
    facts_ = fact_bytes_ = 0;
    const double begin = CpuSeconds();
    double longest = 0;
    int steps = 0;
    for (;; ++steps) {
      const std::string due = FirstDue();
      if (due.empty()) break;
      const double step = CpuSeconds();
      Fold fold(*this);
      machine_.DecideDue(due, {}, tables_, fold);
      longest = std::max(longest, CpuSeconds() - step);
      if (steps % 100 == 0) Commit();
    }
    Commit();
    const double seconds = CpuSeconds() - begin;
    std::printf("%-45s %8d: %6.1f us each; %d steps of %.2f ms, the longest %.1f ms; %.2f facts each\n", what,
                households_, seconds * 1e6 / households_, steps, seconds * 1e3 / std::max(1, steps), longest * 1e3,
                static_cast<double>(facts_) / households_);
  }

  // What a city of the sample has: 11 programmes, some with rules, three needs, a matrix.
  void Prepare() {
    common::v1::Row row;
    const auto add = [&row](reg::Fact fact) {
      fact.set_city(kBontang);
      row.add_facts(fact.SerializeAsString());
    };
    add(testing::Parse<reg::Fact>("region_defined { code: '64.74' }"));
    for (int i = 0; i < 11; ++i) {
      reg::Fact fact;
      auto& programme = *fact.mutable_programme_saved();
      programme.set_programme("programme-" + std::to_string(i));
      programme.set_stakeholder("dinsos-pm");
      programme.set_assistance_unit(i % 2 == 0 ? reg::ASSISTANCE_UNIT_PERSON : reg::ASSISTANCE_UNIT_FAMILY);
      programme.set_benefit_type(reg::BENEFIT_TYPE_MONEY);
      programme.set_region("64.74");
      programme.set_active(true);
      programme.mutable_eligibility()->set_desil_max(4);
      programme.mutable_eligibility()->set_age_min(i < 5 ? 60 : 6);
      add(fact);
    }
    Upstream(0, row);
    Time(kToday);
    for (int i = 0; i < 11; ++i) {
      pb::SaveCommand command;
      command.mutable_programme_rule()->set_programme("programme-" + std::to_string(i));
      command.mutable_programme_rule()->set_aid_kind(i < 6 ? "food" : "cash");
      Save(command);
    }
    Save(testing::Parse<pb::SaveCommand>("need { need: 'food' name_id: 'x' name_en: 'x' aid_kinds: 'food' month {} }"));
    Save(testing::Parse<pb::SaveCommand>("need { need: 'cash' name_id: 'x' name_en: 'x' aid_kinds: 'cash' days: 60 }"));
    Save(testing::Parse<pb::SaveCommand>(
        "need { need: 'any' name_id: 'x' name_en: 'x' days: 90 rule { compare { field: FIELD_DESIL"
        " comparator: COMPARATOR_LESS_OR_EQUAL number: 4 } } }"));
    Save(testing::Parse<pb::SaveCommand>(
        "compatibility { lines { kind_a: 'food' kind_b: 'food' scope: OVERLAP_SCOPE_HOUSEHOLD"
        " different_stakeholders: true same_month: true verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x'"
        " note_en: 'x' } }"));
    Commit();
  }

  // Three persons a household, of whom a third holds one old enough for everything.
  void Register(int i) {
    common::v1::Row row;
    const auto add = [&row](reg::Fact& fact) {
      fact.set_city(kBontang);
      row.add_facts(fact.SerializeAsString());
    };
    const std::string household = Id("hh", i);
    reg::Fact fact;
    fact.mutable_household_registered()->set_household(household);
    fact.mutable_household_registered()->mutable_domicile()->set_kelurahan("64.74.03.100" + std::to_string(i % 3 + 1));
    fact.mutable_household_registered()->set_from_day(20'000);
    add(fact);
    for (int k = 0; k < 3; ++k) {
      auto& person = *fact.mutable_person_registered();
      person.Clear();
      person.set_person(Id("ps", i * 3 + k));
      person.mutable_membership()->set_household(household);
      person.mutable_membership()->set_family(Id("fa", i));
      person.mutable_membership()->set_relation(k == 0 ? reg::RELATION_HEAD : reg::RELATION_CHILD);
      person.mutable_content()->set_birth_month((k == 0 && i % 3 == 0 ? 1950 : 1985 + 10 * k) * 12 + i % 12);
      person.mutable_content()->set_sex(reg::SEX_FEMALE);
      std::string token(32, '\0');
      std::mt19937_64 random(static_cast<std::uint64_t>(i * 3 + k));
      for (char& c : token) c = static_cast<char>(random());
      person.mutable_content()->add_nik_tokens()->set_token(token);
      add(fact);
    }
    fact.mutable_desil_recorded()->set_household(household);
    fact.mutable_desil_recorded()->set_desil(1 + i % 5);
    add(fact);
    fact.mutable_household_verification_changed()->set_household(household);
    fact.mutable_household_verification_changed()->set_to(reg::VERIFICATION_STATE_ACTIVE);
    fact.mutable_household_verification_changed()->set_expires_day(kToday + 365);
    add(fact);
    Upstream(0, std::move(row));
  }

  void Give(int household, Day day) {
    led::Fact fact;
    auto& head = *fact.mutable_posted()->mutable_head();
    head.set_city(kBontang);
    head.set_stakeholder("dinsos-pm");
    auto& entry = *fact.mutable_posted()->add_entries();
    entry.set_household(Id("hh", household));
    entry.set_family(Id("fa", household));
    entry.set_kelurahan("64.74.03.1002");
    entry.set_programme("programme-" + std::to_string(household % 11));
    entry.set_rupiah(200'000);
    entry.set_day(day);
    common::v1::Row row;
    row.add_facts(fact.SerializeAsString());
    Upstream(1, std::move(row));
  }

  // Bytes of keys and values, by table.
  void Weigh() {
    std::map<int, std::pair<std::size_t, std::size_t>> tables;
    for (auto at = store_.Scan("", ""); at->Valid(); at->Next()) {
      auto& [count, bytes] = tables[static_cast<std::uint8_t>(at->key()[0])];
      ++count;
      bytes += at->key().size() + at->value().size();
    }
    std::size_t total = 0;
    std::printf("bytes of each household in the tables:");
    for (const auto& [tag, sums] : tables) {
      total += sums.second;
      const double bytes = static_cast<double>(sums.second) / households_;
      if (bytes >= 1) std::printf(" %02X %.0f (%.1f keys),", tag, bytes, static_cast<double>(sums.first) / households_);
    }
    std::printf(" together %.0f\n", static_cast<double>(total) / households_);
  }

  const int households_;
  const int events_;
  const MatchingMachine machine_;
  store::FakeStore store_;
  store::Overlay tables_{store_};
  journal::Place place_;
  Sequence next_[2] = {};
  std::uint64_t rows_ = 0;
  std::uint64_t facts_ = 0;
  std::uint64_t fact_bytes_ = 0;
};

}  // namespace
}  // namespace padu::matching

int main(int argc, char** argv) {
  const auto argument = [&](int i, int otherwise) { return argc > i ? std::max(2, std::atoi(argv[i])) : otherwise; };
  padu::matching::Bench(argument(1, 5'500), argument(2, 200'000)).Run();
  return 0;
}
