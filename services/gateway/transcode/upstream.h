// gRPC calls without generated code: a path, bytes, metadata. One channel to one server.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/gateway/http/message.h"

namespace grpc {
class Status;
}

namespace padu::gateway {

// Any thread. Callbacks come on threads of gRPC's and must not block.
class Upstream {
 public:
  explicit Upstream(const std::string& target);
  ~Upstream();  // waits for the ends of all calls: their timeouts are the bound
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  struct CallSpec {
    std::string path;     // "/padu.ledger.v1.LedgerService/GetSubmission"
    HeaderList metadata;  // values of printable ASCII; others are left out
    absl::Duration timeout;
    std::string request;  // serialised
  };

  using Answered = std::function<void(const grpc::Status&, std::string response)>;
  void Unary(CallSpec spec, Answered answered);

  // A stream of messages under way, read one by one: none is asked for before the one before was taken.
  class Reading {
   public:
    virtual ~Reading() = default;
    // Asks for the next message: `next` of the listener, or its `ended`.
    virtual void Next() = 0;
    // Ends the call soon. Again, or after its end: nothing.
    virtual void Cancel() = 0;
  };
  struct Listener {
    std::function<void(std::string message)> next;
    std::function<void(const grpc::Status&)> ended;  // once, last
  };
  // The listener must not be called before this has returned: call Next() first on what is returned.
  std::shared_ptr<Reading> Stream(CallSpec spec, Listener listener);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace padu::gateway
