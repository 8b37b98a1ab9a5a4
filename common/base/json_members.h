// The members of a JSON object, and the elements of an array, as slices of their text, without building them: for the
// envelopes of structured CloudEvents, whose bytes must stay what they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace padu {

struct JsonMember {
  std::string_view name;   // without quotes; names with escapes are refused
  std::string_view value;  // as written, trimmed
};

// nullopt if the text is not one object, is nested deeper than kMaxJsonDepth or has more than kMaxJsonMembers members;
// what is inside values is not judged.
inline constexpr int kMaxJsonDepth = 32;
inline constexpr std::size_t kMaxJsonMembers = 64;
std::optional<std::vector<JsonMember>> JsonMembers(std::string_view text);

// The elements of a JSON array, as written, trimmed; nullopt if the text is not one array, is nested deeper than
// kMaxJsonDepth or has more than `most` elements.
std::optional<std::vector<std::string_view>> JsonElements(std::string_view text, std::size_t most);

// The text of a JSON string ("\"a\\u0062\"" -> "ab"); nullopt if it is none.
std::optional<std::string> JsonText(std::string_view value);

}  // namespace padu
