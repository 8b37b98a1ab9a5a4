// Chance for the sample: the same draws for the same seed on every machine and with every compiler, which the
// distributions of <random> do not promise. SplitMix64 (Steele, Lea, Flood 2014); integers only. Not for keys.
#pragma once

#include <cstdint>
#include <string_view>

namespace padu::sample {

// One thread. Copying it copies its future draws.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  // Dice of their own for one purpose: what one part draws does not move what another part gets.
  Dice For(std::string_view purpose) const;

  std::uint64_t Next();
  // 0 <= result < n; n > 0. Uneven by less than n / 2^32.
  int Below(int n) { return static_cast<int>(((Next() >> 32) * static_cast<std::uint64_t>(n)) >> 32); }
  // Both ends included.
  int Between(int least, int most) { return least + Below(most - least + 1); }
  // True in `per_mille` of 1,000 cases.
  bool Chance(int per_mille) { return Below(1000) < per_mille; }

  // One of an array's elements.
  template <typename Array>
  const auto& Pick(const Array& array) {
    return array[static_cast<std::size_t>(Below(static_cast<int>(std::size(array))))];
  }

 private:
  std::uint64_t state_;
};

// FNV-1a, 64 bits: to compare outputs, not for security.
class Fingerprint {
 public:
  Fingerprint& Add(std::string_view bytes);
  Fingerprint& Add(std::int64_t number);
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace padu::sample
