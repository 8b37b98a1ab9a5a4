// What contract_test.cc needs of the log it is run against: contract_fake.cc and kafka/contract_kafka.cc.
#pragma once

#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/stream/stream.h"

namespace padu::stream {

class ContractHarness {
 public:
  // A log of a broker that is there. Defined once in each test program.
  static std::unique_ptr<ContractHarness> Make();

  virtual ~ContractHarness() = default;
  virtual Log& log() = 0;
  virtual UnixMicros Now() = 0;
  virtual void DeleteTopic(const std::string& topic) = 0;
  // Deletes the records below `begin`.
  virtual void DeleteRecords(const TopicPartition& tp, Offset begin) = 0;
};

}  // namespace padu::stream
