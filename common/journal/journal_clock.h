// The time of a journal (ARCHITECTURE.md, rule 15): never goes back, advances with the boot-time clock, and follows the
// wall clock in steps of under an hour. A larger step is taken by no row until an operator confirms it.
#pragma once

#include "common/base/clock.h"

namespace padu::journal {

inline constexpr std::int64_t kClockStepMax = kMicrosPerHour;

// One thread.
class JournalClock {
 public:
  explicit JournalClock(const Clock& clock) : clock_(clock) {}

  // The journal's last row was decided at `last`, and the broker put `broker_time` on the own epoch marker just now: if
  // the wall clock agrees with it within kClockStepMax, any time since the last row is taken.
  void Start(UnixMicros last, UnixMicros broker_time);

  // The journal's time now.
  UnixMicros Now();

  // The wall clock is off by kClockStepMax or more from the journal's time, and no row follows it.
  bool step_refused() const { return step_refused_; }
  // An operator confirmed the wall clock.
  void ConfirmStep();

 private:
  const Clock& clock_;
  UnixMicros now_ = 0;   // the last time given out
  UnixMicros base_ = 0;  // the journal's time at boot time base_boot_
  std::int64_t base_boot_ = 0;
  bool step_refused_ = false;
};

}  // namespace padu::journal
