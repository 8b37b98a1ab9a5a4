// Watch: what happens, row by row, as it is confirmed.
#pragma once

#include <functional>

#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/notification/v1/notification_service.pb.h"

namespace padu::notification {

// Writes events until the client leaves, the call ends or `write` says that nobody reads.
absl::Status WatchRows(const rpc::Call& call, const v1::WatchRequest& request, journal::Partitions& partitions,
                       const std::function<bool(const v1::WatchResponse&)>& write);

}  // namespace padu::notification
