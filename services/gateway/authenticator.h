// Who sends a request: the seam behind which ways to prove it live.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/gateway/http/message.h"

namespace padu::gateway {

struct Identity {
  std::string caller;   // as common/rpc/call.h names callers: "stakeholders/baznas"; empty: nobody said
  HeaderList metadata;  // what goes along with each call to a service, which judges what the caller may
};

// Any thread.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `done` gets the identity, or a refusal with UNAUTHENTICATED for a proof that does not hold; at once or later, on
  // any thread, once. Must not block.
  virtual void Identify(const Request& request, std::function<void(absl::StatusOr<Identity>)> done) const = 0;
  // How a caller proves who it is, for WWW-Authenticate.
  virtual std::string Challenge() const = 0;
};

// Believes nobody, so services refuse what needs a caller; or, for development on one machine only, whoever the header
// Padu-Caller names.
class DevelopmentAuthenticator final : public Authenticator {
 public:
  explicit DevelopmentAuthenticator(bool believe) : believe_(believe) {}

  void Identify(const Request& request, std::function<void(absl::StatusOr<Identity>)> done) const override {
    const std::string said(believe_ ? request.Header("padu-caller") : "");
    if (said.empty()) return done(Identity{});
    const absl::StatusOr<rpc::Caller> caller = rpc::ParseCaller(said);
    if (!caller.ok()) return done(caller.status());
    done(Identity{.caller = said, .metadata = {{"padu-caller", said}}});
  }
  std::string Challenge() const override { return believe_ ? "Padu-Caller" : "None"; }

 private:
  const bool believe_;
};

}  // namespace padu::gateway
