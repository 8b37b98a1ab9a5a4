// Keys by which systems call, as they are written: "padu_6474_key-01j8..._<256 bits in base64url>".
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/random.h"

namespace padu::rpc {

// A key that was shown. The secret in it is gone; its digest is what keys are told apart by.
struct ApiKey {
  std::string city;    // "64.74"
  std::string id;      // "key-01j8..."
  std::string sha256;  // of the whole text, 32 bytes

  // "cities/64.74/apiKeys/key-01j8...".
  std::string name() const;
};

// UNAUTHENTICATED with the reason KEY_MALFORMED; the text is never quoted.
absl::StatusOr<ApiKey> ParseApiKey(std::string_view text);
// What name() says and `sha256`, together again. INVALID_ARGUMENT.
absl::StatusOr<ApiKey> ApiKeyOf(std::string_view name, std::string_view sha256);

// A new key's text, with a secret from `random`. `city`: "64.74".
std::string NewApiKeyText(std::string_view city, std::string_view id, Random& random);

}  // namespace padu::rpc
