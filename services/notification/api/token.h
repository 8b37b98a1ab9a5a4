// The token in a digest's link: signed with the city's secret, for one digest, until a time. Whoever holds it may see
// and answer this digest and nothing else. It holds no personal data.
//
// Base64url of: u8 1, u32 key version, u32 city, u64 digest, u64 until (seconds since the Unix epoch), HMAC-SHA-256.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

struct DigestLink {
  CityNumber city = 0;
  Sequence digest = 0;
  UnixMicros until = 0;  // whole seconds
};

std::string MakeToken(const DigestLink& link, const CitySecrets& secrets);

// The city that a token says it is of, before anything is proved: to find its secrets. LINK_INVALID.
absl::StatusOr<CityNumber> CityOfToken(std::string_view token);
// LINK_INVALID if it was not made by these secrets, or under a version that is no longer live; LINK_EXPIRED.
absl::StatusOr<DigestLink> ReadToken(std::string_view token, const CitySecrets& secrets, UnixMicros now);

absl::Status LinkInvalid();

}  // namespace padu::notification
