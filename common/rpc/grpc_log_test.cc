#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/log.h"

namespace padu::rpc {
namespace {

TEST(GrpcLog, ComesByOurLog) {
  std::string lines;
  SetLogOptions({.format = LogOptions::Format::kJson, .sink = [&](std::string_view line) { lines += line; }});
  TakeGrpcLog();
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);  // what gRPC does at its first channel or server
  gpr_log(__FILE__, 7, GPR_LOG_SEVERITY_ERROR, "no route to %s", "6474990101900001");
  gpr_set_log_function(nullptr);
  SetLogOptions({});
  EXPECT_NE(lines.find("no route to 647499**********"), std::string::npos) << lines;
  EXPECT_NE(lines.find("\"grpc\""), std::string::npos) << lines;
}

}  // namespace
}  // namespace padu::rpc
