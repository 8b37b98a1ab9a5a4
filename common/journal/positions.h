// What the reads of every api share: positions and page tokens as opaque texts, sizes of pages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/journal/mailbox.h"
#include "padu/common/v1/read_position.pb.h"

namespace padu::journal {

// "<epoch number>.<life in hex>.<next>".
std::string PositionText(const Position& position);
// nullopt for an empty text; INVALID_ARGUMENT POSITION_INVALID.
absl::StatusOr<std::optional<Position>> ParsePosition(std::string_view text);

// Where a reader stands who has read to this row.
Position PositionAfter(const Row& row);

common::v1::ReadPosition ReadPositionOf(const Freshness& freshness);

// A page token holds a key of the store after which the page begins.
std::string PageToken(std::string_view key);
// The key, empty for an empty token; INVALID_ARGUMENT PAGE_TOKEN_INVALID unless it begins with `prefix`.
absl::StatusOr<std::string> ParsePageToken(std::string_view token, std::string_view prefix);

// 0 becomes 50, more than 500 becomes 500; INVALID_ARGUMENT PAGE_SIZE_NEGATIVE.
absl::StatusOr<int> PageSize(int asked);

}  // namespace padu::journal
