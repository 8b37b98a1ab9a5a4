#include "common/host/crash_hook.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "common/base/check.h"
#include "common/base/crypto.h"
#include "common/base/log.h"

namespace padu::host {
namespace {

constexpr std::string_view kCommand = "command:";
constexpr std::string_view kDue = "due:";

}  // namespace

CrashHook::CrashHook(const journal::Machine& machine, const std::string& names) : ForwardingMachine(machine) {
  std::istringstream words(names);
  for (std::string name; words >> name;) names_.push_back(name);
}

bool CrashHook::Names(const std::string& name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

absl::StatusOr<journal::Decision> CrashHook::DecideCommand(const journal::Command& command,
                                                           const journal::Moment& moment, const store::Reader& tables,
                                                           journal::Emitter& out) const {
  auto decision = ForwardingMachine::DecideCommand(command, moment, tables, out);
  const std::string request = command.request->SerializeAsString();
  for (const std::string& name : names_) {
    if (name.starts_with(kCommand) && request.find(name.substr(kCommand.size())) != std::string::npos) {
      PADU_FATAL("a test has named this command");
    }
  }
  return decision;
}

void CrashHook::DecideSubmission(const journal::Submission& submission, const journal::Moment& moment,
                                 const store::Reader& tables, journal::Emitter& out) const {
  ForwardingMachine::DecideSubmission(submission, moment, tables, out);
  if (Names("box:" + submission.cause.box() + ":" + std::to_string(submission.cause.offset()))) {
    PADU_FATAL("a test has named this record");
  }
}

void CrashHook::DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment,
                               const store::Reader& tables, journal::Emitter& out) const {
  ForwardingMachine::DecideUpstream(upstream, row, moment, tables, out);
  if (Names("upstream:" + std::to_string(upstream) + ":" + std::to_string(row.sequence()))) {
    PADU_FATAL("a test has named this row");
  }
}

void CrashHook::DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                          journal::Emitter& out) const {
  ForwardingMachine::DecideDue(key, moment, tables, out);
  const std::string hex = Hex(key);
  for (const std::string& name : names_) {
    if (name.starts_with(kDue) && hex.ends_with(name.substr(kDue.size()))) {
      PADU_FATAL("a test has named this due entry");
    }
  }
}

std::unique_ptr<journal::Machine> CrashHookFromEnvironment(const journal::Machine& machine) {
  const char* const names = std::getenv(kCrashHookVariable);
  if (names == nullptr) return nullptr;
  Log(Severity::kWarn, "this process aborts on inputs that a test has named", {{"variable", kCrashHookVariable}});
  return std::make_unique<CrashHook>(machine, names);
}

}  // namespace padu::host
