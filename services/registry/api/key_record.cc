#include "services/registry/api/key_record.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/crypto.h"
#include "common/base/key.h"

namespace padu::registry {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kHeadBytes = 6;  // format, version, length of the city
constexpr std::size_t kKeyIdBytes = 16;

std::uint8_t ByteAt(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

}  // namespace

std::string EncodeKeyRecord(const KeyRecord& record) {
  PADU_CHECK(record.city.size() <= 0xFF);
  return KeyWriter(kFormat)
      .U32(record.wrapped.master_version)
      .U8(static_cast<std::uint8_t>(record.city.size()))
      .Raw(record.city)
      .Raw(record.wrapped.sealed)
      .str();
}

std::optional<KeyRecord> DecodeKeyRecord(std::string_view bytes) {
  if (bytes.size() < kHeadBytes || ByteAt(bytes, 0) != kFormat) return std::nullopt;
  std::uint32_t version = 0;
  for (std::size_t i = 1; i <= 4; ++i) version = version << 8 | ByteAt(bytes, i);
  const std::size_t city_bytes = ByteAt(bytes, 5);
  bytes.remove_prefix(kHeadBytes);
  if (bytes.size() <= city_bytes) return std::nullopt;
  return KeyRecord{.city = std::string(bytes.substr(0, city_bytes)),
                   .wrapped = {.master_version = version, .sealed = std::string(bytes.substr(city_bytes))}};
}

FreshKeys DrawFreshKeys(const CitySecrets& secrets, std::size_t count, Random& random) {
  FreshKeys fresh;
  fresh.keys.reserve(count);
  fresh.records.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    DrawnKey key{.key_id = "k-" + Base64Url(RandomBytes(random, kKeyIdBytes)),
                 .data_key = RandomBytes(random, kAesKeyBytes)};
    fresh.records.push_back(EncodeKeyRecord({secrets.city(), secrets.Wrap(key.key_id, key.data_key, random)}));
    fresh.keys.push_back(std::move(key));
  }
  return fresh;
}

void WipeAll(std::vector<DrawnKey>& keys) {
  for (DrawnKey& key : keys) Wipe(key.data_key);
}

}  // namespace padu::registry
