#include "services/notification/domain/hours.h"

#include <algorithm>

#include "services/notification/domain/limits.h"

namespace padu::notification {

UnixMicros AfterQuiet(const pb::Policy& policy, UnixMicros at, CityNumber city) {
  const std::int64_t from = policy.quiet_from_minute() * kMicrosPerMinute;
  const std::int64_t until = policy.quiet_until_minute() * kMicrosPerMinute;
  if (from == until) return at;
  const UnixMicros begin = DayBegin(LocalDay(at, city), city);
  const std::int64_t time = at - begin;
  if (from < until) return time >= from && time < until ? begin + until : at;
  if (time < until) return begin + until;                  // the night's second half
  if (time >= from) return begin + kMicrosPerDay + until;  // its first half: Indonesia's days all have 24 hours
  return at;
}

std::int64_t RetryPause(std::uint32_t attempts, std::uint32_t jitter) {
  constexpr std::uint32_t kDoublings = 16;  // far above the longest pause
  const std::int64_t pause = std::min(kRetryMost, kRetryFirst << std::min(attempts - 1, kDoublings));
  return pause / 2 + pause / 2 * std::min<std::int64_t>(jitter, 999'999) / 1'000'000;
}

}  // namespace padu::notification
