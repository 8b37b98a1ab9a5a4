#include "common/base/clock.h"

#include <gtest/gtest.h>

#include <chrono>

namespace padu {
namespace {

TEST(SystemClock, TheWallAgreesWithTheLibrary) {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto library = [] {
    return duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  };
  const UnixMicros before = library();
  const UnixMicros now = SystemClock().WallNow();
  EXPECT_LE(before, now);
  EXPECT_LE(now, library());
}

TEST(SystemClock, BootTimePassesAndNeverGoesBack) {
  const SystemClock clock;
  const std::int64_t start = clock.BootNow();
  EXPECT_GT(start, 0);
  std::int64_t last = start;
  while (last < start + kMicrosPerMilli) {
    const std::int64_t now = clock.BootNow();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(FakeClock, StandsStillUntilMoved) {
  FakeClock clock(kMicrosPerDay);
  const std::int64_t boot = clock.BootNow();
  EXPECT_EQ(clock.WallNow(), kMicrosPerDay);
  EXPECT_EQ(clock.WallNow(), kMicrosPerDay);
  clock.Advance(kMicrosPerMinute);
  EXPECT_EQ(clock.WallNow(), kMicrosPerDay + kMicrosPerMinute);
  EXPECT_EQ(clock.BootNow(), boot + kMicrosPerMinute);
}

TEST(FakeClock, AJumpOfTheWallLeavesBootTimeAlone) {
  FakeClock clock(kMicrosPerDay);
  const std::int64_t boot = clock.BootNow();
  clock.JumpWall(-kMicrosPerHour);
  EXPECT_EQ(clock.WallNow(), 23 * kMicrosPerHour);
  EXPECT_EQ(clock.BootNow(), boot);
}

}  // namespace
}  // namespace padu
