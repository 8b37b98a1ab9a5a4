#include "common/stream/contract_harness.h"
#include "common/stream/fake_log.h"

namespace padu::stream {
namespace {

class FakeHarness final : public ContractHarness {
 public:
  Log& log() override { return log_; }
  UnixMicros Now() override { return clock_.WallNow(); }
  void DeleteTopic(const std::string& topic) override { broker_.DeleteTopic(topic); }
  void DeleteRecords(const TopicPartition& tp, Offset begin) override { broker_.RaiseBegin(tp, begin); }

 private:
  FakeClock clock_{1'700'000'000'000'000};
  FakeBroker broker_{clock_};
  FakeLog log_{broker_};
};

}  // namespace

std::unique_ptr<ContractHarness> ContractHarness::Make() { return std::make_unique<FakeHarness>(); }

}  // namespace padu::stream
