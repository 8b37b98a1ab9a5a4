#include "services/registry/domain/nik.h"

#include <algorithm>
#include <cstdio>

namespace padu::registry {
namespace {

constexpr std::size_t kDigits = 16;
constexpr std::size_t kDistrictDigits = 6;
constexpr int kFemaleOffset = 40;
constexpr int kAgeMax = 110;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::optional<Day> DayIn(int year, int month, int day) {
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
  return ParseDay(text);
}

// The latest that fits and is not after `today`; else the earliest that fits.
std::optional<Day> BirthDay(int year_of_century, int month, int day, Day today) {
  const auto before = DayIn(1900 + year_of_century, month, day);
  const auto after = DayIn(2000 + year_of_century, month, day);
  if (after && (*after <= today || !before)) return after;
  return before;
}

}  // namespace

Nik ReadNik(std::string_view text, Day today) {
  const auto problem = [](NikProblem p) { return Nik{.problem = p}; };
  if (text.size() != kDigits || !AllDigits(text)) return problem(NikProblem::kFormat);
  int day = Number(text.substr(6, 2));
  const int month = Number(text.substr(8, 2));
  Nik nik{.sex = v1::SEX_MALE, .district = std::string(text.substr(0, kDistrictDigits))};
  if (day > kFemaleOffset) {
    nik.sex = v1::SEX_FEMALE;
    day -= kFemaleOffset;
  }
  if (day < 1 || day > 31) return problem(NikProblem::kDay);
  if (month < 1 || month > 12) return problem(NikProblem::kMonth);
  const auto birth_day = BirthDay(Number(text.substr(10, 2)), month, day, today);
  if (!birth_day) return problem(NikProblem::kDate);
  if (Number(text.substr(12, 4)) == 0) return problem(NikProblem::kSerial);
  nik.birth_day = *birth_day;
  return nik;
}

std::string_view NameOf(NikProblem problem) {
  switch (problem) {
    case NikProblem::kNone:
      return "";
    case NikProblem::kFormat:
      return "FORMAT";
    case NikProblem::kDay:
      return "DAY";
    case NikProblem::kMonth:
      return "MONTH";
    case NikProblem::kDate:
      return "DATE";
    case NikProblem::kSerial:
      return "SERIAL";
  }
  return "";
}

std::string MaskedNik(std::string_view district) {
  if (district.empty()) return "";
  return std::string(district) + std::string(kDigits - kDistrictDigits, '*');
}

std::vector<std::string> NikWarnings(std::string_view text, v1::Sex sex, const std::optional<Day>& birth_day,
                                     Day today) {
  std::vector<std::string> warnings;
  const Nik nik = ReadNik(text, today);
  if (nik.problem != NikProblem::kNone) return warnings;
  if (sex != v1::SEX_UNSPECIFIED && sex != nik.sex) warnings.emplace_back("SEX_DIFFERS");
  if (birth_day) {
    // "1985-08-17" -> DDMMYY, without the offset of women.
    const std::string day = FormatDay(*birth_day);
    const int recorded = Number(day.substr(8, 2)) * 10000 + Number(day.substr(5, 2)) * 100 + Number(day.substr(2, 2));
    int said = Number(text.substr(6, 6));
    if (nik.sex == v1::SEX_FEMALE) said -= kFemaleOffset * 10000;
    if (said != recorded) warnings.emplace_back("DATE_DIFFERS");
  }
  const int age = MonthOf(today).year - MonthOf(birth_day.value_or(nik.birth_day)).year;
  if (age > kAgeMax) warnings.emplace_back("AGE_OVER_110");
  return warnings;
}

bool IsKkNumber(std::string_view text) { return text.size() == kDigits && AllDigits(text); }

bool HoldsSixteenDigits(std::string_view text) {
  std::size_t run = 0;
  for (const char c : text) {
    run = IsDigit(c) ? run + 1 : 0;
    if (run == kDigits) return true;
  }
  return false;
}

}  // namespace padu::registry
