#include "common/base/check.h"
#include "common/store/contract_harness.h"
#include "common/store/rocks/rocks_store.h"
#include "common/store/rocks/temporary_directory.h"

namespace padu::store {
namespace {

// Small write buffers: the random walk reads from files too.
class RocksHarness final : public ContractHarness {
 public:
  RocksHarness() { Open(); }
  Store& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    Open();
  }

 private:
  void Open() {
    auto opened = RocksStore::Open(
        {.path = directory_.path(), .journal_tag = kJournalTag, .write_buffer_bytes = std::uint64_t{64} << 10});
    PADU_CHECK(opened.ok());
    store_ = *std::move(opened);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<RocksStore> store_;
};

}  // namespace

std::unique_ptr<ContractHarness> ContractHarness::Make() { return std::make_unique<RocksHarness>(); }

}  // namespace padu::store
