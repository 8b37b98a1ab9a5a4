// A strong type over a plain value: a sequence is not an offset, a person id is not a household id.
#pragma once

#include <compare>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace padu {

template <typename Tag, typename T>
class Strong {
 public:
  using Value = T;

  constexpr Strong() = default;
  constexpr explicit Strong(T value) : value_(std::move(value)) {}

  constexpr const T& value() const { return value_; }
  constexpr auto operator<=>(const Strong&) const = default;

  friend std::ostream& operator<<(std::ostream& out, const Strong& s) { return out << s.value_; }

  template <typename H>
  friend H AbslHashValue(H h, const Strong& s) {
    return H::combine(std::move(h), s.value_);
  }

 private:
  T value_{};
};

}  // namespace padu
