// One request that is being answered: by an answer, or by a stream of server-sent events.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "services/gateway/http/message.h"

namespace padu::gateway {

// An answer that goes on. Any thread; `done` and `gone` come on the server's and must not block.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // Sends bytes as they are. `done(true)` once they are handed to the network; `done(false)` if the client is gone. One
  // at a time: not before the former was done. Comments between keep the connection alive.
  virtual void Send(std::string bytes, std::function<void(bool ok)> done) = 0;
  // Ends the stream after what was sent. Again, or after the client is gone: nothing.
  virtual void End() = 0;
};

// Answered exactly once, by Answer or Stream; one that is dropped unanswered gets 500. Any thread.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;
  // What it is counted as: a name from code or contracts, never from the request. Within the handler.
  virtual void SetLabel(std::string label) = 0;
  virtual void Answer(Response response) = 0;
  // 200, text/event-stream. `gone` comes once: the client left, or the server drains.
  virtual std::shared_ptr<EventStream> Stream(std::function<void()> gone) = 0;
};

using Handler = std::function<void(std::shared_ptr<Exchange>)>;

}  // namespace padu::gateway
