#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/stream/contract_harness.h"
#include "common/stream/kafka/kafka_log.h"

namespace padu::stream {
namespace {

class KafkaHarness final : public ContractHarness {
 public:
  explicit KafkaHarness(KafkaOptions options) : options_(std::move(options)) {
    auto log = OpenKafkaLog(options_);
    if (!log.ok()) PADU_FATAL(std::string(log.status().message()));
    log_ = *std::move(log);
  }

  Log& log() override { return *log_; }
  UnixMicros Now() override { return clock_.WallNow(); }
  void DeleteTopic(const std::string& topic) override {
    const absl::Status status = stream::DeleteTopic(options_, topic, absl::Seconds(10));
    ASSERT_TRUE(status.ok()) << status;
  }
  void DeleteRecords(const TopicPartition& tp, Offset begin) override {
    const absl::Status status = stream::DeleteRecords(options_, tp, begin, absl::Seconds(10));
    ASSERT_TRUE(status.ok()) << status;
  }

 private:
  const KafkaOptions options_;
  SystemClock clock_;
  std::unique_ptr<Log> log_;
};

}  // namespace

std::unique_ptr<ContractHarness> ContractHarness::Make() {
  const char* brokers = std::getenv("PADU_TEST_BROKERS");
  if (brokers == nullptr) PADU_FATAL("PADU_TEST_BROKERS is not set: run tests/run contract");
  return std::make_unique<KafkaHarness>(KafkaOptions{.brokers = brokers});
}

}  // namespace padu::stream
