// The NIK (16 digits: district of first issue, day of birth, serial) and the KK number, as texts. Numbers never leave
// the api but as tokens or sealed; nothing here logs or keeps one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/days.h"
#include "padu/registry/v1/codes.pb.h"

namespace padu::registry {

// What is wrong with a NIK.
enum class NikProblem {
  kNone,
  kFormat,  // not 16 digits
  kDay,     // neither 01-31 nor 41-71
  kMonth,   // not 01-12
  kDate,    // no such day in 19YY nor in 20YY
  kSerial,  // 0000
};

// What a NIK says; of one with a problem only `problem` means anything.
struct Nik {
  NikProblem problem = NikProblem::kNone;
  v1::Sex sex = v1::SEX_UNSPECIFIED;
  // The latest day that fits and is not after the day of reading: the century is not in the number.
  Day birth_day = 0;
  std::string district;  // its first six digits
};

// Reads a NIK on a day of the city's calendar.
Nik ReadNik(std::string_view text, Day today);

// "FORMAT", "DAY", ...; empty for kNone.
std::string_view NameOf(NikProblem problem);

// "647499**********": all that is shown of a NIK with these first six digits. Empty for an empty district.
std::string MaskedNik(std::string_view district);

// What differs from what else is known of the person: never a reason to refuse. `birth_day` may be absent.
//   SEX_DIFFERS    the NIK says the other sex
//   DATE_DIFFERS   day, month or year of the century differ
//   AGE_OVER_110   by the recorded day of birth, or the NIK's
std::vector<std::string> NikWarnings(std::string_view text, v1::Sex sex, const std::optional<Day>& birth_day,
                                     Day today);

// 16 digits: all that can be said of a KK number without asking Dukcapil.
bool IsKkNumber(std::string_view text);

// Whether a text holds 16 digits in a row: such a text may not go where texts are read in clear.
bool HoldsSixteenDigits(std::string_view text);

}  // namespace padu::registry
