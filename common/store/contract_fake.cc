#include "common/store/contract_harness.h"
#include "common/store/fake_store.h"

namespace padu::store {
namespace {

class FakeHarness final : public ContractHarness {
 public:
  Store& store() override { return *store_; }
  void Reopen() override { store_->Crash(store_->unsynced()); }

 private:
  std::unique_ptr<FakeStore> store_ = std::make_unique<FakeStore>(FakeStoreOptions{.journal_tag = kJournalTag});
};

}  // namespace

std::unique_ptr<ContractHarness> ContractHarness::Make() { return std::make_unique<FakeHarness>(); }

}  // namespace padu::store
