// Bounds of what a submission may say. A test at each limit: rules_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/clock.h"

namespace padu::ledger {

inline constexpr std::size_t kMaxEventIdBytes = 64;
inline constexpr std::size_t kMaxReferenceBytes = 64;
inline constexpr std::size_t kMaxIdBytes = 63;  // of programmes, persons, households, families, stakeholders
inline constexpr std::size_t kMaxUnitBytes = 32;

// More in one disbursement is a slip of the keyboard: no household gets a billion rupiah.
inline constexpr std::int64_t kMaxRupiah = 1'000'000'000;
inline constexpr std::int64_t kMaxQuantity = 100'000;
inline constexpr std::int64_t kMaxTimes = 1'000;

// Aid may be recorded late (paper), but not later than this after it was given.
inline constexpr std::int32_t kMaxAgeDays = 3 * 366;
inline constexpr std::int32_t kMaxPeriodDays = 366;
// The journal's time may lag a little behind the stakeholder's clock around midnight.
inline constexpr std::int64_t kFutureGraceMicros = 10 * kMicrosPerMinute;

}  // namespace padu::ledger
