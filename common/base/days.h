// Days of a city's own calendar: numbers of days since 1970-01-01, so that they sort, subtract and take four bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.h"

namespace padu {

using Day = std::int32_t;

struct YearMonth {
  int year = 0;
  int month = 0;  // 1 to 12
  auto operator<=>(const YearMonth&) const = default;
};

// "2026-03-02" -> its day; nullopt if it is not exactly of this form or no day of the calendar. Years 1900 to 9999.
std::optional<Day> ParseDay(std::string_view text);
std::string FormatDay(Day day);

// "2026-03" and back.
std::optional<YearMonth> ParseMonth(std::string_view text);
std::string FormatMonth(YearMonth month);

YearMonth MonthOf(Day day);
// Months since year 0: sorts as months do.
std::uint32_t MonthNumber(YearMonth month);
YearMonth MonthFromNumber(std::uint32_t number);
Day FirstDay(YearMonth month);

// Indonesia has three zones and no summer time: hours ahead of UTC by the city's province (6474 -> 64 -> 8).
int UtcOffsetHours(std::uint32_t city);
// The day it is in the city at this instant.
Day LocalDay(UnixMicros instant, std::uint32_t city);
// The instant at which a day of the city begins.
UnixMicros DayBegin(Day day, std::uint32_t city);

}  // namespace padu
