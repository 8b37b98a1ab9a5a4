// The latest disbursements for the status page: kelurahan, programme and giver, and no household, person or event id.
// One watch of the ledger feeds all who look.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "padu/ledger/v1/ledger_service.pb.h"
#include "services/gateway/http/exchange.h"
#include "services/gateway/transcode/upstream.h"

namespace padu::gateway {

struct LatestEntry {
  std::string day;
  std::string kelurahan;
  std::string programme;  // ids, without the names of their collections
  std::string stakeholder;
  std::string benefit;  // "Rp300.000", "2 meal"; of a reversal with a minus
};

// What the page shows of an entry.
LatestEntry Shown(const ledger::v1::LedgerEntry& entry);
std::string ToJson(const LatestEntry& entry);

// Any thread.
class Latest {
 public:
  struct Options {
    std::string city = "64.74";
    HeaderList caller;  // metadata by which the ledger tells who watches
    std::size_t kept = 12;
  };
  // Watches from now on, again after each end of the watch. `ledger` outlives it.
  Latest(Upstream& ledger, Options options);
  ~Latest();
  Latest(const Latest&) = delete;
  Latest& operator=(const Latest&) = delete;

  // Newest first.
  std::vector<LatestEntry> Now() const;
  // The entries kept, then each new one, as events.
  void Follow(Exchange& exchange);

 private:
  struct State;
  const std::shared_ptr<State> state_;
};

}  // namespace padu::gateway
