// Pages over ranges of keys.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/registry/api/reads.h"

namespace padu::registry {

enum class Order { kAscending, kDescending };

// Calls `take` for the rows under `prefix` after the token's; it says whether the row counts for the page. Sets the
// next token unless the last row was reached.
template <typename Request, typename Response>
absl::Status Page(const store::Reader& tables, const std::string& prefix, const Request& request, Response& response,
                  const std::function<bool(std::string_view key, std::string_view value)>& take,
                  Order order = Order::kAscending) {
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string after, journal::ParsePageToken(request.page_token(), prefix));
  const bool back = order == Order::kDescending;
  const std::string end = back && !after.empty() ? after : PrefixEnd(prefix);
  // The least key above `after` is `after` and a zero byte.
  const std::string begin = back || after.empty() ? prefix : after + std::string(1, '\0');
  const auto cursor = back ? tables.ScanBack(prefix, end) : tables.Scan(begin, end);
  int taken = 0;
  std::string last;
  for (int scanned = 0; cursor->Valid(); cursor->Next(), ++scanned) {
    if (taken == size || scanned == kScannedMax) {
      response.set_next_page_token(journal::PageToken(last));
      break;
    }
    last = cursor->key();
    if (take(cursor->key(), cursor->value())) ++taken;
  }
  return absl::OkStatus();
}

}  // namespace padu::registry
