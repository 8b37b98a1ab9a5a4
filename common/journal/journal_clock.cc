#include "common/journal/journal_clock.h"

#include <algorithm>
#include <cstdlib>

namespace padu::journal {

void JournalClock::Start(UnixMicros last, UnixMicros broker_time) {
  const UnixMicros wall = clock_.WallNow();
  const bool agrees = std::llabs(wall - broker_time) < kClockStepMax;
  now_ = last;
  base_ = agrees ? std::max(wall, last) : last;
  base_boot_ = clock_.BootNow();
  step_refused_ = false;
}

UnixMicros JournalClock::Now() {
  const std::int64_t boot = clock_.BootNow();
  const UnixMicros wall = clock_.WallNow();
  const UnixMicros by_boot = base_ + (boot - base_boot_);
  step_refused_ = std::llabs(wall - by_boot) >= kClockStepMax;
  base_ = step_refused_ ? by_boot : wall;
  base_boot_ = boot;
  now_ = std::max(now_, base_);
  return now_;
}

void JournalClock::ConfirmStep() {
  base_ = clock_.WallNow();
  base_boot_ = clock_.BootNow();
  step_refused_ = false;
}

}  // namespace padu::journal
