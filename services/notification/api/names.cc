#include "services/notification/api/names.h"

#include <algorithm>
#include <charconv>

#include "common/base/city.h"
#include "common/base/status.h"

namespace padu::notification {
namespace {

constexpr std::string_view kCities = "cities/";
constexpr std::size_t kIdBytesMax = 63;

// An id as AIP-122 has them; alerts' and silences' begin with a digit.
bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kIdBytesMax && id.front() != '-' &&
         std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

absl::Status InvalidName(std::string_view field, const std::string& form) {
  return InvalidField(field, "NAME_INVALID", "Nama tidak sesuai bentuknya: " + form + ".",
                      "The name is not of the form " + form + ".");
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Takes the city and what follows it up to what is its own.
bool TakeCity(std::string_view& name, std::string_view then, CityNumber& city) {
  if (!TakePrefix(name, kCities)) return false;
  const auto parsed = ParseCityCode(name.substr(0, name.find('/')));
  if (!parsed) return false;
  city = *parsed;
  name.remove_prefix(std::min(name.size(), name.find('/')));
  return TakePrefix(name, then);
}

template <typename Number>
bool ParseNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

absl::Status InvalidField(std::string_view field, std::string_view reason, std::string text_id, std::string text_en) {
  return Refuse(absl::StatusCode::kInvalidArgument, {.reason = std::string(reason),
                                                     .text_id = std::move(text_id),
                                                     .text_en = std::move(text_en),
                                                     .metadata = {{"field", std::string(field)}}});
}

std::string CityName(CityNumber city) { return std::string(kCities) + CityCode(city); }

std::string NameOf(CityNumber city, std::string_view collection, std::string_view id) {
  if (id.empty()) return "";
  return CityName(city).append("/").append(collection).append("/").append(id);
}

std::string AlertName(CityNumber city, const pb::AlertId& alert) {
  return NameOf(city, "alerts", std::to_string(alert.sequence()) + "-" + std::to_string(alert.index()));
}

std::string DigestName(CityNumber city, Sequence digest) { return NameOf(city, "digests", std::to_string(digest)); }

std::string DeliveryName(CityNumber city, const pb::DeliveryId& delivery) {
  std::string channel = pb::Channel_Name(delivery.channel()).substr(std::string_view("CHANNEL_").size());
  for (char& c : channel) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return DigestName(city, delivery.digest()) + "/deliveries/" + channel;
}

std::string ContactId(std::string_view recipient) { return std::string(recipient.substr(recipient.find('/') + 1)); }

std::string RecipientOf(std::string_view contact_id) {
  return contact_id == kOperations ? std::string(contact_id) : std::string(kStakeholderPrefix).append(contact_id);
}

absl::StatusOr<CityNumber> CityOf(std::string_view name) {
  return ParseCityName(name.substr(0, name.find('/', kCities.size())), "name");
}

absl::StatusOr<CityNumber> ParseCityName(std::string_view name, std::string_view field) {
  CityNumber city = 0;
  if (TakeCity(name, "", city) && name.empty()) return city;
  return InvalidName(field, "cities/64.74");
}

absl::StatusOr<NamedId> ParseName(std::string_view name, std::string_view collection, std::string_view field) {
  NamedId named;
  if (TakeCity(name, "/" + std::string(collection) + "/", named.city) && IsId(name)) {
    named.id = std::string(name);
    return named;
  }
  return InvalidName(field, "cities/64.74/" + std::string(collection) + "/{id}");
}

absl::StatusOr<CityNumber> ParseSingleName(std::string_view name, std::string_view single, std::string_view field) {
  CityNumber city = 0;
  if (TakeCity(name, "/" + std::string(single), city) && name.empty()) return city;
  return InvalidName(field, "cities/64.74/" + std::string(single));
}

absl::StatusOr<std::string> IdIn(CityNumber city, std::string_view name, std::string_view collection,
                                 std::string_view field) {
  if (name.empty()) return std::string();
  ASSIGN_OR_RETURN(NamedId named, ParseName(name, collection, field));
  if (named.city != city) return InvalidName(field, NameOf(city, collection, "{id}"));
  return std::move(named.id);
}

absl::StatusOr<pb::AlertId> ParseAlertId(std::string_view id) {
  const std::size_t dash = id.find('-');
  Sequence sequence = 0;
  std::uint32_t index = 0;
  if (dash == std::string_view::npos || !ParseNumber(id.substr(0, dash), sequence) ||
      !ParseNumber(id.substr(dash + 1), index)) {
    return InvalidName("name", "cities/64.74/alerts/12-0");
  }
  pb::AlertId alert;
  alert.set_sequence(sequence);
  alert.set_index(index);
  return alert;
}

std::string DayText(Day day) { return day == 0 ? "" : FormatDay(day); }

absl::StatusOr<Day> ParseDayField(std::string_view text, std::string_view field) {
  const auto day = ParseDay(text);
  if (day) return *day;
  return InvalidField(field, "DAY_INVALID", "Tulis hari seperti 2026-03-02.", "Write a day like 2026-03-02.");
}

}  // namespace padu::notification
