// RecordDisbursements: many submissions in one stream, some in flight at a time.
#pragma once

#include <functional>

#include "common/base/secrets.h"
#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/ledger/v1/ledger_service.pb.h"

namespace padu::ledger {

inline constexpr int kMaxInFlight = 512;      // submitted and not yet confirmed
inline constexpr int kMaxStreamed = 100'000;  // submissions of one stream
inline constexpr int kMaxNotPostedListed = 1'000;

// Takes the next request; false at the end.
using NextRequest = std::function<bool(v1::RecordDisbursementRequest*)>;

// Blocks until all are confirmed. The first error ends it; what was submitted before it stands, and sending the stream
// again is safe.
absl::StatusOr<v1::RecordDisbursementsResponse> RecordAll(const rpc::Call& call, const NextRequest& next,
                                                          journal::Partitions& partitions, const Secrets& secrets);

}  // namespace padu::ledger
