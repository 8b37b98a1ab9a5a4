// Watch: what happens, from a position on, as it is confirmed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/matching/v1/matching_service.pb.h"
#include "services/matching/api/sight.h"

namespace padu::matching {

// What of a row somebody sees: operators and officers what lies in `sight`, and all feeds; a stakeholder its own
// overlaps and feed. The last has the position after the row, those before it `before`: who goes on from there gets the
// whole row again rather than half of it.
std::vector<v1::WatchResponse> EventsOf(const journal::Row& row, const std::string& before,
                                        const v1::WatchRequest& request, const rpc::Caller& caller, const Sight& sight);

// Writes until the call ends or `write` says that nobody listens.
absl::Status WatchRows(const rpc::Call& call, const v1::WatchRequest& request, journal::Partitions& partitions,
                       const std::function<bool(const v1::WatchResponse&)>& write);

}  // namespace padu::matching
