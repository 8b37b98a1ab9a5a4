// How a process knows its callers, by settings: the flags that every service and the gateway have.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/rpc/authenticator.h"

namespace padu::rpc {

struct IdentitySettings {
  std::string registry;  // host:port of the registry's gRPC, which knows whose keys are
  std::string key_file;  // with this process's own key
  bool development_callers = false;

  void Declare(Config& config);
  // The process's own key as the file has it; empty without a file.
  absl::StatusOr<std::string> ReadKey() const;
};

// Any thread once made.
class Identity {
 public:
  // `own_keys`: for the registry itself, which asks nobody; outlives this. INVALID_ARGUMENT: the settings leave no way
  // to know anybody; or why the key's file does not do.
  static absl::StatusOr<std::unique_ptr<Identity>> Open(const IdentitySettings& settings, const Clock& clock,
                                                        const Keys* own_keys = nullptr);

  const Authenticator& authenticator() const { return *authenticator_; }
  // This process's own key, for its calls to others; may be empty.
  const std::string& key() const { return key_; }

 private:
  Identity() = default;

  std::string key_;
  std::unique_ptr<Keys> keys_;
  std::unique_ptr<Authenticator> authenticator_;
};

}  // namespace padu::rpc
