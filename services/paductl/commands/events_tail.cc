// paductl events tail: what lies in a letter box, without what is inside (it may hold a NIK).
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/sample/cloud_events.h"
#include "services/paductl/sample/json.h"
#include "services/paductl/signals.h"

namespace padu::ctl {
namespace {

struct Options {
  std::string stakeholder;
  std::string from;
  std::int64_t count = 20;
  bool follow = false;
};

std::string HeaderOf(const stream::Record& record, std::string_view name) {
  for (const auto& [key, value] : record.headers) {
    if (key == name) return value;
  }
  return "";
}

// The event's id: of the header, or in structured mode of the value. Long numbers are masked: somebody may have put a
// NIK there.
std::string EventIdOf(const stream::Record& record) {
  std::string id = HeaderOf(record, "ce_id");
  if (id.empty() && record.value && HeaderOf(record, "content-type").starts_with("application/cloudevents")) {
    if (const auto event = sample::ParseJson(*record.value); event.ok()) id = sample::TextOf(*event, "id");
  }
  return MaskLongNumbers(id);
}

std::vector<std::string> RowOf(const stream::Record& record) {
  const absl::Time time = absl::FromUnixMicros(record.broker_time);
  return {std::to_string(record.offset), absl::FormatTime("%Y-%m-%d %H:%M:%E3S", time, CityZone()), EventIdOf(record),
          HeaderOf(record, "content-type"), record.value ? std::to_string(record.value->size()) : ""};
}

void Print(const std::vector<stream::Record>& records, const Context& context) {
  Table table({{"offset", "OFFSET", true},
               {"brokerTime", "WAKTU BROKER"},
               {"eventId", "ID KEJADIAN"},
               {"contentType", "BENTUK"},
               {"bytes", "BITA", true}});
  for (const stream::Record& record : records) table.Add(RowOf(record));
  table.Print(context.json(), context.out);
  context.out.flush();
}

absl::StatusOr<stream::Offset> StartOf(const Options& options, const stream::Bounds& bounds) {
  if (options.from.empty()) return std::max(bounds.begin, bounds.end - options.count);
  if (options.from == "begin") return bounds.begin;
  if (options.from == "end") return bounds.end;
  stream::Offset offset = 0;
  if (!absl::SimpleAtoi(options.from, &offset)) {
    return UsageError("--from: begin, end, atau offset | begin, end or an offset");
  }
  return offset;
}

absl::Status Run(const Options& options, const Context& context) {
  const stream::TopicPartition box{sample::LetterBox(context.city, options.stakeholder), 0};
  ASSIGN_OR_RETURN(const auto log, context.OpenLog());
  const auto bounds = log->QueryBounds(box, context.timeout());
  if (!bounds.ok()) {
    return WithHint(absl::Status(bounds.status().code(), box.topic + ": " + std::string(bounds.status().message())),
                    "paductl status");
  }
  ASSIGN_OR_RETURN(const stream::Offset start, StartOf(options, *bounds));
  const auto reader = log->OpenReader(box, start);
  const absl::Time deadline = absl::Now() + context.timeout();
  stream::Offset next = start;
  std::int64_t left = options.count;
  while (!Stopped() && (options.follow || (left > 0 && next < bounds->end && absl::Now() < deadline))) {
    const int most = static_cast<int>(options.follow ? 100 : std::min<std::int64_t>(left, 1000));
    const stream::Polled polled = reader->Poll(most, absl::Milliseconds(200));
    RETURN_IF_ERROR(polled.error);
    if (polled.records.empty()) continue;
    next = polled.records.back().offset + 1;
    left -= static_cast<std::int64_t>(polled.records.size());
    Print(polled.records, context);
  }
  return absl::OkStatus();
}

}  // namespace

void AddEventsTail(Command events, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = events.Sub("tail", "lihat isi kotak surat, tanpa isinya | list a letter box, without the contents");
  command.Argument("stakeholder", &options->stakeholder, "lembaga: baznas | the stakeholder")
      .Option("from", &options->from, "begin, end, atau offset | where to begin; the last ones if not given")
      .Option("count", &options->count, "paling banyak | at most so many")
      .Flag("follow", &options->follow, "ikuti terus sampai dihentikan | go on until stopped");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
