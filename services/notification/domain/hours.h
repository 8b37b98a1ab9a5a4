// Times of the day and pauses, reckoned in the city's own zone. Pure.
#pragma once

#include "padu/notification/v1/settings.pb.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

// `at`, or the end of the quiet hours in which it lies.
UnixMicros AfterQuiet(const pb::Policy& policy, UnixMicros at, CityNumber city);

// How long a delivery waits after so many attempts (1 or more); `jitter` is chance from 0 to 999,999.
std::int64_t RetryPause(std::uint32_t attempts, std::uint32_t jitter);

// The instant at which a day of the city is over.
inline UnixMicros DayEnd(Day day, CityNumber city) { return DayBegin(day + 1, city); }

}  // namespace padu::notification
