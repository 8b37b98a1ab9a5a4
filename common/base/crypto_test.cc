#include "common/base/crypto.h"

#include <gtest/gtest.h>

#include <set>

namespace padu {
namespace {

std::string Bytes(std::string_view hex) {
  const auto bytes = FromHex(hex);
  EXPECT_TRUE(bytes.has_value()) << hex;
  return bytes.value_or("");
}

TEST(Sha256Test, Fips180Vectors) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacTest, Rfc4231Vectors) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\xaa'), std::string(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacTest, EmptyKeyAndText) {
  EXPECT_EQ(Hex(HmacSha256({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(HmacTest, AKeyServesManyTimesAndMoves) {
  HmacKey key("Jefe");
  const std::string first = key.Mac("what do ya want for nothing?");
  key.Mac("something else");
  HmacKey moved = std::move(key);
  EXPECT_EQ(moved.Mac("what do ya want for nothing?"), first);
}

// NIST's GCM test cases 13, 14 and 16 (AES-256), as sealed here: nonce, ciphertext, tag.
TEST(GcmTest, NistVectorsOpen) {
  const std::string zero_key(32, '\0');
  const std::string zero_nonce(12, '\0');
  EXPECT_EQ(*Open(zero_key, zero_nonce + Bytes("530f8afbc74536b9a963b4f1c4cb738b"), ""), "");
  EXPECT_EQ(*Open(zero_key, zero_nonce + Bytes("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"), ""),
            std::string(16, '\0'));
  const std::string key = Bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string sealed = Bytes(
      "cafebabefacedbaddecaf888"
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e63"
      "93ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
  const std::string plain = Bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
      "ba637b39");
  EXPECT_EQ(*Open(key, sealed, Bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")), plain);
}

// Hands out one nonce, so that Seal meets a vector too.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::string bytes) : bytes_(std::move(bytes)) {}
  void Fill(std::span<char> out) override { bytes_.copy(out.data(), out.size()); }

 private:
  std::string bytes_;
};

TEST(GcmTest, NistVectorSeals) {
  FixedRandom nonce(Bytes("cafebabefacedbaddecaf888"));
  const std::string key = Bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string sealed = Seal(
      key,
      Bytes(
          "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0"
          "de657ba637b39"),
      Bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"), nonce);
  EXPECT_EQ(Hex(sealed).substr(sealed.size() * 2 - 32), "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST(GcmTest, AnyOtherByteKeyOrContextIsRefused) {
  FakeRandom random(1);
  const std::string key = RandomBytes(random, kAesKeyBytes);
  const std::string sealed = Seal(key, "Siti", "person|name|1", random);
  EXPECT_EQ(sealed.size(), kGcmNonceBytes + 4 + kGcmTagBytes);
  EXPECT_EQ(*Open(key, sealed, "person|name|1"), "Siti");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Open(key, changed, "person|name|1").ok()) << i;
    EXPECT_FALSE(Open(key, sealed.substr(0, i), "person|name|1").ok()) << i;
  }
  EXPECT_FALSE(Open(key, sealed, "person|name|2").ok());
  EXPECT_FALSE(Open(RandomBytes(random, kAesKeyBytes), sealed, "person|name|1").ok());
  EXPECT_NE(Seal(key, "Siti", "person|name|1", random), sealed);
}

TEST(BytesTest, HexAndBase64Url) {
  EXPECT_EQ(Hex("\xff\x01"), "ff01");
  EXPECT_EQ(FromHex("FF01"), "\xff\x01");
  EXPECT_EQ(FromHex("ff0"), std::nullopt);
  EXPECT_EQ(FromHex("zz"), std::nullopt);
  EXPECT_EQ(Base64Url("\xfb\xff"), "-_8");
  EXPECT_EQ(Base64("\xfb\xff"), "+/8=");
  EXPECT_EQ(FromBase64Url("-_8"), "\xfb\xff");
  for (const char* wrong : {"-_9", "-_8=", "+/8", "-_8\n", "-", "a b"})
    EXPECT_EQ(FromBase64Url(wrong), std::nullopt) << wrong;
}

TEST(BytesTest, ConstantTimeEqualComparesAll) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "ab"));
}

TEST(RandomTest, SystemDrawsDiffer) {
  SystemRandom random;
  std::set<std::string> drawn;
  for (int i = 0; i < 100; ++i) drawn.insert(RandomBytes(random, 16));
  EXPECT_EQ(drawn.size(), 100u);
}

TEST(RandomTest, FakeDrawsRepeat) {
  FakeRandom one(7), two(7), other(8);
  EXPECT_EQ(RandomU64(one), RandomU64(two));
  EXPECT_NE(RandomU64(one), RandomU64(other));
}

TEST(UlidTest, SpecifiedTimeDigitsAndOrder) {
  FakeRandom random(1);
  // The example of the ULID specification, in lower case.
  EXPECT_EQ(NewUlid(random, 1469918176385 * kMicrosPerMilli).substr(0, 10), "01aryz6s41");
  EXPECT_LT(NewUlid(random, 1 * kMicrosPerMilli), NewUlid(random, 2 * kMicrosPerMilli));
  const std::string id = NewId("hh", random, 0);
  EXPECT_EQ(id.size(), 29u);
  EXPECT_EQ(id.substr(0, 13), "hh-0000000000");
  EXPECT_EQ(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 3), std::string::npos);
}

}  // namespace
}  // namespace padu
