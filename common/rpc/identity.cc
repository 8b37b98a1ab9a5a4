#include "common/rpc/identity.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/secrets.h"
#include "common/base/status.h"
#include "common/rpc/cached_keys.h"
#include "common/rpc/client.h"

namespace padu::rpc {

void IdentitySettings::Declare(Config& config) {
  config.Group("Callers");
  config.String({"registry", "host:port of the registry's gRPC, which knows whose keys are"}, &registry);
  config.String({"key-file", "file (mode 0600) with this process's own key, by which it calls others"}, &key_file);
  config.Bool({"development-callers",
               "believe the name that a caller without a key gives itself (padu-caller); for "
               "development on one machine only"},
              &development_callers);
}

absl::StatusOr<std::string> IdentitySettings::ReadKey() const {
  if (key_file.empty()) return std::string();
  ASSIGN_OR_RETURN(std::string key, ReadPrivateLine(key_file));
  RETURN_IF_ERROR(ParseApiKey(key));
  return key;
}

absl::StatusOr<std::unique_ptr<Identity>> Identity::Open(const IdentitySettings& settings, const Clock& clock,
                                                         const Keys* own_keys) {
  std::unique_ptr<Identity> identity(new Identity());
  ASSIGN_OR_RETURN(identity->key_, settings.ReadKey());
  if (own_keys == nullptr && !settings.registry.empty()) {
    if (identity->key_.empty()) {
      return absl::InvalidArgumentError("--registry is asked by this process's own key: name it by --key-file");
    }
    identity->keys_ =
        std::make_unique<CachedKeys>(AskRegistry(std::make_shared<const Client>(ClientOptions{
                                         .target = settings.registry, .caller = "", .key = identity->key_})),
                                     clock);
    own_keys = identity->keys_.get();
  }
  if (own_keys == nullptr && !settings.development_callers) {
    return absl::InvalidArgumentError(
        "no caller would be known: say where the registry is (--registry, --key-file); or believe every name, for "
        "development on one machine only (--development-callers)");
  }
  if (settings.development_callers) {
    Log(Severity::kWarn, "DEVELOPMENT: whoever sends no key is believed to be whom padu-caller names");
  }
  identity->authenticator_ = std::make_unique<Authenticator>(own_keys, settings.development_callers);
  return identity;
}

}  // namespace padu::rpc
