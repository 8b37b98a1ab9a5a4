#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <string>

#include "common/base/log.h"

namespace padu::rpc {
namespace {

// On gRPC's threads.
void TakeLine(gpr_log_func_args* line) noexcept {
  const Severity severity = line->severity == GPR_LOG_SEVERITY_ERROR  ? Severity::kError
                            : line->severity == GPR_LOG_SEVERITY_INFO ? Severity::kInfo
                                                                      : Severity::kDebug;
  Log(severity, "grpc",
      {{"where", std::string(line->file) + ":" + std::to_string(line->line)}, {"text", line->message}});
}

}  // namespace

void TakeGrpcLog() { gpr_set_log_function(&TakeLine); }

}  // namespace padu::rpc
