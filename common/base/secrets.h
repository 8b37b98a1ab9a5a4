// The secrets of cities: what turns a NIK into a token, a request into a digest, and wraps the keys of sealed data.
//
// They live in one private file outside the stores (mode 0600, checked), made by CreateSecretsFile and read once at the
// start. Of each kind a city may have several versions: the highest writes, all are live for reading. To rotate, add a
// line with the next version and restart; once nothing under an old version is left, take its line out.
//
//   # comment
//   64.74 hmac   1 <32 bytes in base64url>
//   64.74 master 1 <32 bytes in base64url>
//
// Immutable once loaded: any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/crypto.h"
#include "common/base/random.h"

namespace padu {

// An HMAC-SHA-256 (32 bytes) and the version of the city's key it was made with.
struct KeyedDigest {
  std::uint32_t key_version = 0;
  std::string digest;
  auto operator<=>(const KeyedDigest&) const = default;
};

// A person's data key, sealed under a version of the city's master key.
struct WrappedKey {
  std::uint32_t master_version = 0;
  std::string sealed;
};

class CitySecrets {
 public:
  CitySecrets(std::string city, std::map<std::uint32_t, std::string> hmac_keys,
              std::map<std::uint32_t, std::string> master_keys);

  const std::string& city() const { return city_; }

  // The token of a NIK (16 digits; checked by the caller), under the version that writes ...
  KeyedDigest NikToken(std::string_view nik) const;
  // ... and under all live versions, the newest first: for lookups.
  std::vector<KeyedDigest> NikTokens(std::string_view nik) const;

  // The digest of `bytes` for one purpose ("request", "submission", ...: lower case and '-'), which separates domains.
  KeyedDigest Digest(std::string_view purpose, std::string_view bytes) const;
  // The same under all live versions, the newest first: to know again what was digested before a rotation.
  std::vector<KeyedDigest> Digests(std::string_view purpose, std::string_view bytes) const;
  // The same under one version; nullopt if that is no longer live.
  std::optional<KeyedDigest> DigestUnder(std::uint32_t version, std::string_view purpose, std::string_view bytes) const;
  // Whether `digest` is that of `bytes`; false also if its version is no longer live.
  bool Matches(const KeyedDigest& digest, std::string_view purpose, std::string_view bytes) const;

  // Wraps a 32-byte data key, bound to the city and the key's id.
  WrappedKey Wrap(std::string_view key_id, std::string_view data_key, Random& random) const;
  // FAILED_PRECONDITION if the version is no longer live, INVALID_ARGUMENT if it is not what Wrap gave for this id.
  absl::StatusOr<std::string> Unwrap(std::string_view key_id, const WrappedKey& wrapped) const;

  std::uint32_t hmac_version() const { return hmac_keys_.rbegin()->first; }
  std::uint32_t master_version() const { return master_keys_.rbegin()->first; }

 private:
  KeyedDigest UnderNewest(const std::string& message) const;
  std::vector<KeyedDigest> UnderAll(const std::string& message) const;

  std::string city_;
  std::map<std::uint32_t, HmacKey> hmac_keys_;
  std::map<std::uint32_t, std::string> master_keys_;
};

class Secrets {
 public:
  // FAILED_PRECONDITION if others than the owner can read the file; NOT_FOUND; INVALID_ARGUMENT names the line (never
  // what stands in it).
  static absl::StatusOr<Secrets> Load(const std::string& path);

  // NOT_FOUND if the file has none for this city ("64.74"). Valid as long as this object.
  absl::StatusOr<const CitySecrets*> ForCity(std::string_view city) const;
  std::vector<std::string> Cities() const;

 private:
  std::map<std::string, CitySecrets, std::less<>> cities_;
};

// Makes the file with version 1 of both keys for each city. ALREADY_EXISTS and unchanged if it is there: losing these
// keys loses every token and all sealed data.
absl::Status CreateSecretsFile(const std::string& path, const std::vector<std::string>& cities, Random& random);

// The one line of a file that holds a key or a password, without its end. As for Secrets::Load nobody but its owner may
// have access to it.
absl::StatusOr<std::string> ReadPrivateLine(const std::string& path);
// Makes such a file (mode 0600). ALREADY_EXISTS and unchanged if it is there.
absl::Status WritePrivateLine(const std::string& path, std::string_view line);

}  // namespace padu
