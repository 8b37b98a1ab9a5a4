// What a NIK looks like. Only the api ever sees one; behind it there are tokens.
#pragma once

#include <string_view>

namespace padu::ledger {

// 16 digits: a province, and a day of birth (women: plus 40) and month that there are.
bool IsNik(std::string_view text);

// Whether a run of exactly 16 digits in the text is one.
bool HoldsNik(std::string_view text);

}  // namespace padu::ledger
