#include "services/paductl/service_status.h"

#include "common/base/status.h"
#include "services/paductl/sample/json.h"

namespace padu::ctl {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using sample::IntOf;
using sample::TextOf;

InputLine ParseInput(const Struct& object) {
  InputLine line;
  line.topic = TextOf(object, "topic");
  line.next = IntOf(object, "next").value_or(0);
  line.lag_records = IntOf(object, "lag_records");
  line.lag_seconds = IntOf(object, "lag_seconds");
  line.stopped = TextOf(object, "stopped");
  return line;
}

bool IsSet(const Struct& object, const std::string& key) {
  const auto found = object.fields().find(key);
  return found != object.fields().end() && found->second.bool_value();
}

// The partition's own words, and its alarms.
std::string ProblemOf(const Struct& object) {
  std::string problem = TextOf(object, "problem");
  for (const char* alarm : {"clock_step_refused", "gap_alarm"}) {
    if (IsSet(object, alarm)) problem += (problem.empty() ? "" : "; ") + std::string(alarm);
  }
  return problem;
}

}  // namespace

std::string AdviceOn(const InputLine& input) {
  const std::string page = " (docs/runbooks/input-stopped.md)";
  if (!input.stopped.starts_with("BOX_")) return input.topic + ": " + input.stopped + page;
  const std::string reopen = "deploy/paductl input reopen " + input.topic + " --from begin" + page;
  return input.stopped == "BOX_MISSING" ? "deploy/paductl topics apply deploy/topics.yaml; " + reopen : reopen;
}

std::string AdviceOnClock() { return "date; deploy/paductl clock confirm --time ... (docs/runbooks/clock.md)"; }

absl::StatusOr<std::vector<PartitionLine>> ParseServiceStatus(std::string_view json) {
  ASSIGN_OR_RETURN(const Struct root, sample::ParseJson(json));
  std::vector<PartitionLine> lines;
  for (const Value& value : sample::ListOf(root, "partitions").values()) {
    const Struct& object = value.struct_value();
    PartitionLine line;
    line.partition = IntOf(object, "partition").value_or(0);
    line.stage = TextOf(object, "stage");
    line.epoch = IntOf(object, "epoch").value_or(0);
    line.committed = IntOf(object, "committed").value_or(0);
    line.confirmed = IntOf(object, "confirmed").value_or(0);
    line.since_contact_ms = IntOf(object, "since_contact_ms").value_or(0);
    line.problem = ProblemOf(object);
    line.clock_step_refused = IsSet(object, "clock_step_refused");
    for (const Value& input : sample::ListOf(object, "inputs").values()) {
      line.inputs.push_back(ParseInput(input.struct_value()));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace padu::ctl
