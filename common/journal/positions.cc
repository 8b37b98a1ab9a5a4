#include "common/journal/positions.h"

#include <algorithm>
#include <charconv>

#include "common/base/crypto.h"
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace padu::journal {
namespace {

constexpr int kPageDefault = 50;
constexpr int kPageMax = 500;

absl::Status Invalid(const char* reason, const char* text_id, const char* text_en) {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {.reason = reason, .text_id = text_id, .text_en = text_en, .metadata = {}});
}

template <typename T>
bool TakeNumber(std::string_view& rest, int base, char end, T& value) {
  const auto [at, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
  if (error != std::errc()) return false;
  rest.remove_prefix(static_cast<std::size_t>(at - rest.data()));
  if (end == '\0') return rest.empty();
  if (rest.empty() || rest.front() != end) return false;
  rest.remove_prefix(1);
  return true;
}

std::string HexNumber(std::uint64_t value) {
  char text[17];
  const auto end = std::to_chars(text, text + sizeof(text), value, 16).ptr;
  return {text, end};
}

}  // namespace

std::string PositionText(const Position& position) {
  return std::to_string(position.epoch.number()) + "." + HexNumber(position.epoch.life()) + "." +
         std::to_string(position.next);
}

absl::StatusOr<std::optional<Position>> ParsePosition(std::string_view text) {
  if (text.empty()) return std::optional<Position>();
  std::uint64_t number = 0;
  std::uint64_t life = 0;
  Position position;
  if (!TakeNumber(text, 10, '.', number) || !TakeNumber(text, 16, '.', life) ||
      !TakeNumber(text, 10, '\0', position.next)) {
    return Invalid("POSITION_INVALID", "Posisi baca tidak sah; pakai yang diberikan jawaban sebelumnya.",
                   "The position is not valid; use one that an earlier answer gave.");
  }
  position.epoch.set_number(number);
  position.epoch.set_life(life);
  return std::optional(position);
}

Position PositionAfter(const Row& row) {
  Position position;
  position.epoch.set_number(row.epoch_number());
  position.epoch.set_life(row.epoch_life());
  position.next = row.sequence() + 1;
  return position;
}

common::v1::ReadPosition ReadPositionOf(const Freshness& freshness) {
  common::v1::ReadPosition read;
  read.set_position(PositionText(freshness.position));
  read.set_confirmed(freshness.confirmed);
  read.set_contact_age_ms(absl::ToInt64Milliseconds(freshness.since_contact));
  *read.mutable_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(freshness.time);
  return read;
}

std::string PageToken(std::string_view key) { return Base64Url(key); }

absl::StatusOr<std::string> ParsePageToken(std::string_view token, std::string_view prefix) {
  if (token.empty()) return std::string();
  auto key = FromBase64Url(token);
  if (!key || !std::string_view(*key).starts_with(prefix)) {
    return Invalid("PAGE_TOKEN_INVALID", "Penanda halaman tidak sah untuk permintaan ini; mulai dari halaman pertama.",
                   "The page token is not valid for this request; begin with the first page.");
  }
  return *std::move(key);
}

absl::StatusOr<int> PageSize(int asked) {
  if (asked < 0) {
    return Invalid("PAGE_SIZE_NEGATIVE", "Ukuran halaman tidak boleh negatif.", "The page size must not be negative.");
  }
  return asked == 0 ? kPageDefault : std::min(asked, kPageMax);
}

}  // namespace padu::journal
