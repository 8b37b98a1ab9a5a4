#include "common/base/key.h"

#include "common/base/check.h"

namespace padu {

KeyWriter& KeyWriter::U8(std::uint8_t v) {
  bytes_.push_back(static_cast<char>(v));
  return *this;
}

KeyWriter& KeyWriter::U32(std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes_.push_back(static_cast<char>(v >> shift));
  return *this;
}

KeyWriter& KeyWriter::U64(std::uint64_t v) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes_.push_back(static_cast<char>(v >> shift));
  return *this;
}

KeyWriter& KeyWriter::Text(std::string_view v) {
  for (const char c : v) {
    bytes_.push_back(c);
    if (c == '\0') bytes_.push_back('\xFF');
  }
  bytes_.push_back('\0');
  bytes_.push_back('\x01');
  return *this;
}

KeyWriter& KeyWriter::Raw(std::string_view v) {
  bytes_.append(v);
  return *this;
}

std::string_view KeyReader::Take(std::size_t n) {
  if (rest_.size() < n) PADU_FATAL("a key in the store is shorter than its format");
  const std::string_view taken = rest_.substr(0, n);
  rest_.remove_prefix(n);
  return taken;
}

std::uint8_t KeyReader::U8() { return static_cast<std::uint8_t>(Take(1)[0]); }

std::uint32_t KeyReader::U32() {
  std::uint32_t v = 0;
  for (const char c : Take(4)) v = v << 8 | static_cast<std::uint8_t>(c);
  return v;
}

std::uint64_t KeyReader::U64() {
  std::uint64_t v = 0;
  for (const char c : Take(8)) v = v << 8 | static_cast<std::uint8_t>(c);
  return v;
}

std::string KeyReader::Text() {
  std::string text;
  for (;;) {
    const char c = Take(1)[0];
    if (c != '\0') {
      text.push_back(c);
      continue;
    }
    const char next = Take(1)[0];
    if (next == '\x01') return text;
    if (next != '\xFF') PADU_FATAL("a text in a key of the store has a wrong escape");
    text.push_back('\0');
  }
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty()) {
    const auto last = static_cast<std::uint8_t>(end.back());
    if (last != 0xFF) {
      end.back() = static_cast<char>(last + 1);
      return end;
    }
    end.pop_back();
  }
  return end;
}

}  // namespace padu
