#include "services/paductl/sample/dice.h"

namespace padu::sample {

Dice Dice::For(std::string_view purpose) const {
  Dice dice(state_ ^ Fingerprint().Add(purpose).value());
  dice.Next();
  return dice;
}

std::uint64_t Dice::Next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

Fingerprint& Fingerprint::Add(std::string_view bytes) {
  for (const char c : bytes) {
    value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  value_ = (value_ ^ 0xffU) * 0x100000001b3U;  // an end, so that "ab","c" differs from "a","bc"
  return *this;
}

Fingerprint& Fingerprint::Add(std::int64_t number) {
  char bytes[8];
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
  return Add(std::string_view(bytes, sizeof bytes));
}

}  // namespace padu::sample
