// Watches that many clients share: five hundred who ask the same of a service, as the same caller, cost it one stream.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "services/gateway/http/exchange.h"
#include "services/gateway/transcode/routes.h"
#include "services/gateway/transcode/upstream.h"

namespace padu::gateway {

class SharedWatch;

// Any thread. Outlives its exchanges; so do what it is given by reference.
class Watches {
 public:
  // Answers with a stream of `route` from `position` on (empty: from now on). Same path, request and metadata but for
  // the position: one call to the service, whose last kWatchEventsKept events are at hand for those who come back.
  // `spec.request` is without the position. Who comes back from further behind gets a call of its own.
  void Follow(const Route& route, Upstream& upstream, const Upstream::CallSpec& spec, const std::string& position,
              const std::shared_ptr<Exchange>& exchange);

 private:
  friend class SharedWatch;
  void Forget(const std::string& key, const SharedWatch* watch);

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<SharedWatch>> shared_;
};

}  // namespace padu::gateway
