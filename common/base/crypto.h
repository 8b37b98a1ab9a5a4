// Digests, MACs and sealing, over OpenSSL. Bytes are std::strings; nothing here knows what they mean. Any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/random.h"

namespace padu {

inline constexpr std::size_t kSha256Bytes = 32;
inline constexpr std::size_t kAesKeyBytes = 32;
inline constexpr std::size_t kGcmNonceBytes = 12;
inline constexpr std::size_t kGcmTagBytes = 16;

std::string Sha256(std::string_view data);
std::string HmacSha256(std::string_view key, std::string_view data);

// A key for many short HMAC-SHA-256: its schedule is computed once. Moving it leaves nothing behind.
class HmacKey {
 public:
  explicit HmacKey(std::string_view key);
  ~HmacKey();
  HmacKey(HmacKey&&) noexcept;
  HmacKey& operator=(HmacKey&&) noexcept;

  // 32 bytes.
  std::string Mac(std::string_view data) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// AES-256-GCM with a fresh random nonce: nonce (12), ciphertext, tag (16). `key` has 32 bytes. `aad` is bound to the
// result, not part of it: say there what the text is and whose. One key takes at most 2^32 texts.
std::string Seal(std::string_view key, std::string_view plain, std::string_view aad, Random& random);
// INVALID_ARGUMENT if the key, the aad or any byte is another one; which of them is not told.
absl::StatusOr<std::string> Open(std::string_view key, std::string_view sealed, std::string_view aad);

// In a time that depends on the sizes only.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

// Overwrites what a secret stood in before it goes.
void Wipe(std::string& secret);

std::string Hex(std::string_view bytes);
std::optional<std::string> FromHex(std::string_view hex);
// RFC 4648 section 4, with padding.
std::string Base64(std::string_view bytes);
// RFC 4648 section 5, without padding.
std::string Base64Url(std::string_view bytes);
std::optional<std::string> FromBase64Url(std::string_view text);

}  // namespace padu
