#include "services/intervention-ledger/domain/view.h"
namespace padu::ledger {
absl::Status FoldRegistryRow(const journal::Row&, store::Txn&) { return absl::OkStatus(); }
std::vector<pb::Wait> WaitsTouched(const journal::Row&) { return {}; }
}  // namespace padu::ledger
