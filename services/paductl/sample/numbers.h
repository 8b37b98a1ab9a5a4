// Synthetic NIK and KK numbers: their first six digits, 647499, name a kecamatan that does not exist.
#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "services/paductl/sample/city.h"

namespace padu::sample {

inline constexpr std::string_view kSyntheticPrefix = "647499";

// Draws numbers of one kind, each once: serials count up within a day.
class NumberBook {
 public:
  // prefix, DDMMYY with 40 added to a woman's day, serial.
  std::string NextNik(absl::CivilDay birth, Sex sex);
  // prefix, DDMMYY of the recording, serial.
  std::string NextKkNumber(absl::CivilDay recorded);

 private:
  std::string Next(std::string day);
  absl::flat_hash_map<std::string, int> used_;
};

}  // namespace padu::sample
