// Fills a broker for the bench of the ledger: a registry's journal with households of one person each, or letter boxes
// with disbursements to them. The ledger is then started on what is there.
//
//   bench_fill secrets  --secrets F --partitions P
//   bench_fill registry --brokers B --secrets F --partitions P --households N
//   bench_fill boxes    --brokers B --secrets F --partitions P --households N --first K --events M
//                       --duplicates 10 --encoding protobuf|json|structured
//
// There is one city for each partition; households and events are spread evenly. NIKs have the synthetic prefix.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/base/secrets.h"
#include "common/stream/kafka/kafka_log.h"
#include "common/stream/partitioner.h"
#include "tests/bench/ledger/city.h"

namespace padu::bench {
namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "bench_fill: %s\n", std::string(status.message()).c_str());
  return 1;
}

int Main(int argc, char** argv) {
  CLI::App app("Fills a broker for the ledger's bench");
  app.require_subcommand(1);
  Scale scale;
  std::string brokers;
  std::string secrets_file;
  CLI::App* secrets = app.add_subcommand("secrets", "makes the secrets of the bench's cities");
  CLI::App* registry = app.add_subcommand("registry", "writes the registry's journal");
  CLI::App* boxes = app.add_subcommand("boxes", "writes the letter boxes");
  for (CLI::App* command : {secrets, registry, boxes}) {
    command->add_option("--secrets", secrets_file)->required();
    command->add_option("--partitions", scale.partitions)->required();
  }
  for (CLI::App* command : {registry, boxes}) {
    command->add_option("--brokers", brokers)->required();
    command->add_option("--households", scale.households)->required();
  }
  boxes->add_option("--first", scale.first);
  boxes->add_option("--events", scale.events)->required();
  boxes->add_option("--duplicates", scale.duplicates_percent);
  boxes->add_option("--encoding", scale.encoding)->check(CLI::IsMember({"protobuf", "json", "structured"}));
  CLI11_PARSE(app, argc, argv);

  const std::vector<std::string> cities = CitiesOf(scale.partitions);
  if (secrets->parsed()) {
    SystemRandom random;
    const absl::Status made = CreateSecretsFile(secrets_file, cities, random);
    return made.ok() ? 0 : Fail(made);
  }
  const auto loaded = Secrets::Load(secrets_file);
  if (!loaded.ok()) return Fail(loaded.status());
  const auto log = stream::OpenKafkaLog({.brokers = brokers, .client_id = "bench-fill", .linger_ms = 5});
  if (!log.ok()) return Fail(log.status());
  for (int partition = 0; partition < scale.partitions; ++partition) {
    const absl::Status filled =
        registry->parsed() ? FillRegistry(**log, *loaded, scale, partition) : FillBoxes(**log, scale, partition);
    if (!filled.ok()) return Fail(filled);
  }
  return 0;
}

}  // namespace
}  // namespace padu::bench

int main(int argc, char** argv) { return padu::bench::Main(argc, argv); }
