#include "common/base/clock.h"

#include <time.h>

namespace padu {
namespace {

std::int64_t Read(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return static_cast<std::int64_t>(t.tv_sec) * kMicrosPerSecond + t.tv_nsec / 1000;
}

}  // namespace

UnixMicros SystemClock::WallNow() const { return Read(CLOCK_REALTIME) + ahead_; }
std::int64_t SystemClock::BootNow() const { return Read(CLOCK_BOOTTIME); }

}  // namespace padu
