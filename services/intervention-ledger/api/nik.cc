#include "services/intervention-ledger/api/nik.h"

#include <algorithm>

namespace padu::ledger {
namespace {

constexpr std::size_t kNikDigits = 16;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int Two(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

}  // namespace

bool IsNik(std::string_view text) {
  if (text.size() != kNikDigits || !std::all_of(text.begin(), text.end(), IsDigit)) return false;
  const int province = Two(text, 0);
  const int day = Two(text, 6) > 40 ? Two(text, 6) - 40 : Two(text, 6);
  const int month = Two(text, 8);
  return province >= 11 && province <= 97 && day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

bool HoldsNik(std::string_view text) {
  std::size_t run = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && IsDigit(text[i])) {
      ++run;
      continue;
    }
    if (run == kNikDigits && IsNik(text.substr(i - run, run))) return true;
    run = 0;
  }
  return false;
}

}  // namespace padu::ledger
