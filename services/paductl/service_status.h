// What a service's admin page says under /status (common/host/host.cc writes it):
//
//   {"partitions": [{"partition": 0, "stage": "serving", "epoch": 7, "committed": 120, "confirmed": 118,
//                    "since_contact_ms": 12, "clock_step_refused": false, "gap_alarm": false, "problem": "",
//                    "inputs": [{"topic": "padu.aid.submitted.v1.6474.baznas", "next": 40, "end": 42,
//                                "lag_records": 2, "lag_seconds": 1, "stopped": ""}]}]}
//
// What is absent reads as empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace padu::ctl {

struct InputLine {
  std::string topic;
  std::int64_t next = 0;
  std::optional<std::int64_t> lag_records;  // empty: the end is not known
  std::optional<std::int64_t> lag_seconds;  // how old the moment is up to which all is read; empty: not known
  std::string stopped;                      // why; empty: it goes on
};

struct PartitionLine {
  std::int64_t partition = 0;
  std::string stage;
  std::int64_t epoch = 0;
  std::int64_t committed = 0;
  std::int64_t confirmed = 0;
  std::int64_t since_contact_ms = 0;
  std::string problem;  // what an operator must know; alarms included
  bool clock_step_refused = false;
  std::vector<InputLine> inputs;
};

// The command that helps: for an input that stopped, and for a clock whose step was refused.
std::string AdviceOn(const InputLine& input);
std::string AdviceOnClock();

// INVALID_ARGUMENT if it is no JSON object.
absl::StatusOr<std::vector<PartitionLine>> ParseServiceStatus(std::string_view json);

}  // namespace padu::ctl
