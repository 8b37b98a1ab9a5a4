// paductl clock confirm: journals follow the wall clock again after a step that they refused.
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/operators.h"
#include "services/paductl/output.h"

namespace padu::ctl {
namespace {

namespace pb = common::v1;
using google::protobuf::util::TimeUtil;

struct Options {
  std::string service = "all";
  std::string time;
};

absl::StatusOr<absl::Time> TimeOf(const std::string& text) {
  absl::Time time;
  std::string error;
  for (const char* form : {"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M:%E*S%Ez"}) {
    if (absl::ParseTime(form, text, CityZone(), &time, &error)) return time;
  }
  return WithHint(UsageError("--time: sekarang menurut jam Anda, waktu setempat | now, by your own watch, local time"),
                  "paductl clock confirm --time 2026-03-02T14:05");
}

// The partitions of one service whose journal refuses the step.
absl::Status ConfirmAll(const NamedService& service, absl::Time time, const Context& context, Table& table) {
  const Operators operators(context, service.grpc);
  ASSIGN_OR_RETURN(const pb::ListInputsResponse response, ListInputs(operators));
  for (const pb::PartitionState& partition : response.partitions()) {
    if (!partition.clock_step_refused()) continue;
    pb::ConfirmClockRequest request;
    request.set_name(partition.name() + "/clock");
    *request.mutable_wall_time() = TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
    const auto confirmed = operators.Call(&pb::OperatorService::Stub::ConfirmClock, request);
    if (!confirmed.ok()) {
      return WithHint(confirmed.status(), absl::IsUnavailable(confirmed.status()) ? "deploy/status" : "timedatectl");
    }
    table.Add({service.name, confirmed->name(), TimeUtil::ToString(partition.time()),
               TimeUtil::ToString(confirmed->time()), std::to_string(confirmed->row().sequence())});
  }
  return absl::OkStatus();
}

absl::Status Run(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const absl::Time time, TimeOf(options.time));
  Table table({{"service", "LAYANAN"},
               {"name", "JAM"},
               {"before", "SEBELUMNYA"},
               {"after", "SEKARANG"},
               {"row", "BARIS", true}});
  absl::Status trouble;
  for (const NamedService& service : ServicesOf(context, options.service)) {
    trouble.Update(ConfirmAll(service, time, context, table));
  }
  if (!table.empty() || context.json()) {
    table.Print(context.json(), context.out);
  } else if (trouble.ok()) {
    context.out << "semua jurnal sudah mengikuti jam mesin | all journals follow the wall clock already\n";
  }
  return trouble;
}

}  // namespace

void AddClockConfirm(Command clock, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = clock.Sub("confirm", "terima lompatan jam | accept a step of the wall clock");
  AddServiceOption(command, &options->service);
  command.Option("time", &options->time, "sekarang menurut jam Anda: 2026-03-02T14:05 | now, by your own watch");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
