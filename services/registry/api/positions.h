// Positions of reads, and page tokens, as opaque texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/journal/mailbox.h"
#include "padu/registry/v1/read_position.pb.h"

namespace padu::registry {

// "<epoch number>.<life in hex>.<next>".
std::string PositionText(const journal::Position& position);
// nullopt for an empty text; INVALID_ARGUMENT POSITION_INVALID.
absl::StatusOr<std::optional<journal::Position>> ParsePosition(std::string_view text);

padu::registry::v1::ReadPosition ReadPositionOf(const journal::Freshness& freshness);

// A page token holds a key of the store after which the page begins.
std::string PageToken(std::string_view key);
// The key, empty for an empty token; INVALID_ARGUMENT PAGE_TOKEN_INVALID unless it begins with `prefix`.
absl::StatusOr<std::string> ParsePageToken(std::string_view token, std::string_view prefix);

// 0 becomes 50, more than 500 becomes 500; INVALID_ARGUMENT PAGE_SIZE_NEGATIVE.
absl::StatusOr<int> PageSize(int asked);

}  // namespace padu::registry
