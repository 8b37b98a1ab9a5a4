// HTTP/JSON in, gRPC out, and back: for every public method that has a route.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "services/gateway/http/exchange.h"
#include "services/gateway/http/target.h"
#include "services/gateway/transcode/routes.h"
#include "services/gateway/transcode/upstream.h"
#include "services/gateway/transcode/watches.h"

namespace padu::gateway {

// Any thread. Outlives the exchanges it was given.
class Transcoder {
 public:
  // `addresses`: host:port of each service of `routes`, by its full name. `believe_callers`: Padu-Caller is passed on.
  Transcoder(Routes routes, const std::map<std::string, std::string>& addresses, bool believe_callers);

  // Answers with the service's message, its stream, or a problem; 404 or 405 for what has no route.
  void Handle(const Target& target, const std::shared_ptr<Exchange>& exchange) const;

  const Routes& routes() const { return routes_; }

 private:
  // `position`: where a stream that can be resumed begins.
  void Call(const Route& route, std::string request, const std::string& position,
            const std::shared_ptr<Exchange>& exchange) const;

  const Routes routes_;
  mutable Watches watches_;                                     // outlives the calls, for whose ends upstreams wait
  std::map<std::string, std::shared_ptr<Upstream>> upstreams_;  // by service; one for each address
  const bool believe_callers_;
};

}  // namespace padu::gateway
