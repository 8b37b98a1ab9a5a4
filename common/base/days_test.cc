#include "common/base/days.h"

#include <gtest/gtest.h>

namespace padu {
namespace {

TEST(DaysTest, ReadsAndWrites) {
  EXPECT_EQ(ParseDay("1970-01-01"), 0);
  EXPECT_EQ(ParseDay("1969-12-31"), -1);
  EXPECT_EQ(ParseDay("2026-03-02"), 20'514);
  for (Day day = -25'000; day < 60'000; ++day) ASSERT_EQ(ParseDay(FormatDay(day)), day);
}

TEST(DaysTest, RefusesWhatIsNoDay) {
  for (const char* text :
       {"", "2026-3-2", "2026-03-2", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31", "2026-03-00", "2026/03/02",
        "02-03-2026", "2026-03-02 ", "2026-03-0x", "1899-12-31", "-026-03-02", "2026-03-02T00:00:00Z"}) {
    EXPECT_FALSE(ParseDay(text).has_value()) << text;
  }
  EXPECT_TRUE(ParseDay("2028-02-29").has_value());
}

TEST(DaysTest, Months) {
  EXPECT_EQ(MonthOf(*ParseDay("2026-03-31")), (YearMonth{2026, 3}));
  EXPECT_EQ(FirstDay({2026, 3}), ParseDay("2026-03-01"));
  EXPECT_EQ(FormatMonth(MonthFromNumber(MonthNumber({2026, 12}))), "2026-12");
  EXPECT_FALSE(ParseMonth("2026-13").has_value());
  EXPECT_FALSE(ParseMonth("2026-3").has_value());
}

TEST(DaysTest, EachCityHasItsZone) {
  EXPECT_EQ(UtcOffsetHours(6474), 8);  // Bontang
  EXPECT_EQ(UtcOffsetHours(3173), 7);  // Jakarta
  EXPECT_EQ(UtcOffsetHours(6171), 7);  // Pontianak
  EXPECT_EQ(UtcOffsetHours(5171), 8);  // Denpasar
  EXPECT_EQ(UtcOffsetHours(9171), 9);  // Jayapura
  const UnixMicros evening = 16 * kMicrosPerHour;
  EXPECT_EQ(LocalDay(evening, 6474), 1);
  EXPECT_EQ(LocalDay(evening - 1, 6474), 0);
  EXPECT_EQ(LocalDay(-9 * kMicrosPerHour, 6474), -1);
}

TEST(Days, ADayBeginsAtTheCitysMidnight) {
  const Day day = *ParseDay("2026-03-16");
  for (const std::uint32_t city : {6474U, 3174U, 9171U}) {
    EXPECT_EQ(LocalDay(DayBegin(day, city), city), day);
    EXPECT_EQ(LocalDay(DayBegin(day, city) - 1, city), day - 1);
  }
}

}  // namespace
}  // namespace padu
