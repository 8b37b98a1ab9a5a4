// Publishes submissions at a steady rate and reads the ledger's journal topic beside it: how long each takes from its
// Produce call until its verdict is there for every reader. Prints the median, the 99th percentile and the longest, in
// milliseconds.
//
//   bench_pace --brokers B --partitions P --households N --first K --events M --per-second R --encoding protobuf
//
// The M submissions from number K on; all before are in the boxes already.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/stream/kafka/kafka_log.h"
#include "tests/bench/ledger/journal.h"

namespace padu::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);  // no verdict comes for so long: something is broken

struct Prepared {
  stream::TopicPartition box;
  stream::OutRecord record;
};

// Made before the clock runs: what is measured is the ledger.
std::vector<Prepared> Prepare(const Scale& scale) {
  std::vector<Submissions> cities;
  for (int partition = 0; partition < scale.partitions; ++partition) cities.emplace_back(scale, partition);
  std::vector<Prepared> prepared;
  for (std::int64_t number = scale.first; number < scale.first + scale.events; ++number) {
    const Submissions& city = cities[static_cast<std::size_t>(number % scale.partitions)];
    prepared.push_back({{city.boxes()[city.BoxOf(number)], 0}, city.Record(number)});
  }
  return prepared;
}

class Pace {
 public:
  Pace(stream::Log& log, const Scale& scale, double per_second)
      : first_(scale.first),
        per_second_(per_second),
        writer_(log.OpenWriter()),
        journal_(log, scale),
        prepared_(Prepare(scale)) {}

  absl::Status Run() {
    RETURN_IF_ERROR(ReadUpToNow());
    const absl::Time begin = last_ = absl::Now();
    while (took_.size() < prepared_.size()) {
      RETURN_IF_ERROR(SendDue(begin));
      const auto take = [this](std::int64_t number, const ledger::v1::Fact&) { Take(number); };
      ASSIGN_OR_RETURN(const int records, journal_.Poll(take));
      if (absl::Now() - last_ > kPatience) return absl::DeadlineExceededError("the ledger gives no verdicts");
      if (records == 0) absl::SleepFor(absl::Microseconds(200));
    }
    return absl::OkStatus();
  }

  void Tell() {
    std::sort(took_.begin(), took_.end());
    const auto at = [this](double share) {
      const auto place = static_cast<std::size_t>(share * static_cast<double>(took_.size() - 1));
      return absl::ToDoubleMilliseconds(took_[place]);
    };
    std::printf("{\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"longest_ms\":%.1f}\n", at(0.5), at(0.99), at(1));
  }

 private:
  // What was there before is read first, until nothing has come for a second.
  absl::Status ReadUpToNow() {
    for (last_ = absl::Now(); absl::Now() - last_ < absl::Seconds(1);) {
      ASSIGN_OR_RETURN(const int records, journal_.Poll([](std::int64_t, const ledger::v1::Fact&) {}));
      if (records > 0) last_ = absl::Now();
      if (records == 0) absl::SleepFor(absl::Milliseconds(2));
    }
    return absl::OkStatus();
  }

  absl::Status SendDue(absl::Time begin) {
    const absl::Time now = absl::Now();
    const auto due = static_cast<std::size_t>(absl::ToDoubleSeconds(now - begin) * per_second_);
    while (sent_.size() < std::min(due, prepared_.size())) {
      const Prepared& next = prepared_[sent_.size()];
      if (!writer_->Produce(next.box, next.record, sent_.size())) break;
      sent_.push_back(now);
    }
    for (const stream::Delivery& delivery : writer_->Poll(absl::ZeroDuration())) RETURN_IF_ERROR(delivery.status);
    return absl::OkStatus();
  }

  void Take(std::int64_t number) {
    last_ = absl::Now();
    const auto place = static_cast<std::size_t>(number - first_);
    if (number >= first_ && place < sent_.size()) took_.push_back(last_ - sent_[place]);
  }

  const std::int64_t first_;
  const double per_second_;
  const std::unique_ptr<stream::Writer> writer_;
  Journal journal_;
  std::vector<Prepared> prepared_;
  std::vector<absl::Time> sent_;
  std::vector<absl::Duration> took_;
  absl::Time last_;
};

}  // namespace
}  // namespace padu::bench

int main(int argc, char** argv) {
  CLI::App app("Publishes at a steady rate and measures until the verdicts are there");
  padu::bench::Scale scale;
  std::string brokers;
  double per_second = 0;
  app.add_option("--brokers", brokers)->required();
  app.add_option("--partitions", scale.partitions)->required();
  app.add_option("--households", scale.households)->required();
  app.add_option("--first", scale.first)->required();
  app.add_option("--events", scale.events)->required();
  app.add_option("--duplicates", scale.duplicates_percent);
  app.add_option("--per-second", per_second)->required();
  app.add_option("--encoding", scale.encoding)->check(CLI::IsMember({"protobuf", "json", "structured"}));
  CLI11_PARSE(app, argc, argv);
  const auto log = padu::stream::OpenKafkaLog({.brokers = brokers, .client_id = "bench-pace"});
  if (!log.ok()) return 1;
  padu::bench::Pace pace(**log, scale, per_second);
  const absl::Status run = pace.Run();
  if (!run.ok()) {
    std::fprintf(stderr, "bench_pace: %s\n", std::string(run.message()).c_str());
    return 1;
  }
  pace.Tell();
  return 0;
}
