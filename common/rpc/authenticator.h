// Who calls, from what the call brings along: a key, or, for development on one machine only, a name that is believed.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/api_key.h"
#include "common/rpc/call.h"

namespace padu::rpc {

// What the metadata of a call, or the headers of a request, say of the caller.
struct Credentials {
  std::string authorization;  // "Bearer padu_..."
  std::string said;           // padu-caller: "operators/ani"
};

using Identified = std::function<void(absl::StatusOr<Caller>)>;

// The seam: who knows whose a key is. The registry looks into its tables, others ask it (cached_keys.h).
class Keys {
 public:
  virtual ~Keys() = default;
  // `done` gets the holder; UNAUTHENTICATED if the key opens nothing (any more); UNAVAILABLE with the reason
  // IDENTITY_UNAVAILABLE if that cannot be known now. Once, at once or later, on any thread; it must not block, nor
  // must this.
  virtual void Check(const ApiKey& key, Identified done) const = 0;
};

// Any thread.
class Authenticator {
 public:
  // `keys` outlives this; null: no key is known. `believe`: padu-caller is believed of whoever sends no key.
  Authenticator(const Keys* keys, bool believe) : keys_(keys), believe_(believe) {}

  // `done` as that of Keys. UNAUTHENTICATED also with CALLER_MISSING, CALLER_MALFORMED, KEY_MALFORMED,
  // KEYS_NOT_CHECKED.
  void Identify(const Credentials& credentials, Identified done) const;
  bool believes() const { return believe_; }

 private:
  const Keys* const keys_;
  const bool believe_;
};

}  // namespace padu::rpc
