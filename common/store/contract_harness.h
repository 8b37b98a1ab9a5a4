// What contract_test.cc needs of the store it is run against: contract_fake.cc and rocks/contract_rocks.cc.
#pragma once

#include <cstdint>
#include <memory>

#include "common/store/store.h"

namespace padu::store {

class ContractHarness {
 public:
  static constexpr std::uint8_t kJournalTag = 0x10;

  // An empty store. Defined once in each test program.
  static std::unique_ptr<ContractHarness> Make();

  virtual ~ContractHarness() = default;
  virtual Store& store() = 0;
  // Closes the store and opens it again, as after an orderly end of the process. No cursor or snapshot may be open.
  virtual void Reopen() = 0;
};

}  // namespace padu::store
