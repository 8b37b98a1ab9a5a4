// CPU nanoseconds per event of verdict and fold over the fake store, a tenth of the events sent twice. Committed in
// batches as the engine does; no Kafka, no disk. With many households the fake's tree is larger than the caches and
// most of the time is its look-ups; with few (1000) it is the machine itself.
//
//   decide_bench [events] [households]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "common/store/fake_store.h"
#include "common/store/overlay.h"
#include "services/intervention-ledger/domain/machine.h"
#include "services/intervention-ledger/domain/testing/world.h"

namespace padu::ledger {
namespace {

constexpr int kBatch = 1'000;

class Fold final : public journal::Emitter {
 public:
  Fold(const LedgerMachine& machine, store::Overlay& tables) : machine_(machine), tables_(tables) {}
  void Emit(const journal::MessageLite& fact) override {
    bytes += fact.ByteSizeLong();
    machine_.Evolve(fact, place, tables_);
  }
  journal::Place place;
  std::size_t bytes = 0;

 private:
  const LedgerMachine& machine_;
  store::Overlay& tables_;
};

std::int64_t CpuNanos() { return static_cast<std::int64_t>(std::clock()) * (1'000'000'000 / CLOCKS_PER_SEC); }

std::string Id(const char* prefix, int n) {
  char text[40];
  std::snprintf(text, sizeof(text), "%s-01j8z3m5q0v7t2n9k4r6w8%04x", prefix, n);
  return text;
}

std::string Token(int n) {
  std::string token(32, '\0');
  std::mt19937_64 random(static_cast<std::uint64_t>(n));
  for (char& c : token) c = static_cast<char>(random());
  return token;
}

void FillView(store::FakeStore& store, int households) {
  testing::World world;
  const std::string kelurahan[] = {"64.74.03.1001", "64.74.03.1002", "64.74.01.1003"};
  for (int i = 0; i < households; ++i) {
    world.AddHousehold(Id("hh", i), kelurahan[i % 3]);
    world.AddPerson(Id("ps", i), {testing::StayOf(Id("hh", i), Id("kk", i), "2020-01-01")}, Token(i));
  }
  store::Batch batch;
  for (const auto& [key, value] : world.tables.map) batch.Put(key, value);
  store.Commit(batch, store::Durability::kSynced);
}

std::vector<std::shared_ptr<pb::SubmissionContent>> Events(int count, int households) {
  std::mt19937 random(1);
  std::vector<std::shared_ptr<pb::SubmissionContent>> events;
  for (int i = 0; i < count; ++i) {
    if (i > 1'000 && i % 10 == 0) {
      events.push_back(events[events.size() - 1 - random() % 1'000]);
      continue;
    }
    testing::Aid aid{.event_id = "RK-" + std::to_string(100'000'000 + i),
                     .programme = "rantang",
                     .token = Token(static_cast<int>(random() % static_cast<unsigned>(households))),
                     .quantity = 2,
                     .unit = "meal",
                     .day = FormatDay(*ParseDay("2026-01-01") + static_cast<Day>(random() % 70))};
    events.push_back(std::make_shared<pb::SubmissionContent>(testing::Recorded(aid)));
  }
  return events;
}

void Run(int count, int households) {
  store::FakeStore store;
  FillView(store, households);
  const auto events = Events(count, households);
  const LedgerMachine machine;
  store::Overlay tables(store);
  Fold fold(machine, tables);
  std::int64_t deciding = 0;
  std::int64_t committing = 0;
  journal::Submission submission;
  submission.cause.set_box("padu.aid.submitted.v1.6474.dinsos");
  submission.cause.set_generation(1);
  for (int i = 0; i < count;) {
    const std::int64_t begin = CpuNanos();
    for (const int end = std::min(count, i + kBatch); i < end; ++i) {
      submission.cause.set_offset(i);
      submission.content = events[static_cast<std::size_t>(i)];
      const journal::Moment moment{.now = testing::kNoon, .sequence = static_cast<Sequence>(i)};
      fold.place = {.sequence = moment.sequence, .decided_at = moment.now};
      machine.DecideSubmission(submission, moment, tables, fold);
    }
    const std::int64_t decided = CpuNanos();
    store::Batch batch;
    tables.TakeTo(batch);
    store.Commit(batch, store::Durability::kSynced);
    tables.Committed();
    deciding += decided - begin;
    committing += CpuNanos() - decided;
  }
  const auto each = [count](std::int64_t total) { return static_cast<long long>(total / count); };
  std::printf("%d events: decide and fold %lld ns each, move to the fake store %lld ns each, facts %zu bytes each\n",
              count, each(deciding), each(committing), fold.bytes / static_cast<std::size_t>(count));
}

}  // namespace
}  // namespace padu::ledger

int main(int argc, char** argv) {
  const auto argument = [&](int i, int otherwise) { return argc > i ? std::max(1, std::atoi(argv[i])) : otherwise; };
  padu::ledger::Run(argument(1, 300'000), argument(2, 100'000));
  return 0;
}
