// Who answers which request.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "services/gateway/events/events_door.h"
#include "services/gateway/http/exchange.h"
#include "services/gateway/transcode/transcoder.h"

namespace padu::gateway {

// On the server's thread; outlives its exchanges.
class Door {
 public:
  Door(const Transcoder& transcoder, const EventsDoor& events) : transcoder_(transcoder), events_(events) {}

  // GET of exactly this path. Before the first request.
  void AddPage(const std::string& path, Handler handler) { pages_[path] = std::move(handler); }

  // Every method of whatever begins so. Before the first request.
  void AddPagesUnder(const std::string& prefix, Handler handler) { prefixes_[prefix] = std::move(handler); }

  void Handle(const std::shared_ptr<Exchange>& exchange) const;

 private:
  const Transcoder& transcoder_;
  const EventsDoor& events_;
  std::map<std::string, Handler> pages_;
  std::map<std::string, Handler> prefixes_;
};

}  // namespace padu::gateway
