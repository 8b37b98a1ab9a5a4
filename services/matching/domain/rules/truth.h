// What a rule answers: yes, no, or unknown where the registry does not know (Kleene's three values).
#pragma once

#include <cstdint>

namespace padu::matching {

enum class Truth : std::uint8_t { kNo = 0, kUnknown = 1, kYes = 2 };

constexpr Truth TruthOf(bool yes) { return yes ? Truth::kYes : Truth::kNo; }
constexpr Truth Not(Truth t) { return static_cast<Truth>(2 - static_cast<std::uint8_t>(t)); }

// At least `count` of so many yes, no and unknown ones.
constexpr Truth AtLeast(int count, int yes, int unknown) {
  if (yes >= count) return Truth::kYes;
  return yes + unknown >= count ? Truth::kUnknown : Truth::kNo;
}

}  // namespace padu::matching
