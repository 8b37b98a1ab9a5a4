// paductl topics apply FILE: creates the topics that are missing.
#include <algorithm>

#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/sample/reference.h"
#include "services/paductl/topics.h"

namespace padu::ctl {
namespace {

struct Options {
  std::string file = "deploy/topics.yaml";
  std::int64_t partitions = 4;
  std::int64_t replication = 1;
};

constexpr const char* StateText(Applied::State state) {
  switch (state) {
    case Applied::State::kCreated:
      return "dibuat | created";
    case Applied::State::kThere:
      return "sudah ada | there";
    case Applied::State::kFailed:
      return "gagal | failed";
  }
  return "";
}

absl::Status Run(const Options& options, const Context& context) {
  absl::StatusOr<std::string> yaml = sample::ReadFile(options.file);
  if (!yaml.ok()) return WithHint(yaml.status(), "paductl topics apply deploy/topics.yaml");
  ASSIGN_OR_RETURN(const auto topics,
                   ParseTopics(*yaml, {static_cast<int>(options.partitions), static_cast<int>(options.replication)}));
  ASSIGN_OR_RETURN(const auto access, ParseAccess(*yaml));
  ASSIGN_OR_RETURN(const auto log, context.OpenLog());
  ASSIGN_OR_RETURN(const auto applied, ApplyTopics(*log, topics, context.timeout()));

  Table table({{"topic", "TOPIK"}, {"partitions", "PARTISI", true}, {"state", "KEADAAN"}});
  absl::Status failed;
  for (const Applied& one : applied) {
    table.Add({one.topic, std::to_string(one.partitions), StateText(one.state)});
    if (!one.status.ok())
      failed.Update(absl::Status(one.status.code(), one.topic + ": " + std::string(one.status.message())));
  }
  table.Print(context.json(), context.out);
  // Where clients need not say who they are, nobody can be kept from anything.
  if (failed.ok() && context.kafka.protocol.starts_with("sasl")) {
    ASSIGN_OR_RETURN(const stream::KafkaOptions options, context.Kafka());
    failed = stream::CreateAcls(options, access, context.timeout());
  }
  return WithHint(failed, "kcat -b " + context.brokers + " -L");
}

}  // namespace

void AddTopicsApply(Command topics, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = topics.Sub("apply", "buat topik yang belum ada | create the topics that are missing");
  command.Argument("file", &options->file, "berkas topik | file of topics", false)
      .Option("partitions", &options->partitions, "partisi topik per kota | partitions of city-keyed topics",
              "PADU_PARTITIONS")
      .Option("replication", &options->replication, "salinan tiap partisi | replicas of each partition",
              "PADU_REPLICATION");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
