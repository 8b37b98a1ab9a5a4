#include "common/base/days.h"

#include <cstdio>

namespace padu {
namespace {

// Days from civil and back: Howard Hinnant's algorithms over the proleptic Gregorian calendar.
Day DayOf(int year, int month, int day) {
  const int y = year - (month <= 2);
  const int era = y / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

struct Civil {
  int year;
  int month;
  int day;
};

Civil CivilOf(Day days) {
  const int z = days + 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int doe = z - era * 146097;
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int mp = (5 * doy + 2) / 153;
  const int month = mp + (mp < 10 ? 3 : -9);
  return {yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

// `count` digits at `at`; -1 if there is anything else.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<YearMonth> ParseMonth(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const YearMonth ym{Digits(text, 0, 4), Digits(text, 5, 2)};
  if (ym.year < 1900 || ym.month < 1 || ym.month > 12) return std::nullopt;
  return ym;
}

std::optional<Day> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[7] != '-') return std::nullopt;
  const auto ym = ParseMonth(text.substr(0, 7));
  const int day = Digits(text, 8, 2);
  if (!ym || day < 1 || day > 31) return std::nullopt;
  const Day days = DayOf(ym->year, ym->month, day);
  const Civil back = CivilOf(days);  // the 31st of a shorter month comes back as another day
  if (back.month != ym->month) return std::nullopt;
  return days;
}

std::string FormatDay(Day day) {
  const Civil c = CivilOf(day);
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02d", c.year, c.month, c.day);
  return text;
}

std::string FormatMonth(YearMonth ym) {
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02d", ym.year, ym.month);
  return text;
}

YearMonth MonthOf(Day day) {
  const Civil c = CivilOf(day);
  return {c.year, c.month};
}

std::uint32_t MonthNumber(YearMonth ym) { return static_cast<std::uint32_t>(ym.year * 12 + ym.month - 1); }

YearMonth MonthFromNumber(std::uint32_t number) {
  return {static_cast<int>(number / 12), static_cast<int>(number % 12) + 1};
}

Day FirstDay(YearMonth ym) { return DayOf(ym.year, ym.month, 1); }

int UtcOffsetHours(std::uint32_t city) {
  const std::uint32_t province = city / 100;
  if (province >= 81) return 9;                                      // Maluku, Papua: WIT
  if (province >= 51 && province != 61 && province != 62) return 8;  // Bali to Sulawesi, but west Kalimantan: WITA
  return 7;                                                          // WIB
}

Day LocalDay(UnixMicros instant, std::uint32_t city) {
  const std::int64_t local = instant + UtcOffsetHours(city) * kMicrosPerHour;
  const std::int64_t day = local / kMicrosPerDay - (local % kMicrosPerDay < 0);
  return static_cast<Day>(day);
}

UnixMicros DayBegin(Day day, std::uint32_t city) { return day * kMicrosPerDay - UtcOffsetHours(city) * kMicrosPerHour; }

}  // namespace padu
