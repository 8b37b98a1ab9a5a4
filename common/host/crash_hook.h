// A hook for tests of rule 17: the process aborts in the middle of deciding an input that the test names.
//
// Off unless the environment variable PADU_TEST_CRASH_ON is set when the process starts; what others send can name
// nothing. It holds one or more of these, separated by spaces:
//
//   box:TOPIC:OFFSET            a record of a letter box
//   command:TEXT                commands whose request, serialised, holds this text
//   due:HEX                     due entries whose key, in hexadecimal digits, ends so
//   upstream:INDEX:SEQUENCE     a row of an upstream's journal
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/journal/forwarding_machine.h"

namespace padu::host {

inline constexpr char kCrashHookVariable[] = "PADU_TEST_CRASH_ON";

// Threads as Machine.
class CrashHook final : public journal::ForwardingMachine {
 public:
  CrashHook(const journal::Machine& machine, const std::string& names);

  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override;
  void DecideSubmission(const journal::Submission& submission, const journal::Moment& moment,
                        const store::Reader& tables, journal::Emitter& out) const override;
  void DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                      journal::Emitter& out) const override;
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override;

 private:
  bool Names(const std::string& name) const;

  std::vector<std::string> names_;
};

// The hook before `machine` if the variable is set; else null.
std::unique_ptr<journal::Machine> CrashHookFromEnvironment(const journal::Machine& machine);

}  // namespace padu::host
