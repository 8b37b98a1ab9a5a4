// Reads the ledger's journal topic from its start: whether each of the first M submissions has exactly one verdict, and
// the right one. Prints how many were posted and how many were duplicates. Exit code 1 if not all is as it must be.
//
//   bench_check --brokers B --partitions P --households N --events M --duplicates 10
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/stream/kafka/kafka_log.h"
#include "tests/bench/ledger/journal.h"

namespace padu::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);  // nothing comes for so long: the topic ends here

class Totals {
 public:
  explicit Totals(const Scale& scale)
      : scale_(scale), submissions_(scale, 0), seen_(static_cast<std::size_t>(scale.events)) {}

  void Take(std::int64_t number, const ledger::v1::Fact& fact) {
    if (number >= scale_.events) {
      ++wrong_;
      return;
    }
    const bool first = submissions_.EventOf(number) == number;
    wrong_ += first ? !fact.has_posted() : !fact.has_duplicated();
    wrong_ += seen_[static_cast<std::size_t>(number)];
    seen_[static_cast<std::size_t>(number)] = true;
    posted_ += fact.has_posted();
    duplicates_ += fact.has_duplicated();
    ++verdicts_;
  }
  bool All() const { return verdicts_ >= scale_.events; }
  int Tell() const {
    std::printf("{\"submissions\":%lld,\"posted\":%lld,\"duplicates\":%lld,\"wrong\":%lld,\"missing\":%lld}\n",
                static_cast<long long>(scale_.events), static_cast<long long>(posted_),
                static_cast<long long>(duplicates_), static_cast<long long>(wrong_),
                static_cast<long long>(scale_.events - verdicts_));
    return wrong_ == 0 && verdicts_ == scale_.events ? 0 : 1;
  }

 private:
  const Scale scale_;
  const Submissions submissions_;  // which event a number holds is the same for every partition
  std::vector<bool> seen_;
  std::int64_t verdicts_ = 0;
  std::int64_t posted_ = 0;
  std::int64_t duplicates_ = 0;
  std::int64_t wrong_ = 0;
};

int Check(stream::Log& log, const Scale& scale) {
  Journal journal(log, scale);
  Totals totals(scale);
  absl::Time last = absl::Now();
  while (absl::Now() - last < kPatience && !totals.All()) {
    const auto records =
        journal.Poll([&](std::int64_t number, const ledger::v1::Fact& fact) { totals.Take(number, fact); });
    if (!records.ok()) {
      std::fprintf(stderr, "bench_check: %s\n", std::string(records.status().message()).c_str());
      return 1;
    }
    if (*records > 0) last = absl::Now();
    if (*records == 0) absl::SleepFor(absl::Milliseconds(2));
  }
  return totals.Tell();
}

}  // namespace
}  // namespace padu::bench

int main(int argc, char** argv) {
  CLI::App app("Checks the verdicts in the ledger's journal topic");
  padu::bench::Scale scale;
  std::string brokers;
  app.add_option("--brokers", brokers)->required();
  app.add_option("--partitions", scale.partitions)->required();
  app.add_option("--households", scale.households)->required();
  app.add_option("--events", scale.events)->required();
  app.add_option("--duplicates", scale.duplicates_percent);
  CLI11_PARSE(app, argc, argv);
  const auto log = padu::stream::OpenKafkaLog({.brokers = brokers, .client_id = "bench-check"});
  if (!log.ok()) return 1;
  return padu::bench::Check(**log, scale);
}
