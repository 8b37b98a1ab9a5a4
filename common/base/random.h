// Chance as an input: what draws (ids, keys, nonces) takes this port.
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "common/base/clock.h"

namespace padu {

// Fills bytes. Any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<char> bytes) = 0;
};

// The kernel's: fit for keys.
class SystemRandom final : public Random {
 public:
  void Fill(std::span<char> bytes) override;
};

// The same bytes for the same seed, on every machine. For tests and simulations only.
class FakeRandom final : public Random {
 public:
  explicit FakeRandom(std::uint64_t seed) : engine_(seed) {}
  void Fill(std::span<char> bytes) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

std::string RandomBytes(Random& random, std::size_t n);
std::uint64_t RandomU64(Random& random);

// A ULID in lower case: 26 characters of Crockford's base32, 48 bits of milliseconds and 80 of chance. Ids of later
// milliseconds sort later. Written after a prefix: "hh-01j8...".
std::string NewUlid(Random& random, UnixMicros now);
// "hh" -> "hh-01j8...".
std::string NewId(std::string_view prefix, Random& random, UnixMicros now);

}  // namespace padu
