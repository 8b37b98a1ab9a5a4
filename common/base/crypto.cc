#include "common/base/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <mutex>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "common/base/check.h"

namespace padu {
namespace {

const unsigned char* Bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* Bytes(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
int Size(std::string_view s) {
  PADU_CHECK(s.size() < (1U << 30));  // EVP counts in ints
  return static_cast<int>(s.size());
}

struct Free {
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  void operator()(EVP_MAC_CTX* p) const { EVP_MAC_CTX_free(p); }
  void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// Fetched once: looking an algorithm up costs more than a short digest.
const EVP_MD* Sha256Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  PADU_CHECK(algorithm != nullptr);
  return algorithm;
}
const EVP_CIPHER* GcmAlgorithm() {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  PADU_CHECK(algorithm != nullptr);
  return algorithm;
}
EVP_MAC* HmacAlgorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  PADU_CHECK(algorithm != nullptr);
  return algorithm;
}

}  // namespace

std::string Sha256(std::string_view data) {
  thread_local const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::string digest(kSha256Bytes, '\0');
  PADU_CHECK(EVP_DigestInit_ex2(context.get(), Sha256Algorithm(), nullptr) == 1);
  PADU_CHECK(EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1);
  PADU_CHECK(EVP_DigestFinal_ex(context.get(), Bytes(digest), nullptr) == 1);
  return digest;
}

// A context is started again with the key it has, which is quicker than any copy of it; the lock is rarely contended.
struct HmacKey::State {
  std::mutex mutex;
  Owned<EVP_MAC_CTX> context;
};

HmacKey::HmacKey(std::string_view key) : state_(std::make_unique<State>()) {
  state_->context.reset(EVP_MAC_CTX_new(HmacAlgorithm()));
  char digest[] = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                                OSSL_PARAM_construct_end()};
  // An empty key is legal, a null one would mean "the key you have".
  const unsigned char* bytes = key.empty() ? reinterpret_cast<const unsigned char*>("") : Bytes(key);
  PADU_CHECK(EVP_MAC_init(state_->context.get(), bytes, key.size(), parameters.data()) == 1);
}

HmacKey::~HmacKey() = default;
HmacKey::HmacKey(HmacKey&&) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&&) noexcept = default;

std::string HmacKey::Mac(std::string_view data) const {
  std::string mac(kSha256Bytes, '\0');
  std::size_t size = 0;
  const std::lock_guard lock(state_->mutex);
  EVP_MAC_CTX* context = state_->context.get();
  PADU_CHECK(EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
  PADU_CHECK(EVP_MAC_update(context, Bytes(data), data.size()) == 1);
  PADU_CHECK(EVP_MAC_final(context, Bytes(mac), &size, mac.size()) == 1 && size == kSha256Bytes);
  return mac;
}

std::string HmacSha256(std::string_view key, std::string_view data) { return HmacKey(key).Mac(data); }

std::string Seal(std::string_view key, std::string_view plain, std::string_view aad, Random& random) {
  PADU_CHECK(key.size() == kAesKeyBytes);
  std::string sealed = RandomBytes(random, kGcmNonceBytes);
  sealed.resize(kGcmNonceBytes + plain.size() + kGcmTagBytes);
  unsigned char* const nonce = Bytes(sealed);
  unsigned char* const text = nonce + kGcmNonceBytes;
  unsigned char* const tag = text + plain.size();

  const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  int written = 0;
  PADU_CHECK(EVP_EncryptInit_ex2(context.get(), GcmAlgorithm(), Bytes(key), nonce, nullptr) == 1);
  PADU_CHECK(EVP_EncryptUpdate(context.get(), nullptr, &written, Bytes(aad), Size(aad)) == 1);
  PADU_CHECK(EVP_EncryptUpdate(context.get(), text, &written, Bytes(plain), Size(plain)) == 1);
  PADU_CHECK(EVP_EncryptFinal_ex(context.get(), tag, &written) == 1);
  PADU_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagBytes, tag) == 1);
  return sealed;
}

absl::StatusOr<std::string> Open(std::string_view key, std::string_view sealed, std::string_view aad) {
  PADU_CHECK(key.size() == kAesKeyBytes);
  const auto refused = [] {
    return absl::InvalidArgumentError("the sealed text does not open with this key and context");
  };
  if (sealed.size() < kGcmNonceBytes + kGcmTagBytes) return refused();
  const std::string_view nonce = sealed.substr(0, kGcmNonceBytes);
  const std::string_view text = sealed.substr(kGcmNonceBytes, sealed.size() - kGcmNonceBytes - kGcmTagBytes);
  std::string tag(sealed.substr(sealed.size() - kGcmTagBytes));

  const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  std::string plain(text.size(), '\0');
  int written = 0;
  PADU_CHECK(EVP_DecryptInit_ex2(context.get(), GcmAlgorithm(), Bytes(key), Bytes(nonce), nullptr) == 1);
  PADU_CHECK(EVP_DecryptUpdate(context.get(), nullptr, &written, Bytes(aad), Size(aad)) == 1);
  PADU_CHECK(EVP_DecryptUpdate(context.get(), Bytes(plain), &written, Bytes(text), Size(text)) == 1);
  PADU_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagBytes, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context.get(), Bytes(tag), &written) != 1) {
    Wipe(plain);
    return refused();
  }
  return plain;
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

std::string Hex(std::string_view bytes) { return absl::BytesToHexString({bytes.data(), bytes.size()}); }

std::optional<std::string> FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0 || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
    return std::nullopt;
  }
  return absl::HexStringToBytes({hex.data(), hex.size()});
}

std::string Base64(std::string_view bytes) { return absl::Base64Escape({bytes.data(), bytes.size()}); }

std::string Base64Url(std::string_view bytes) { return absl::WebSafeBase64Escape({bytes.data(), bytes.size()}); }

std::optional<std::string> FromBase64Url(std::string_view text) {
  std::string bytes;
  if (text.find_first_of("+/= \t\r\n") != std::string_view::npos) return std::nullopt;
  if (!absl::WebSafeBase64Unescape({text.data(), text.size()}, &bytes)) return std::nullopt;
  if (Base64Url(bytes) != text) return std::nullopt;  // one text for one value: no stray bits at the end
  return bytes;
}

}  // namespace padu
