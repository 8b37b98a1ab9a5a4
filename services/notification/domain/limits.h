// Bounds of what notification does in one go (rule 16), and times that no city sets.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/clock.h"

namespace padu::notification {

// Alerts that one digest tells at most; the rest is told by the next.
inline constexpr std::size_t kAlertsPerDigest = 5'000;
// Alerts that one row gives to others.
inline constexpr int kMovesPerRow = 500;
// Silences of a city.
inline constexpr std::size_t kSilencesMax = 100;
inline constexpr std::int64_t kSilenceMost = 90 * kMicrosPerDay;
// Events kept of an alert: the first, and the latest.
inline constexpr int kEventsKept = 20;
// Bytes of a comment, an address.
inline constexpr std::size_t kTextBytesMax = 300;

// Nobody is told, and nothing goes further, while matching's journal is read this far behind: what is open may be over.
inline constexpr std::int64_t kBehindMost = 150 * kMicrosPerSecond;
// What waits for that is looked at again after this time; an alert (a city's may all be due, and each look is a row)
// after half as long as matching is behind, up to the longest.
inline constexpr std::int64_t kBehindPause = 30 * kMicrosPerSecond;
inline constexpr std::int64_t kBehindPauseMost = kMicrosPerHour;
// While matching looks at many households, digests wait for its end, and are looked at again after this time at most.
inline constexpr std::int64_t kSweepPause = kMicrosPerMinute;
// What is silenced is looked at again after this time at most.
inline constexpr std::int64_t kSilencedPause = kMicrosPerHour;

// Between attempts: the first pause, doubled each time up to the longest; half of it is chance.
inline constexpr std::int64_t kRetryFirst = 10 * kMicrosPerSecond;
inline constexpr std::int64_t kRetryMost = kMicrosPerHour;

// The texts in which digests are written (channels/templates.h).
inline constexpr std::uint32_t kTemplateVersion = 1;

}  // namespace padu::notification
