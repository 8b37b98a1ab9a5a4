#include "common/base/config.h"

#include <gmock/gmock.h>

#include <map>

namespace padu {
namespace {

using testing::HasSubstr;
using testing::Not;

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() {
    config_.Group("Serving");
    config_.Int({"grpc-port", "port of the gRPC API"}, &port_, 0, 65535);
    config_.Bool({"reflection", "serves reflection"}, &reflection_);
    config_.Group("Engine");
    config_.Duration({"drain-delay", "how long to wait"}, &delay_, absl::ZeroDuration(), absl::Minutes(1));
    config_.Size({"message-max", "largest message"}, &size_, 1024, 64 << 20);
    config_.Choice({"log-level", "least severity"}, &level_, {"debug", "info"});
    config_.HostPorts({"brokers", "Kafka brokers"}, &brokers_);
    config_.List({"cities", "cities served"}, &cities_);
    config_.String({.flag = "password", .help = "of something", .secret = true}, &password_);
  }

  absl::Status Parse(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
    return config_.ParseFrom(
        arguments,
        [&](const std::string& name) {
          const auto found = environment.find(name);
          return found == environment.end() ? std::nullopt : std::optional(found->second);
        },
        &text_);
  }

  std::int64_t port_ = 17001;
  bool reflection_ = false;
  absl::Duration delay_ = absl::Seconds(5);
  std::int64_t size_ = 4 << 20;
  std::string level_ = "info";
  std::vector<HostPort> brokers_ = {{"127.0.0.1", 19092}};
  std::vector<std::string> cities_;
  std::string password_;
  std::optional<std::string> text_;
  Config config_{"registry", "Who lives where.", "1.2.3"};
};

TEST_F(ConfigTest, DefaultsStay) {
  ASSERT_TRUE(Parse({}).ok());
  EXPECT_EQ(port_, 17001);
  EXPECT_EQ(delay_, absl::Seconds(5));
  EXPECT_EQ(text_, std::nullopt);
}

TEST_F(ConfigTest, FlagBeforeOwnVariableBeforeSharedBeforeDefault) {
  const std::map<std::string, std::string> environment = {{"PADU_REGISTRY_GRPC_PORT", "2"},
                                                          {"PADU_GRPC_PORT", "3"},
                                                          {"PADU_DRAIN_DELAY", "500ms"},
                                                          {"PADU_REGISTRY_MESSAGE_MAX", ""},
                                                          {"PADU_CITIES", "64.74, 64.71"}};
  ASSERT_TRUE(Parse({"--grpc-port", "1"}, environment).ok());
  EXPECT_EQ(port_, 1);
  ASSERT_TRUE(Parse({}, environment).ok());
  EXPECT_EQ(port_, 2);
  EXPECT_EQ(delay_, absl::Milliseconds(500));
  EXPECT_EQ(size_, 4 << 20);
  EXPECT_THAT(cities_, testing::ElementsAre("64.74", "64.71"));
  EXPECT_EQ(config_.Settings()[0].source, "PADU_REGISTRY_GRPC_PORT");
  EXPECT_EQ(config_.Settings()[3].source, "default");
}

TEST_F(ConfigTest, EveryTypeIsTaken) {
  ASSERT_TRUE(Parse({"--reflection", "--message-max=1MiB", "--log-level=debug", "--brokers", "a:1,[::1]:2"}).ok());
  EXPECT_TRUE(reflection_);
  EXPECT_EQ(size_, 1 << 20);
  EXPECT_EQ(level_, "debug");
  EXPECT_THAT(brokers_, testing::ElementsAre(HostPort{"a", 1}, HostPort{"::1", 2}));
  ASSERT_TRUE(Parse({"--reflection=false"}).ok());
  EXPECT_FALSE(reflection_);
}

TEST_F(ConfigTest, AnEmptyValueIsNotTheNextArgument) {
  password_ = "tidak";
  ASSERT_TRUE(Parse({"--password=", "--grpc-port=1", "--cities="}).ok());
  EXPECT_EQ(password_, "");
  EXPECT_EQ(port_, 1);
  EXPECT_THAT(cities_, testing::IsEmpty());
  EXPECT_FALSE(Parse({"--drain-delay=", "--grpc-port=1"}).ok()) << "no duration is empty";
}

TEST_F(ConfigTest, MistakesNameWhereAndTheRule) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--grpc-port=70000"}, "--grpc-port: '70000' must be from 0 to 65535"},
      {{"--grpc-port=x"}, "must be a whole number"},
      {{"--drain-delay=5"}, "must be a duration"},
      {{"--drain-delay=2m"}, "must be from 0 to 1m"},
      {{"--message-max=1KB"}, "must be a size"},
      {{"--message-max=1"}, "must be from 1KiB to 64MiB"},
      {{"--log-level=loud"}, "must be one of debug, info"},
      {{"--brokers=a:1,"}, "must be an address"},
      {{"--reflection=maybe"}, "must be true or false"},
      {{"--grcp-port=1"}, "--grcp-port"},
  };
  for (const auto& [arguments, expected] : cases) {
    const absl::Status status = Parse(arguments);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << arguments[0];
    EXPECT_THAT(std::string(status.message()), HasSubstr(expected));
  }
  EXPECT_THAT(std::string(Parse({}, {{"PADU_GRPC_PORT", "-1"}}).message()), HasSubstr("PADU_GRPC_PORT: '-1'"));
}

TEST_F(ConfigTest, RequiredMustBeGiven) {
  std::string directory;
  config_.String({.flag = "data", .help = "where data lie", .required = true}, &directory);
  EXPECT_THAT(std::string(Parse({}).message()), HasSubstr("--data (or PADU_REGISTRY_DATA) must be given"));
  EXPECT_TRUE(Parse({"--data=x"}).ok());
}

TEST_F(ConfigTest, HelpShowsGroupsVariablesAndDefaults) {
  ASSERT_TRUE(Parse({"--help"}).ok());
  EXPECT_THAT(*text_, HasSubstr("\nServing:\n  --grpc-port NUMBER\n      port of the gRPC API\n"
                                "      PADU_REGISTRY_GRPC_PORT; default 17001\n"));
  EXPECT_THAT(*text_, HasSubstr("\nEngine:\n"));
  ASSERT_TRUE(Parse({"--version"}).ok());
  EXPECT_EQ(*text_, "registry 1.2.3\n");
}

TEST_F(ConfigTest, SecretsAreNeverShown) {
  password_ = "tidak";
  ASSERT_TRUE(Parse({"--password=rahasia"}).ok());
  EXPECT_EQ(password_, "rahasia");
  EXPECT_EQ(config_.Settings().back().value, "(secret)");
  EXPECT_THAT(config_.Help(), Not(HasSubstr("rahasia")));
  EXPECT_THAT(config_.Help(), Not(HasSubstr("tidak")));
}

TEST(ConfigValuesTest, Sizes) {
  EXPECT_EQ(*ParseSize("4096"), 4096);
  EXPECT_EQ(*ParseSize("512KiB"), 512 << 10);
  EXPECT_EQ(*ParseSize("2GiB"), std::int64_t{2} << 30);
  EXPECT_EQ(FormatSize(64 << 20), "64MiB");
  EXPECT_EQ(FormatSize(1025), "1025");
  EXPECT_EQ(FormatSize(0), "0");
  for (const char* wrong : {"", "MiB", "-1", "1.5MiB", "9223372036854775807KiB", "1 MiB"}) {
    EXPECT_FALSE(ParseSize(wrong).ok()) << wrong;
  }
}

TEST(ConfigValuesTest, Addresses) {
  EXPECT_EQ(ParseHostPort("[::1]:9092")->ToString(), "[::1]:9092");
  EXPECT_EQ(ParseHostPort("broker:9092")->ToString(), "broker:9092");
  for (const char* wrong : {"", ":1", "a", "a:", "a:x", "a:70000", "::1:9092", "[]:1", "a b:1"}) {
    EXPECT_FALSE(ParseHostPort(wrong).ok()) << wrong;
  }
  EXPECT_FALSE(ParseHostPorts("a:1,").ok());
}

}  // namespace
}  // namespace padu
