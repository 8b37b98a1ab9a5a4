#include "common/journal/journal_clock.h"

#include <gtest/gtest.h>

namespace padu::journal {
namespace {

constexpr UnixMicros kStart = 1'700'000'000 * kMicrosPerSecond;

TEST(JournalClockTest, FollowsSmallStepsAndNeverGoesBack) {
  FakeClock wall(kStart);
  JournalClock clock(wall);
  clock.Start(kStart - 5, kStart);
  EXPECT_EQ(clock.Now(), kStart);
  wall.Advance(10);
  EXPECT_EQ(clock.Now(), kStart + 10);
  wall.JumpWall(-5 * kMicrosPerMinute);
  EXPECT_EQ(clock.Now(), kStart + 10) << "stands still rather than going back";
  wall.Advance(6 * kMicrosPerMinute);
  EXPECT_EQ(clock.Now(), kStart + 10 + kMicrosPerMinute);
  wall.JumpWall(kClockStepMax - 1);
  EXPECT_EQ(clock.Now(), kStart + 10 + kMicrosPerMinute + kClockStepMax - 1);
  EXPECT_FALSE(clock.step_refused());
}

TEST(JournalClockTest, AStepOfAnHourIsTakenByNoRowUntilConfirmed) {
  for (const std::int64_t step : {kClockStepMax, -kClockStepMax, 30 * kMicrosPerDay}) {
    FakeClock wall(kStart);
    JournalClock clock(wall);
    clock.Start(kStart, kStart);
    wall.JumpWall(step);
    wall.Advance(100);
    EXPECT_EQ(clock.Now(), kStart + 100) << "advances with the boot-time clock";
    EXPECT_TRUE(clock.step_refused());
    wall.Advance(100);
    EXPECT_EQ(clock.Now(), kStart + 200);
    clock.ConfirmStep();
    EXPECT_EQ(clock.Now(), step > 0 ? kStart + 200 + step : kStart + 200);
    EXPECT_FALSE(clock.step_refused());
  }
}

TEST(JournalClockTest, AStepThatIsTakenBackIsForgotten) {
  FakeClock wall(kStart);
  JournalClock clock(wall);
  clock.Start(kStart, kStart);
  wall.JumpWall(kMicrosPerDay);
  clock.Now();
  wall.JumpWall(-kMicrosPerDay);
  wall.Advance(7);
  EXPECT_EQ(clock.Now(), kStart + 7);
  EXPECT_FALSE(clock.step_refused());
}

TEST(JournalClockTest, AtStartAnyTimeIsTakenThatTheBrokerAgreesWith) {
  FakeClock wall(kStart);
  JournalClock clock(wall);
  clock.Start(kStart - 40 * kMicrosPerDay, kStart - kMicrosPerSecond);
  EXPECT_EQ(clock.Now(), kStart);
  EXPECT_FALSE(clock.step_refused());
}

TEST(JournalClockTest, AtStartAWallClockThatTheBrokerContradictsIsNotTaken) {
  FakeClock wall(kStart + 2 * kMicrosPerHour);
  JournalClock clock(wall);
  clock.Start(kStart - 10, kStart);
  wall.Advance(3);
  EXPECT_EQ(clock.Now(), kStart - 7);
  EXPECT_TRUE(clock.step_refused());
}

TEST(JournalClockTest, AtStartTheLastRowIsNotGoneBackBehind) {
  FakeClock wall(kStart);
  JournalClock clock(wall);
  clock.Start(kStart + kMicrosPerMinute, kStart);
  EXPECT_EQ(clock.Now(), kStart + kMicrosPerMinute);
}

}  // namespace
}  // namespace padu::journal
