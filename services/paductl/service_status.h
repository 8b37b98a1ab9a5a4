// What a service's admin page says under /status:
//
//   {"partitions": [{"partition": 0, "stage": "serving", "epoch": 7, "committed": 120, "confirmed": 118,
//                    "in_contact": true, "since_contact_ms": 12, "problem": "",
//                    "inputs": [{"topic": "padu.aid.submitted.v1.6474.baznas", "next": 40, "end": 42,
//                                "read_up_to_us": 5000000, "stopped": ""}]}]}
//
// What is absent reads as empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"

namespace padu::ctl {

struct InputLine {
  std::string topic;
  std::int64_t next = 0;
  std::optional<std::int64_t> lag_records;  // empty: the end is not known
  double lag_seconds = 0;                   // 0 if nothing is left to read
  std::string stopped;                      // why; empty: it goes on
};

struct PartitionLine {
  std::int64_t partition = 0;
  std::string stage;
  std::int64_t epoch = 0;
  std::int64_t committed = 0;
  std::int64_t confirmed = 0;
  std::int64_t since_contact_ms = 0;
  std::string problem;
  std::vector<InputLine> inputs;
};

// `now`: the wall clock, for the lag in seconds. INVALID_ARGUMENT if it is no JSON object.
absl::StatusOr<std::vector<PartitionLine>> ParseServiceStatus(std::string_view json, UnixMicros now);

}  // namespace padu::ctl
