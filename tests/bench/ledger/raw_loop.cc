// The distance to the ground: consumes the same letter boxes and puts one RocksDB row for each record, synced for every
// batch of 1,000. Prints records a second and microseconds of CPU a record.
//
//   bench_raw_loop --brokers B --dir D --boxes topic,topic,... --from O --events M
//
// O: the offset in each box that it begins at.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/key.h"
#include "common/store/rocks/rocks_store.h"
#include "common/stream/kafka/kafka_log.h"

namespace {

// Of this process, all threads.
double CpuMicros() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto micros = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return micros(used.ru_utime) + micros(used.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace padu;  // NOLINT: a main
  CLI::App app("Consumes letter boxes into RocksDB, a row each");
  std::string brokers;
  std::string dir;
  std::vector<std::string> boxes;
  std::int64_t from = 0;
  std::int64_t events = 0;
  app.add_option("--brokers", brokers)->required();
  app.add_option("--dir", dir)->required();
  app.add_option("--boxes", boxes)->required()->delimiter(',');
  app.add_option("--from", from);
  app.add_option("--events", events)->required();
  CLI11_PARSE(app, argc, argv);

  const auto log = stream::OpenKafkaLog({.brokers = brokers, .client_id = "bench-raw"});
  auto store = store::RocksStore::Open({.path = dir, .journal_tag = 1});
  if (!log.ok() || !store.ok()) return 1;
  std::vector<std::unique_ptr<stream::Reader>> readers;
  for (const std::string& box : boxes) readers.push_back((*log)->OpenReader({box, 0}, from));

  const absl::Time begin = absl::Now();
  std::uint64_t taken = 0;
  store::Batch batch;
  while (static_cast<std::int64_t>(taken) < events) {
    const std::uint64_t before = taken;
    for (auto& reader : readers) {
      stream::Polled polled = reader->Poll(1000, absl::ZeroDuration());
      for (stream::Record& record : polled.records) {
        batch.Put(KeyWriter(1).U64(taken++).str(), record.value.value_or(""));
        if (batch.changes().size() < 1000) continue;
        (*store)->Commit(batch, store::Durability::kSynced);
        batch.Clear();
      }
    }
    if (taken == before) absl::SleepFor(absl::Milliseconds(1));
  }
  if (!batch.empty()) (*store)->Commit(batch, store::Durability::kSynced);
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  const auto records = static_cast<double>(taken);
  std::printf("{\"per_second\":%.0f,\"cpu_us\":%.3f}\n", records / seconds, CpuMicros() / records);
  return 0;
}
