#include "common/base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>

#include "common/base/check.h"

namespace padu {

void SystemRandom::Fill(std::span<char> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    PADU_CHECK(got > 0);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

void FakeRandom::Fill(std::span<char> bytes) {
  const std::lock_guard lock(mutex_);
  for (char& byte : bytes) byte = static_cast<char>(engine_() & 0xFF);
}

std::string RandomBytes(Random& random, std::size_t n) {
  std::string bytes(n, '\0');
  random.Fill(bytes);
  return bytes;
}

std::uint64_t RandomU64(Random& random) {
  char bytes[sizeof(std::uint64_t)];
  random.Fill(bytes);
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::string NewUlid(Random& random, UnixMicros now) {
  constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
  constexpr int kTimeDigits = 10;
  constexpr int kChanceDigits = 16;
  PADU_CHECK(now >= 0);
  std::string id(kTimeDigits + kChanceDigits, '0');
  auto millis = static_cast<std::uint64_t>(now / kMicrosPerMilli);
  for (int i = kTimeDigits - 1; i >= 0; --i, millis >>= 5) id[i] = kDigits[millis & 31];
  // Each digit takes five bits of a byte of its own: simpler than packing 80 bits, and as random.
  char chance[kChanceDigits];
  random.Fill(chance);
  for (int i = 0; i < kChanceDigits; ++i) id[kTimeDigits + i] = kDigits[static_cast<unsigned char>(chance[i]) & 31];
  return id;
}

std::string NewId(std::string_view prefix, Random& random, UnixMicros now) {
  return std::string(prefix) + "-" + NewUlid(random, now);
}

}  // namespace padu
