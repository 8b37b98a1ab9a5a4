// What stands in padu.registry.keys.v1: a data key wrapped by its city's master key, under a random key id.
//
//   key    "k-" and 22 characters of base64url that mean nothing; kProbeKey: no data key, an owner finds the end by it
//   value  u8 format (1), u32 version of the master key (big-endian), u8 length of the city, the city, the sealed key;
//          none (a tombstone): erased for ever
//
// The bytes are for ever; key_topic_test.cc holds them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/base/secrets.h"

namespace padu::registry {

inline constexpr char kKeysTopic[] = "padu.registry.keys.v1";
inline constexpr std::string_view kProbeKey = "probe";

// A wrapped key and the city whose master key wraps it.
struct KeyRecord {
  std::string city;
  WrappedKey wrapped;
};

std::string EncodeKeyRecord(const KeyRecord& record);
// nullopt: not of a format that this binary knows.
std::optional<KeyRecord> DecodeKeyRecord(std::string_view bytes);

// A key that may seal data: it is confirmed in the topic.
struct DrawnKey {
  std::string key_id;
  std::string data_key;  // 32 bytes; whoever holds it wipes it
};
using DrawDone = std::function<void(absl::StatusOr<std::vector<DrawnKey>>)>;

// Keys that are not yet written anywhere; records[i] is the value for keys[i].
struct FreshKeys {
  std::vector<DrawnKey> keys;
  std::vector<std::string> records;
};
FreshKeys DrawFreshKeys(const CitySecrets& secrets, std::size_t count, Random& random);

void WipeAll(std::vector<DrawnKey>& keys);

}  // namespace padu::registry
