#include "common/host/settings.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/log.h"

namespace padu::host {
namespace {

// A line of protobuf goes where ours go, masked.
TEST(SetUpLog, TakesTheLinesOfLibraries) {
  ServiceSettings settings;
  settings.log_format = "json";
  SetUpLog(settings, "ledger", "1");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  GOOGLE_LOG(ERROR) << "string field holds 6474990101900001";
  const std::string lines = testing::internal::GetCapturedStdout();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  SetLogOptions({});
  EXPECT_NE(lines.find("string field holds 647499**********"), std::string::npos) << lines;
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) EXPECT_EQ(lines[at], '{') << lines;
}

}  // namespace
}  // namespace padu::host
