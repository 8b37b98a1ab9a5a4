// A link's token: opens one digest until a time, and nothing else that looks like it does.
#include "services/notification/api/token.h"

#include <gtest/gtest.h>

#include "common/base/crypto.h"
#include "common/base/status.h"

namespace padu::notification {
namespace {

constexpr UnixMicros kUntil = 1'773'633'600LL * kMicrosPerSecond;

CitySecrets Secrets(char fill, std::uint32_t version = 1) {
  return {"64.74", {{version, std::string(32, fill)}}, {{1, std::string(32, 'm')}}};
}

std::string ReasonOf(const absl::StatusOr<DigestLink>& link) {
  return link.ok() ? "" : RefusalOf(link.status()).value_or(Refusal()).reason;
}

TEST(TokenTest, OpensWhatItWasMadeFor) {
  const CitySecrets secrets = Secrets('k');
  const std::string token = MakeToken({.city = 6474, .digest = 12, .until = kUntil}, secrets);
  EXPECT_EQ(CityOfToken(token).value(), 6474U);
  const auto link = ReadToken(token, secrets, kUntil - 1);
  ASSERT_TRUE(link.ok());
  EXPECT_EQ(link->city, 6474U);
  EXPECT_EQ(link->digest, 12U);
  EXPECT_EQ(link->until, kUntil);
}

TEST(TokenTest, Expires) {
  const CitySecrets secrets = Secrets('k');
  const std::string token = MakeToken({.city = 6474, .digest = 12, .until = kUntil}, secrets);
  EXPECT_EQ(ReasonOf(ReadToken(token, secrets, kUntil)), "LINK_EXPIRED");
}

TEST(TokenTest, OtherSecretsDoNotOpenIt) {
  const std::string token = MakeToken({.city = 6474, .digest = 12, .until = kUntil}, Secrets('k'));
  EXPECT_EQ(ReasonOf(ReadToken(token, Secrets('x'), 0)), "LINK_INVALID");
  EXPECT_EQ(ReasonOf(ReadToken(token, Secrets('k', 2), 0)), "LINK_INVALID") << "its version is no longer live";
}

TEST(TokenTest, NoByteMayBeAnother) {
  const CitySecrets secrets = Secrets('k');
  const std::string token = MakeToken({.city = 6474, .digest = 12, .until = kUntil}, secrets);
  const std::string bytes = FromBase64Url(token).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string forged = bytes;
    forged[i] = static_cast<char>(forged[i] ^ 1);
    EXPECT_EQ(ReasonOf(ReadToken(Base64Url(forged), secrets, 0)), "LINK_INVALID") << i;
  }
  for (const std::string& text : {std::string(), token + "A", token.substr(1), token + "=", std::string(5000, 'A')}) {
    EXPECT_EQ(ReasonOf(ReadToken(text, secrets, 0)), "LINK_INVALID");
    EXPECT_FALSE(CityOfToken(text).ok());
  }
}

// Signed under another purpose, the same bytes open nothing.
TEST(TokenTest, OtherSignaturesOfTheCityDoNotOpenIt) {
  const CitySecrets secrets = Secrets('k');
  const std::string bytes = FromBase64Url(MakeToken({.city = 6474, .digest = 12, .until = kUntil}, secrets)).value();
  const std::string text = bytes.substr(0, bytes.size() - kSha256Bytes);
  EXPECT_EQ(ReasonOf(ReadToken(Base64Url(text + secrets.Digest("request", text).digest), secrets, 0)), "LINK_INVALID");
}

}  // namespace
}  // namespace padu::notification
