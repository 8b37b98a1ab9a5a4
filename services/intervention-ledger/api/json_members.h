// The members of a JSON object as slices of its text, without building it: for the envelope of structured CloudEvents.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace padu::ledger {

struct JsonMember {
  std::string_view name;   // without quotes; names with escapes are refused
  std::string_view value;  // as written, trimmed
};

// nullopt if the text is not one object, is nested deeper than kMaxJsonDepth or has more than kMaxJsonMembers members;
// what is inside values is not judged.
inline constexpr int kMaxJsonDepth = 32;
inline constexpr std::size_t kMaxJsonMembers = 64;
std::optional<std::vector<JsonMember>> JsonMembers(std::string_view text);

// The text of a JSON string ("\"a\\u0062\"" -> "ab"); nullopt if it is none.
std::optional<std::string> JsonText(std::string_view value);

}  // namespace padu::ledger
