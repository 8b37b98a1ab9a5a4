#include "services/registry/domain/checks.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "services/registry/domain/limits.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool ShortDigits(std::string_view text) { return text.size() <= 3 && std::all_of(text.begin(), text.end(), IsDigit); }

}  // namespace

absl::Status CheckText(std::string_view text, std::string_view field, Presence presence) {
  if (text.empty() && presence == Presence::kRequired) return RefusedField(Reason::kFieldMissing, field);
  if (text.size() > kTextBytesMax) return RefusedField(Reason::kFieldTooLong, field);
  if (HoldsSixteenDigits(text)) return RefusedField(Reason::kTextHoldsNik, field);
  return absl::OkStatus();
}

bool IsId(std::string_view text) {
  if (text.empty() || text.size() > kIdCharsMax || !IsLower(text.front()) || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; }) &&
         !HoldsSixteenDigits(text);
}

bool IsRegionCode(std::string_view text) {
  constexpr std::string_view kShape = "00.00.00.0000";
  if (text.size() != 2 && text.size() != 5 && text.size() != 8 && text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == '.' ? text[i] != '.' : !IsDigit(text[i])) return false;
  }
  return true;
}

bool IsReasonCode(std::string_view text) {
  if (text.empty() || text.size() > kIdCharsMax || !IsUpper(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return IsUpper(c) || IsDigit(c) || c == '_'; }) &&
         !HoldsSixteenDigits(text);
}

absl::Status CheckRange(std::int64_t value, std::int64_t least, std::int64_t most, std::string_view field) {
  if (value < least || value > most) return RefusedField(Reason::kFieldInvalid, field);
  return absl::OkStatus();
}

absl::Status CheckRegion(const store::Reader& tables, CityNumber city, std::string_view code, bool kelurahan,
                         std::string_view field) {
  if (code.empty()) return RefusedField(Reason::kFieldMissing, field);
  const auto row = IsRegionCode(code) ? Get<pb::RegionRow>(tables, RegionKey(city, code)) : std::nullopt;
  if (!row || (kelurahan && row->region().level() != pb::REGION_LEVEL_KELURAHAN)) {
    std::map<std::string, std::string> metadata{{"field", std::string(field)}};
    if (IsRegionCode(code)) metadata["region_code"] = std::string(code);
    return Refused(Reason::kRegionUnknown, std::move(metadata));
  }
  return absl::OkStatus();
}

absl::Status CheckPlace(const pb::Place& place, std::string_view field) {
  if (!ShortDigits(place.rt()) || !ShortDigits(place.rw())) return RefusedField(Reason::kFieldInvalid, field);
  constexpr int kLatitudeMaxE2 = 9000;
  constexpr int kLongitudeMaxE2 = 18000;
  if (std::abs(place.latitude_e2()) > kLatitudeMaxE2 || std::abs(place.longitude_e2()) > kLongitudeMaxE2) {
    return RefusedField(Reason::kFieldInvalid, field);
  }
  return absl::OkStatus();
}

absl::Status CheckPastDay(Day day, Day today, std::string_view field) {
  static constexpr Day kFirst = -25'567;  // 1900-01-01
  if (day > today) return RefusedField(Reason::kDayInFuture, field);
  if (day < kFirst) return RefusedField(Reason::kDayInvalid, field);
  return absl::OkStatus();
}

absl::Status CheckSealed(const pb::SealedFields& sealed) {
  if (sealed.fields_size() > kSealedFieldsMax) return RefusedField(Reason::kFieldTooLong, "personal");
  for (const pb::SealedField& field : sealed.fields()) {
    constexpr std::size_t kNonceAndTag = 28;
    if (field.sealed().size() > kSealedBytesMax + kNonceAndTag) {
      return RefusedField(Reason::kFieldTooLong, "personal");
    }
  }
  return absl::OkStatus();
}

}  // namespace padu::registry
