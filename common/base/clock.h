// Time as an input: nothing reads a clock but through this port, and no domain code reads one at all.
#pragma once

#include <atomic>
#include <cstdint>

namespace padu {

// An instant, in microseconds since the Unix epoch, UTC.
using UnixMicros = std::int64_t;

inline constexpr std::int64_t kMicrosPerMilli = 1000;
inline constexpr std::int64_t kMicrosPerSecond = 1000 * kMicrosPerMilli;
inline constexpr std::int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
inline constexpr std::int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
inline constexpr std::int64_t kMicrosPerDay = 24 * kMicrosPerHour;

class Clock {
 public:
  virtual ~Clock() = default;
  // The wall clock: may jump either way. Any thread.
  virtual UnixMicros WallNow() const = 0;
  // Microseconds since boot, sleep included (CLOCK_BOOTTIME): never goes back. Any thread.
  virtual std::int64_t BootNow() const = 0;
};

// The machine's clocks.
class SystemClock final : public Clock {
 public:
  // `ahead`: microseconds that the wall clock goes ahead of the machine's.
  explicit SystemClock(std::int64_t ahead = 0) : ahead_(ahead) {}

  UnixMicros WallNow() const override;
  std::int64_t BootNow() const override;

 private:
  std::int64_t ahead_;
};

// Clocks that stand still until moved. Any thread.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(UnixMicros wall = 0) : wall_(wall) {}
  UnixMicros WallNow() const override { return wall_; }
  std::int64_t BootNow() const override { return boot_; }
  void Advance(std::int64_t micros) { wall_ += micros, boot_ += micros; }
  void JumpWall(std::int64_t micros) { wall_ += micros; }

 private:
  std::atomic<UnixMicros> wall_;
  std::atomic<std::int64_t> boot_{1};
};

}  // namespace padu
