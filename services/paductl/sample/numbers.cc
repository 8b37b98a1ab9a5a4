#include "services/paductl/sample/numbers.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"

namespace padu::sample {
namespace {

std::string DayText(absl::CivilDay day, int day_shift) {
  return absl::StrFormat("%02d%02d%02d", day.day() + day_shift, day.month(), static_cast<int>(day.year() % 100));
}

}  // namespace

std::string NumberBook::NextNik(absl::CivilDay birth, Sex sex) {
  constexpr int kWomanShift = 40;
  return Next(DayText(birth, sex == Sex::kFemale ? kWomanShift : 0));
}

std::string NumberBook::NextKkNumber(absl::CivilDay recorded) { return Next(DayText(recorded, 0)); }

std::string NumberBook::Next(std::string day) {
  constexpr int kSerialMax = 9999;
  const int serial = ++used_[day];
  PADU_CHECK(serial <= kSerialMax);
  return std::string(kSyntheticPrefix) + day + absl::StrFormat("%04d", serial);
}

}  // namespace padu::sample
