#include "common/base/key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace padu {
namespace {

using std::string_literals::operator""s;

// These bytes are on disks: a failure here means that a store written before cannot be read.
TEST(KeyGolden, EachPartHasItsBytes) {
  EXPECT_EQ(KeyWriter().U8(0xAB).str(), "\xAB");
  EXPECT_EQ(KeyWriter().U32(0x01020304).str(), "\x01\x02\x03\x04");
  EXPECT_EQ(KeyWriter().U32(0xFFFFFFFE).str(), "\xFF\xFF\xFF\xFE");
  EXPECT_EQ(KeyWriter().U64(0x0102030405060708).str(), "\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(KeyWriter().U64(1).str(), "\0\0\0\0\0\0\0\x01"s);
  EXPECT_EQ(KeyWriter().Text("").str(), "\0\x01"s);
  EXPECT_EQ(KeyWriter().Text("baznas").str(), "baznas\0\x01"s);
  EXPECT_EQ(KeyWriter().Text("a\0b"s).str(), "a\0\xFF\x62\0\x01"s);
  EXPECT_EQ(KeyWriter().Text("\xFF").str(), "\xFF\0\x01"s);
  EXPECT_EQ(KeyWriter().Raw("a\0"s).str(), "a\0"s);
  EXPECT_EQ(KeyWriter(0x20).Text("64.74").U32(7).Raw("xy").str(), "\x20\x36\x34.74\0\x01\0\0\0\x07xy"s);
}

TEST(Key, IsReadAsItWasWritten) {
  const std::string text = "\0a\0\0\xFF\x01"s;
  const std::string key = KeyWriter(9).Text(text).U32(0xFEDCBA98).Text("").U64(~std::uint64_t{0} - 1).Raw("end").str();
  KeyReader reader(key);
  EXPECT_EQ(reader.U8(), 9);
  EXPECT_EQ(reader.Text(), text);
  EXPECT_EQ(reader.U32(), 0xFEDCBA98U);
  EXPECT_EQ(reader.Text(), "");
  EXPECT_EQ(reader.U64(), ~std::uint64_t{0} - 1);
  EXPECT_FALSE(reader.Done());
  EXPECT_EQ(reader.Rest(), "end");
  EXPECT_TRUE(KeyReader("").Done());
}

using Parts = std::tuple<std::string, std::uint32_t, std::string, std::uint64_t>;

std::string KeyOf(const Parts& parts) {
  const auto& [a, b, c, d] = parts;
  return KeyWriter(1).Text(a).U32(b).Text(c).U64(d).str();
}

// std::string compares as unsigned bytes, as the stores do.
TEST(Key, SortsAsItsPartsDo) {
  const int asked = GTEST_FLAG_GET(random_seed);
  const unsigned seed = asked != 0 ? static_cast<unsigned>(asked) : std::random_device()() % 99'999 + 1;
  SCOPED_TRACE("again with --gtest_random_seed=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  // Few letters and lengths: equal parts, prefixes and the escaped bytes are common.
  const auto text = [&] {
    std::string value;
    for (auto n = random() % 4; n > 0; --n) value.push_back("\x00\x01\xFE\xFF"[random() % 4]);
    return value;
  };
  std::vector<Parts> all;
  for (int i = 0; i < 3000; ++i) {
    all.emplace_back(text(), static_cast<std::uint32_t>(random() % 3 << (random() % 31)), text(),
                     random() % 3 << (random() % 63));
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 1; i < all.size(); ++i) {
    ASSERT_EQ(KeyOf(all[i - 1]) < KeyOf(all[i]), all[i - 1] < all[i]) << i;
    ASSERT_EQ(KeyOf(all[i - 1]) == KeyOf(all[i]), all[i - 1] == all[i]) << i;
  }
}

TEST(PrefixEnd, IsTheLeastKeyAboveAllWithThePrefix) {
  EXPECT_EQ(PrefixEnd("a"), "b");
  EXPECT_EQ(PrefixEnd("a\xFF\xFF"), "b");
  EXPECT_EQ(PrefixEnd("a\x7F"), "a\x80");
  EXPECT_EQ(PrefixEnd("\xFF\xFF"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

TEST(KeyReaderDeath, AKeyThatDoesNotFitIsACorruptStore) {
  EXPECT_DEATH(KeyReader("\x01\x02\x03").U32(), "shorter than its format");
  EXPECT_DEATH(KeyReader("\x01\x02\x03\x04\x05\x06\x07").U64(), "shorter than its format");
  EXPECT_DEATH(KeyReader("").U8(), "shorter than its format");
  EXPECT_DEATH(KeyReader("no end").Text(), "shorter than its format");
  EXPECT_DEATH(KeyReader("a\0"s).Text(), "shorter than its format");
  EXPECT_DEATH(KeyReader("a\0\x02"s).Text(), "wrong escape");
}

}  // namespace
}  // namespace padu
