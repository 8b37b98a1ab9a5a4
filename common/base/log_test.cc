#include "common/base/log.h"

#include <gmock/gmock.h>

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace padu {
namespace {

using testing::HasSubstr;
using testing::Not;

class LogTest : public testing::Test {
 protected:
  void Use(LogOptions::Format format, Severity least = Severity::kInfo) {
    SetLogOptions({.service = "registry",
                   .version = "1.2.3",
                   .least = least,
                   .format = format,
                   .sink = [this](std::string_view line) { lines_.emplace_back(line); }});
  }
  void TearDown() override { SetLogOptions({}); }

  std::vector<std::string> lines_;
};

google::protobuf::Struct Parsed(const std::string& line) {
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &parsed).ok()) << line;
  return parsed;
}

TEST_F(LogTest, OneJsonObjectALine) {
  Use(LogOptions::Format::kJson);
  Log(Severity::kWarn, "said \"so\"\n",
      {{"partition", 3},
       {"epoch", 7U},
       {"share", 0.25},
       {"own", true},
       {"at", absl::UnixEpoch()},
       {"took", absl::Milliseconds(1500)},
       {"why", absl::NotFoundError("gone")}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_EQ(lines_[0].find('\n'), lines_[0].size() - 1);
  const auto fields = Parsed(lines_[0]).fields();
  EXPECT_EQ(fields.at("severity_text").string_value(), "WARN");
  EXPECT_EQ(fields.at("body").string_value(), "said \"so\"\n");
  EXPECT_EQ(fields.at("service.name").string_value(), "registry");
  EXPECT_EQ(fields.at("service.version").string_value(), "1.2.3");
  EXPECT_EQ(fields.at("partition").number_value(), 3);
  EXPECT_EQ(fields.at("epoch").number_value(), 7);
  EXPECT_EQ(fields.at("share").number_value(), 0.25);
  EXPECT_TRUE(fields.at("own").bool_value());
  EXPECT_EQ(fields.at("at").string_value(), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(fields.at("took").number_value(), 1.5);
  EXPECT_EQ(fields.at("why").string_value(), "NOT_FOUND: gone");
  absl::Time timestamp;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, fields.at("timestamp").string_value(), &timestamp, &error)) << error;
}

TEST_F(LogTest, SixteenDigitsAreMaskedWhereverTheyStand) {
  for (const auto format : {LogOptions::Format::kJson, LogOptions::Format::kText}) {
    Use(format);
    Log(Severity::kInfo, "nik 6474991708850001 refused",
        {{"6474991708850002", "x6474991708850003y"},
         {"number", std::int64_t{6474991708850004}},
         {"huge", std::numeric_limits<std::uint64_t>::max()},
         {"float", 6474991708850005.0}});
  }
  for (const std::string& line : lines_) {
    EXPECT_THAT(line, Not(HasSubstr("170885"))) << line;
    EXPECT_THAT(line, HasSubstr("nik 647499********** refused"));
  }
  Parsed(lines_[0]);
}

TEST_F(LogTest, MaskKeepsSixDigitsAndShorterNumbers) {
  EXPECT_EQ(MaskLongNumbers("647499170885000"), "647499170885000");
  EXPECT_EQ(MaskLongNumbers("6474991708850001"), "647499**********");
  EXPECT_EQ(MaskLongNumbers("64749917088500012 6474991708850001"), "647499*********** 647499**********");
  EXPECT_EQ(MaskLongNumbers(""), "");
}

TEST_F(LogTest, NonsenseNumbersStayValidJson) {
  Use(LogOptions::Format::kJson);
  Log(Severity::kInfo, "x",
      {{"inf", std::numeric_limits<double>::infinity()}, {"nan", std::nan("")}, {"tiny", 1e-300}});
  EXPECT_EQ(Parsed(lines_[0]).fields().at("inf").string_value(), "inf");
}

TEST_F(LogTest, TextIsOneLineForEyes) {
  Use(LogOptions::Format::kText);
  Log(Severity::kInfo, "partition\nserves", {{"partition", 3}, {"note", "two words"}, {"empty", ""}});
  EXPECT_THAT(lines_[0], testing::EndsWith("INFO  partition serves partition=3 note=\"two words\" empty=\"\"\n"));
}

TEST_F(LogTest, LessSevereLinesAreLeftOut) {
  Use(LogOptions::Format::kText, Severity::kWarn);
  Log(Severity::kInfo, "quiet");
  EXPECT_FALSE(LogWrites(Severity::kInfo));
  Log(Severity::kError, "loud");
  EXPECT_EQ(lines_.size(), 1u);
}

TEST_F(LogTest, ThreadsDoNotMixLines) {
  Use(LogOptions::Format::kJson);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int j = 0; j < 100; ++j) Log(Severity::kInfo, "line", {{"j", j}});
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_EQ(lines_.size(), 400u);
  for (const std::string& line : lines_) EXPECT_EQ(Parsed(line).fields().at("body").string_value(), "line");
}

TEST(LogLimiterTest, OneAPeriodWithTheNumberLeftOut) {
  FakeClock clock;
  LogLimiter limiter(absl::Seconds(10));
  EXPECT_EQ(limiter.Allow(clock), 0);
  EXPECT_EQ(limiter.Allow(clock), std::nullopt);
  clock.Advance(10 * kMicrosPerSecond - 1);
  EXPECT_EQ(limiter.Allow(clock), std::nullopt);
  clock.Advance(1);
  EXPECT_EQ(limiter.Allow(clock), 2);
  clock.Advance(10 * kMicrosPerSecond);
  EXPECT_EQ(limiter.Allow(clock), 0);
}

TEST(LogNamesTest, ParseWhatFlagsTake) {
  EXPECT_EQ(ParseSeverity("warn"), Severity::kWarn);
  EXPECT_EQ(ParseSeverity("loud"), std::nullopt);
  EXPECT_EQ(ParseLogFormat("json"), LogOptions::Format::kJson);
  EXPECT_EQ(ParseLogFormat(""), std::nullopt);
}

}  // namespace
}  // namespace padu
