// How long events wait while a rule change has all households looked at again: matching's owner over RocksDB, with a
// broker in memory and the ledger's rows appended at a steady pace. Each event serves a household that nobody served,
// so that its fact shows when it was confirmed. Latency: from the append of the ledger's row to the confirmed row.
//
//   bench_sweep_pace [households] [events a second] [seconds]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "common/base/days.h"
#include "common/journal/engine_tables.h"
#include "common/journal/format.h"
#include "common/journal/owner.h"
#include "common/store/rocks/rocks_store.h"
#include "common/store/rocks/temporary_directory.h"
#include "common/stream/fake_log.h"
#include "google/protobuf/text_format.h"
#include "padu/ledger/v1/facts.pb.h"
#include "padu/matching/v1/commands.pb.h"
#include "padu/matching/v1/facts.pb.h"
#include "padu/registry/v1/facts.pb.h"
#include "services/matching/domain/machine.h"

namespace padu::bench {
namespace {

namespace pb = ::padu::matching::v1;
namespace reg = ::padu::registry::v1;

constexpr std::uint32_t kBontang = 6474;
constexpr int kRun = 200;

template <typename T>
T Parse(const std::string& text) {
  T message;
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

// The journal topic of an upstream, written as its owner would.
class Journal {
 public:
  Journal(stream::FakeBroker& broker, const std::string& service) : broker_(broker) {
    topic_ = {journal::JournalTopic(service), 0};
    stream::FakeLog admin(broker);
    PADU_CHECK(admin.CreateTopic({.name = topic_.topic}, absl::Seconds(1)).ok());
    broker.Append(topic_, journal::EncodeMarker(kEpoch, "bench"));
  }

  std::uint64_t Add(common::v1::Row row, UnixMicros now) {
    row.set_sequence(next_++);
    row.set_epoch_number(kEpoch.number);
    row.set_epoch_life(kEpoch.life);
    row.set_decided_at(now);
    journal::AppendToRun(run_, row.SerializeAsString());
    if (++rows_ == kRun) Flush();
    return row.sequence();
  }
  void Flush() {
    if (rows_ == 0) return;
    broker_.Append(topic_, journal::EncodeRows(kEpoch, next_ - rows_, rows_, std::exchange(run_, {})));
    rows_ = 0;
  }
  void AddTime(UnixMicros time) {
    common::v1::Row row;
    row.add_engine_facts()->mutable_time_passed()->set_input_time(time);
    Add(row, time);
    Flush();
  }

 private:
  static constexpr journal::Epoch kEpoch{1, 7};
  stream::FakeBroker& broker_;
  stream::TopicPartition topic_;
  std::uint64_t next_ = 0;
  std::uint32_t rows_ = 0;
  std::string run_;
};

std::string Household(int i) { return "hh-01j8z3m5q0v7t2n9k4r6" + std::to_string(100'000'000 + i); }

class Bench {
 public:
  Bench(int households, int rate, int seconds) : households_(households), rate_(rate), seconds_(seconds) {}

  void Run() {
    Prepare();
    const std::int64_t begin = clock_.BootNow();
    std::int64_t sent = 0;
    bool saved = false;
    std::int64_t sweep_begun = 0;
    for (std::int64_t now = begin; now < begin + seconds_ * kMicrosPerSecond; now = clock_.BootNow()) {
      const std::int64_t due = std::min<std::int64_t>(households_, (now - begin) * rate_ / kMicrosPerSecond);
      for (; sent < due; ++sent) Give(static_cast<int>(sent));
      ledger_.Flush();
      if (!saved && now > begin + kMicrosPerSecond) {
        saved = true;
        sweep_begun = now;
        Save("ranking { parts { component: RANKING_COMPONENT_ELDERLY weight: 5 } }");
      }
      owner_->Step();
      Confirm();
    }
    std::printf("%lld events at %d a second over %d households, a sweep of all after a second\n",
                static_cast<long long>(sent), rate_, households_);
    Print("before the sweep", before_);
    Print("during the sweep", during_);
    Print("after the sweep", after_);
    std::printf("the sweep took %.1f s: %.0f households a second\n",
                static_cast<double>(sweep_done_ - sweep_begun) / 1e6,
                households_ / (static_cast<double>(sweep_done_ - sweep_begun) / 1e6));
  }

 private:
  static void Print(const char* when, std::vector<std::int64_t>& latencies) {
    if (latencies.empty()) return;
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double share) {
      return static_cast<double>(
                 latencies[static_cast<std::size_t>(share * static_cast<double>(latencies.size() - 1))]) /
             1e3;
    };
    std::printf("%-18s %7zu events: p50 %.1f ms, p99 %.1f ms, most %.1f ms\n", when, latencies.size(), at(0.5),
                at(0.99), at(1));
  }

  void Prepare() {
    const UnixMicros now = clock_.WallNow();
    today_ = LocalDay(now, kBontang);
    stream::FakeLog admin(broker_);
    PADU_CHECK(admin.CreateTopic({.name = journal::JournalTopic("matching")}, absl::Seconds(1)).ok());
    common::v1::Row row;
    const auto add = [&row](reg::Fact fact) {
      fact.set_city(kBontang);
      row.add_facts(fact.SerializeAsString());
    };
    add(Parse<reg::Fact>("region_defined { code: '64.74' }"));
    for (int i = 0; i < 11; ++i) {
      add(Parse<reg::Fact>("programme_saved { programme: 'programme-" + std::to_string(i) +
                           "' stakeholder: 'dinsos' assistance_unit: ASSISTANCE_UNIT_HOUSEHOLD"
                           " benefit_type: BENEFIT_TYPE_MONEY region: '64.74' active: true eligibility { age_min: " +
                           std::to_string(i) + " } }"));
    }
    registry_.Add(row, now);
    for (int i = 0; i < households_; ++i) registry_.Add(HouseholdRow(i), now);
    registry_.Flush();
    registry_.AddTime(now);
    ledger_.AddTime(now);
    owner_ = std::make_unique<journal::Owner>(
        machine_, journal::Ports{log_, *store_, clock_, watch_},
        journal::OwnerOptions{.service = "matching", .instance = "bench", .life = 1, .take_over = true});
    while (owner_->phase() != journal::Owner::Phase::kServing) owner_->Step();
    UntilIdle();
    Save("need { need: 'any' name_id: 'x' name_en: 'x' days: 60 }");
    Save("need { need: 'money' name_id: 'x' name_en: 'x' aid_kinds: 'money' month {} }");
    UntilIdle();
    seen_ = owner_->confirmed();
    std::printf("prepared: %llu rows\n", static_cast<unsigned long long>(seen_));
  }

  common::v1::Row HouseholdRow(int i) const {
    common::v1::Row row;
    const auto add = [&row](reg::Fact fact) {
      fact.set_city(kBontang);
      row.add_facts(fact.SerializeAsString());
    };
    const std::string id = Household(i);
    reg::Fact fact;
    fact.mutable_household_registered()->set_household(id);
    fact.mutable_household_registered()->mutable_domicile()->set_kelurahan("64.74.03.1002");
    add(fact);
    for (int k = 0; k < 3; ++k) {
      auto& person = *fact.mutable_person_registered();
      person.set_person("ps-" + std::to_string(i) + "-" + std::to_string(k));
      person.mutable_membership()->set_household(id);
      person.mutable_content()->set_birth_month((1950 + 25 * k) * 12);
      add(fact);
    }
    fact.mutable_household_verification_changed()->set_household(id);
    fact.mutable_household_verification_changed()->set_to(reg::VERIFICATION_STATE_ACTIVE);
    add(fact);
    return row;
  }

  void Give(int household) {
    ledger::v1::Fact fact;
    fact.mutable_posted()->mutable_head()->set_city(kBontang);
    fact.mutable_posted()->mutable_head()->set_stakeholder("dinsos");
    auto& entry = *fact.mutable_posted()->add_entries();
    entry.set_household(Household(household));
    entry.set_kelurahan("64.74.03.1002");
    entry.set_programme("programme-" + std::to_string(household % 11));
    entry.set_rupiah(200'000);
    entry.set_day(today_);
    common::v1::Row row;
    row.add_facts(fact.SerializeAsString());
    const std::uint64_t sequence = ledger_.Add(row, clock_.WallNow());
    if (sent_.empty()) first_sent_ = sequence;
    sent_.push_back(clock_.BootNow());
  }

  void Save(const std::string& setting) {
    auto command = std::make_shared<pb::SaveCommand>(Parse<pb::SaveCommand>(setting));
    command->set_city(kBontang);
    common::v1::CommandCause cause;
    cause.set_caller("operators/bench");
    owner_->Submit({.cause = cause, .request = command}, clock_.BootNow() + kMicrosPerMinute,
                   [](const absl::StatusOr<journal::Answer>& answer) { PADU_CHECK(answer.ok()); });
  }

  void UntilIdle() {
    for (int idle = 0; idle < 50;) idle = owner_->Step() ? 0 : idle + 1;
  }

  // Takes note of what was confirmed now.
  void Confirm() {
    const std::int64_t now = clock_.BootNow();
    for (; seen_ < owner_->confirmed(); ++seen_) {
      std::string bytes;
      common::v1::Row row;
      PADU_CHECK(store_->Get(journal::RowKey(seen_), &bytes) && row.ParseFromString(bytes));
      for (const std::string& fact : row.facts()) {
        pb::Fact parsed;
        PADU_CHECK(parsed.ParseFromString(fact));
        if (parsed.has_sweep_begun()) sweeping_ = true;
        if (parsed.work_done().has_sweep()) sweeping_ = false, sweep_done_ = now;
      }
      if (!row.cause().has_upstream() || row.cause().upstream().upstream() != 1) continue;
      const std::int64_t latency = now - sent_.at(row.cause().upstream().sequence() - first_sent_);
      (sweep_done_ != 0 ? after_ : sweeping_ ? during_ : before_).push_back(latency);
    }
  }

  const int households_;
  const int rate_;
  const int seconds_;
  SystemClock clock_;
  Day today_ = 0;
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
  journal::DirectWatch watch_{log_, clock_};
  store::TemporaryDirectory directory_;
  std::unique_ptr<store::RocksStore> store_ =
      *store::RocksStore::Open({.path = directory_.path(), .journal_tag = journal::kRowTag});
  Journal registry_{broker_, "registry"};
  Journal ledger_{broker_, "ledger"};
  const matching::MatchingMachine machine_;
  std::unique_ptr<journal::Owner> owner_;
  journal::Sequence seen_ = 0;
  std::uint64_t first_sent_ = 0;
  std::deque<std::int64_t> sent_;
  bool sweeping_ = false;
  std::int64_t sweep_done_ = 0;
  std::vector<std::int64_t> before_, during_, after_;
};

}  // namespace
}  // namespace padu::bench

int main(int argc, char** argv) {
  const auto argument = [&](int i, int otherwise) { return argc > i ? std::max(1, std::atoi(argv[i])) : otherwise; };
  padu::bench::Bench(argument(1, 100'000), argument(2, 5'000), argument(3, 15)).Run();
  return 0;
}
