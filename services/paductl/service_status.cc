#include "services/paductl/service_status.h"

#include <algorithm>

#include "common/base/status.h"
#include "services/paductl/sample/json.h"

namespace padu::ctl {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using sample::IntOf;
using sample::TextOf;

InputLine ParseInput(const Struct& object, UnixMicros now) {
  InputLine line;
  line.topic = TextOf(object, "topic");
  line.next = IntOf(object, "next").value_or(0);
  line.stopped = TextOf(object, "stopped");
  if (const auto end = IntOf(object, "end")) line.lag_records = std::max<std::int64_t>(0, *end - line.next);
  const auto read_up_to = IntOf(object, "read_up_to_us");
  if (line.lag_records.value_or(0) > 0 && read_up_to) {
    line.lag_seconds = static_cast<double>(std::max<std::int64_t>(0, now - *read_up_to)) / kMicrosPerSecond;
  }
  return line;
}

}  // namespace

absl::StatusOr<std::vector<PartitionLine>> ParseServiceStatus(std::string_view json, UnixMicros now) {
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
    line.problem = TextOf(object, "problem");
    for (const Value& input : sample::ListOf(object, "inputs").values()) {
      line.inputs.push_back(ParseInput(input.struct_value(), now));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace padu::ctl
