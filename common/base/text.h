// Small work on texts: what may stand in one that others see, and parts of one.
#pragma once

#include <string_view>
#include <vector>

namespace padu {

// Whether it is valid UTF-8 without control characters.
bool IsPlainText(std::string_view text);

// What lies between separators: "a,,b" -> {"a", "", "b"}; of an empty text one empty part.
std::vector<std::string_view> PartsOf(std::string_view text, char separator);

// Without spaces, tabs and line ends around it.
std::string_view Trimmed(std::string_view text);

}  // namespace padu
