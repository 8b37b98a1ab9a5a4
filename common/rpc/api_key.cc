#include "common/rpc/api_key.h"

#include "absl/strings/str_cat.h"
#include "common/base/city.h"
#include "common/base/crypto.h"
#include "common/base/status.h"

namespace padu::rpc {
namespace {

constexpr std::string_view kPrefix = "padu_";
constexpr std::size_t kCityDigits = 4;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kIdBytesMax = 63;

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kIdBytesMax &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

absl::Status Malformed() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {.reason = "KEY_MALFORMED",
                 .text_id = "Kunci tidak terbaca. Kirim utuh seperti waktu dibuat: authorization: Bearer padu_...",
                 .text_en = "The key cannot be read. Send it whole, as it was made: authorization: Bearer padu_..."});
}

// "6474" -> "64.74"; empty if it is no city.
std::string CityOfDigits(std::string_view digits) {
  if (digits.size() != kCityDigits) return "";
  std::string code = absl::StrCat(std::string(digits.substr(0, 2)), ".", std::string(digits.substr(2)));
  return ParseCityCode(code) ? code : "";
}

}  // namespace

std::string ApiKey::name() const { return absl::StrCat("cities/", city, "/apiKeys/", id); }

absl::StatusOr<ApiKey> ParseApiKey(std::string_view text) {
  if (!text.starts_with(kPrefix)) return Malformed();
  const std::string_view rest = text.substr(kPrefix.size());
  const std::size_t id = rest.find('_');
  const std::size_t secret = id == std::string_view::npos ? id : rest.find('_', id + 1);
  if (secret == std::string_view::npos) return Malformed();
  ApiKey key{.city = CityOfDigits(rest.substr(0, id)),
             .id = std::string(rest.substr(id + 1, secret - id - 1)),
             .sha256 = Sha256(text)};
  const auto bytes = FromBase64Url(rest.substr(secret + 1));
  if (key.city.empty() || !IsId(key.id) || !bytes || bytes->size() != kSecretBytes) return Malformed();
  return key;
}

absl::StatusOr<ApiKey> ApiKeyOf(std::string_view name, std::string_view sha256) {
  constexpr std::string_view kCities = "cities/";
  constexpr std::string_view kKeys = "/apiKeys/";
  const std::size_t keys = name.find(kKeys);
  if (!name.starts_with(kCities) || keys == std::string_view::npos || sha256.size() != kSha256Bytes) {
    return absl::InvalidArgumentError("a key is cities/64.74/apiKeys/{key}, with a SHA-256 of 32 bytes");
  }
  ApiKey key{.city = std::string(name.substr(kCities.size(), keys - kCities.size())),
             .id = std::string(name.substr(keys + kKeys.size())),
             .sha256 = std::string(sha256)};
  if (!ParseCityCode(key.city) || !IsId(key.id)) {
    return absl::InvalidArgumentError("a key is cities/64.74/apiKeys/{key}");
  }
  return key;
}

std::string NewApiKeyText(std::string_view city, std::string_view id, Random& random) {
  const std::string digits = std::string(city.substr(0, 2)) + std::string(city.substr(3));
  return absl::StrCat(std::string(kPrefix), digits, "_", std::string(id), "_",
                      Base64Url(RandomBytes(random, kSecretBytes)));
}

}  // namespace padu::rpc
