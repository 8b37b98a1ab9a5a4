// Pages over ranges of keys.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "common/store/store.h"
#include "services/matching/api/reads.h"

namespace padu::matching {

// Calls `take` for the entries of [begin, end) after the token's, which lies in `prefix`; it says whether the entry
// counts for the page. Sets the next token unless the end was reached.
template <typename Request, typename Response>
absl::Status Page(const store::Reader& tables, const std::string& prefix, const Request& request, Response& response,
                  const std::function<bool(std::string_view key, std::string_view value)>& take) {
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string after, journal::ParsePageToken(request.page_token(), prefix));
  // The least key above `after` is `after` and a zero byte.
  const auto cursor = tables.Scan(after.empty() ? prefix : after + std::string(1, '\0'), PrefixEnd(prefix));
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

}  // namespace padu::matching
