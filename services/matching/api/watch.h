// Watch: what happens, from a position on, as it is confirmed.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/matching/v1/matching_service.pb.h"

namespace padu::matching {

// Writes until the call ends or `write` says that nobody listens.
absl::Status WatchRows(const rpc::Call& call, const v1::WatchRequest& request, journal::Partitions& partitions,
                       const std::function<bool(const v1::WatchResponse&)>& write);

}  // namespace padu::matching
