// Watch: what is recorded, from a position on, as it is confirmed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/ledger/v1/ledger_service.pb.h"
#include "services/intervention-ledger/api/viewer.h"

namespace padu::ledger {

// What of a row a request wants to see, and the viewer may; without positions.
std::vector<v1::WatchResponse> EventsOf(const journal::Row& row, const v1::WatchRequest& request, const Viewer& viewer);

// Writes until the call ends or `write` says that nobody listens.
absl::Status WatchRows(const rpc::Call& call, const v1::WatchRequest& request, journal::Partitions& partitions,
                       const std::function<bool(const v1::WatchResponse&)>& write);

}  // namespace padu::ledger
