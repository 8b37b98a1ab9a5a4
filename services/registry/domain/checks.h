// Checks of what a command says, shared by the decisions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/city.h"
#include "common/base/days.h"
#include "padu/registry/v1/facts.pb.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

enum class Presence { kRequired, kOptional };

// A text in clear: its bound, and that no NIK stands in it.
absl::Status CheckText(std::string_view text, std::string_view field, Presence presence);
// "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$" (AIP-122).
bool IsId(std::string_view text);
// "64", "64.74", "64.74.03", "64.74.03.1002".
bool IsRegionCode(std::string_view text);
// "UPPER_SNAKE_CASE".
bool IsReasonCode(std::string_view text);
absl::Status CheckRange(std::int64_t value, std::int64_t least, std::int64_t most, std::string_view field);
// A defined region of this city, and a kelurahan if `kelurahan`. REGION_UNKNOWN.
absl::Status CheckRegion(const store::Reader& tables, CityNumber city, std::string_view code, bool kelurahan,
                         std::string_view field);
// RT and RW: up to three digits.
absl::Status CheckPlace(const pb::Place& place, std::string_view field);
// Not after today, not absurdly early.
absl::Status CheckPastDay(Day day, Day today, std::string_view field);
absl::Status CheckSealed(const pb::SealedFields& sealed);

}  // namespace padu::registry
