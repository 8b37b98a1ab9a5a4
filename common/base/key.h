// Keys that sort as their parts do (the FoundationDB tuple idea): big-endian integers, escaped texts.
//
//   u8, u32, u64   big-endian, fixed width
//   text           bytes with 0x00 written as 0x00 0xFF, ended by 0x00 0x01: a prefix sorts before what extends it
//
// An encoding once written is for ever; docs/formats.md lists every key and a golden-bytes test holds each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace padu {

class KeyWriter {
 public:
  KeyWriter() = default;
  // Starts a key of the table with this tag.
  explicit KeyWriter(std::uint8_t tag) { U8(tag); }

  KeyWriter& U8(std::uint8_t v);
  KeyWriter& U32(std::uint32_t v);
  KeyWriter& U64(std::uint64_t v);
  KeyWriter& Text(std::string_view v);
  // Bytes as they are: only for parts of fixed width, or last in the key.
  KeyWriter& Raw(std::string_view v);

  const std::string& str() const& { return bytes_; }
  std::string str() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads a key written by KeyWriter. A key that does not fit aborts: keys are our own, so it is a corrupt store.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : rest_(key) {}

  std::uint8_t U8();
  std::uint32_t U32();
  std::uint64_t U64();
  std::string Text();
  std::string_view Rest() const { return rest_; }
  bool Done() const { return rest_.empty(); }

 private:
  std::string_view Take(std::size_t n);
  std::string_view rest_;
};

// The least key above every key that begins with `prefix`; empty when there is none (all 0xFF).
std::string PrefixEnd(std::string_view prefix);

}  // namespace padu
