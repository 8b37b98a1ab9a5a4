// What the adapter does while its broker is gone and after it is back. Crashes the broker of the run.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/stream/kafka/kafka_log.h"

namespace padu::stream {
namespace {

constexpr absl::Duration kWait = absl::Milliseconds(100);
constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr int kPatience = 300;  // polls of kWait
constexpr int kRecords = 20'000;

class KafkaFaultsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* brokers = std::getenv("PADU_TEST_BROKERS");
    ASSERT_TRUE(brokers != nullptr && std::getenv("PADU_TEST_BROKER_CTL") != nullptr) << "run tests/run faults";
    auto log = OpenKafkaLog({.brokers = brokers});
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
    tp_.topic = "faults." + std::to_string(getpid()) + "." + std::to_string(clock_.BootNow());
    const absl::Status created = log_->CreateTopic({.name = tp_.topic}, kTimeout);
    ASSERT_TRUE(created.ok()) << created;
  }

  void TearDown() override { StartBroker(); }

  static bool Broker(std::string command) {
    std::string program = std::getenv("PADU_TEST_BROKER_CTL");
    std::array<char*, 3> arguments = {program.data(), command.data(), nullptr};
    pid_t child = 0;
    if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0) return false;
    int result = 0;
    return waitpid(child, &result, 0) == child && result == 0;
  }

  // The kernel may take a moment to free the ports of a process that was killed.
  static void StartBroker() {
    constexpr int kAttempts = 20;
    bool started = Broker("start");
    for (int i = 1; i < kAttempts && !started; ++i) {
      absl::SleepFor(kWait);
      started = Broker("start");
    }
    ASSERT_TRUE(started);
  }

  void Produce(Writer& writer, int begin, int end) {
    for (int i = begin; i < end; ++i) {
      ASSERT_TRUE(writer.Produce(tp_, {"k", std::to_string(i), {}}, static_cast<std::uint64_t>(i)));
    }
  }

  // Seconds that `action` takes.
  template <typename Action>
  double Seconds(Action action) {
    const std::int64_t before = clock_.BootNow();
    action();
    return static_cast<double>(clock_.BootNow() - before) / kMicrosPerSecond;
  }

  SystemClock clock_;
  TopicPartition tp_;
  std::unique_ptr<Log> log_;
};

TEST_F(KafkaFaultsTest, ACrashOfTheBrokerLosesAndRepeatsNothing) {
  auto writer = log_->OpenWriter();
  auto reader = log_->OpenReader(tp_, 0);
  Produce(*writer, 0, kRecords / 2);
  std::size_t delivered = writer->Poll(kWait).size();
  const std::uint64_t changes = log_->ConnectionChanges();
  ASSERT_TRUE(Broker("kill"));
  Produce(*writer, kRecords / 2, kRecords);
  StartBroker();
  for (int i = 0; i < kPatience && delivered < kRecords; ++i) {
    for (const Delivery& delivery : writer->Poll(kWait)) {
      ASSERT_TRUE(delivery.status.ok()) << delivery.status;
      ASSERT_EQ(delivery.id, delivered);
      ++delivered;
    }
  }
  ASSERT_EQ(delivered, kRecords);
  int read = 0;
  for (int i = 0; i < kPatience && read < kRecords; ++i) {
    const Polled polled = reader->Poll(1000, kWait);
    ASSERT_TRUE(polled.error.ok()) << polled.error;
    for (const Record& record : polled.records) ASSERT_EQ(record.value, std::to_string(read++));
  }
  ASSERT_EQ(read, kRecords);
  for (int i = 0; i < kPatience && log_->ConnectionChanges() == changes; ++i) (void)reader->Poll(1, kWait);
  EXPECT_GT(log_->ConnectionChanges(), changes);
}

TEST_F(KafkaFaultsTest, WhileTheBrokerIsAwayNobodyIsHeldUp) {
  const auto bounds = log_->QueryBounds(tp_, kTimeout);
  ASSERT_TRUE(bounds.ok()) << bounds.status();
  auto reader = log_->OpenReader(tp_, 0);
  auto writer = log_->OpenWriter();
  Produce(*writer, 0, 1);
  ASSERT_EQ(writer->Poll(kTimeout).size(), 1U);
  ASSERT_TRUE(Broker("kill"));
  Produce(*writer, 1, 1000);
  EXPECT_TRUE(writer->Poll(kWait).empty());
  (void)reader->Poll(10, kWait);
  const Polled polled = reader->Poll(10, kWait);
  EXPECT_TRUE(polled.error.ok()) << polled.error;
  EXPECT_TRUE(polled.records.empty());
  const absl::Duration timeout = absl::Seconds(1);
  EXPECT_LT(
      Seconds([&] { EXPECT_EQ(log_->QueryBounds(tp_, timeout).status().code(), absl::StatusCode::kUnavailable); }),
      2.0);
  EXPECT_LT(Seconds([&] { EXPECT_EQ(log_->ListTopics("", timeout).status().code(), absl::StatusCode::kUnavailable); }),
            2.0);
  EXPECT_LT(
      Seconds([&] { EXPECT_EQ(log_->CreateTopic({.name = "x"}, timeout).code(), absl::StatusCode::kUnavailable); }),
      2.0);
  EXPECT_LT(Seconds([&] { writer.reset(); }), 1.5);
  EXPECT_LT(Seconds([&] { reader.reset(); }), 1.0);
}

}  // namespace
}  // namespace padu::stream
