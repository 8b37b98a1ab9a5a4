#include "common/base/secrets.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace padu {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kNik = "6474991708850001";

std::string Counting() {
  std::string key;
  for (int i = 0; i < 32; ++i) key.push_back(static_cast<char>(i));
  return key;
}

CitySecrets TwoVersions() {
  return CitySecrets("64.74", {{1, Counting()}, {2, std::string(32, 'b')}},
                     {{1, std::string(32, 'm')}, {3, std::string(32, 'n')}});
}

TEST(CitySecretsTest, NikTokenIsTheDocumentedVector) {
  const CitySecrets secrets("64.74", {{1, Counting()}}, {{1, Counting()}});
  const KeyedDigest token = secrets.NikToken(kNik);
  EXPECT_EQ(token.key_version, 1u);
  EXPECT_EQ(Hex(token.digest), "b274d5d6cdd2596a84ea9c56e8b345e8f19119956b78b2096c45656155912425");
}

TEST(CitySecretsTest, TheHighestVersionWritesAllAreLookedUp) {
  const CitySecrets secrets = TwoVersions();
  EXPECT_EQ(secrets.NikToken(kNik).key_version, 2u);
  const auto tokens = secrets.NikTokens(kNik);
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens[0], secrets.NikToken(kNik));
  EXPECT_EQ(Hex(tokens[1].digest), "b274d5d6cdd2596a84ea9c56e8b345e8f19119956b78b2096c45656155912425");
}

TEST(CitySecretsTest, DigestsAreApartByPurposeAndVersion) {
  const CitySecrets secrets = TwoVersions();
  const KeyedDigest digest = secrets.Digest("request", "bytes");
  EXPECT_EQ(digest.key_version, 2u);
  EXPECT_NE(digest, secrets.Digest("submission", "bytes"));
  EXPECT_TRUE(secrets.Matches(digest, "request", "bytes"));
  EXPECT_TRUE(secrets.Matches(*secrets.DigestUnder(1, "request", "bytes"), "request", "bytes"));
  EXPECT_FALSE(secrets.Matches(digest, "request", "other"));
  EXPECT_FALSE(secrets.Matches({1, digest.digest}, "request", "bytes"));
  EXPECT_FALSE(secrets.Matches({9, digest.digest}, "request", "bytes"));
  EXPECT_EQ(secrets.DigestUnder(9, "request", "bytes"), std::nullopt);
}

TEST(CitySecretsTest, WrappedKeysAreBoundToTheirIdAndCity) {
  FakeRandom random(1);
  const CitySecrets secrets = TwoVersions();
  const std::string data_key = RandomBytes(random, 32);
  const WrappedKey wrapped = secrets.Wrap("key-1", data_key, random);
  EXPECT_EQ(wrapped.master_version, 3u);
  EXPECT_EQ(*secrets.Unwrap("key-1", wrapped), data_key);
  EXPECT_EQ(secrets.Unwrap("key-2", wrapped).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(secrets.Unwrap("key-1", {1, wrapped.sealed}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(secrets.Unwrap("key-1", {2, wrapped.sealed}).status().code(), absl::StatusCode::kFailedPrecondition);
  const CitySecrets elsewhere("64.71", {{1, Counting()}}, {{3, std::string(32, 'n')}});
  EXPECT_FALSE(elsewhere.Unwrap("key-1", wrapped).ok());
}

TEST(CitySecretsTest, AKeyWrappedBeforeARotationStillOpens) {
  FakeRandom random(1);
  const std::string data_key(32, 'd');
  const CitySecrets before("64.74", {{1, Counting()}}, {{1, std::string(32, 'm')}});
  EXPECT_EQ(*TwoVersions().Unwrap("key-1", before.Wrap("key-1", data_key, random)), data_key);
}

class SecretsFileTest : public testing::Test {
 protected:
  SecretsFileTest() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::path(testing::TempDir()) / ("padu_secrets_" + name + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    path_ = folder_ / "secrets";
  }
  ~SecretsFileTest() override { std::filesystem::remove_all(folder_); }

  void Write(std::string_view text, mode_t mode = 0600) {
    std::ofstream(path_) << text;
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
  }

  std::filesystem::path folder_;
  std::string path_;
  FakeRandom random_{1};
};

const std::string kKeyText = Base64Url(std::string(32, 'k'));

TEST_F(SecretsFileTest, CreatedFileLoads) {
  ASSERT_TRUE(CreateSecretsFile(path_, {"64.74", "64.71"}, random_).ok());
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto secrets = Secrets::Load(path_);
  ASSERT_TRUE(secrets.ok()) << secrets.status();
  EXPECT_THAT(secrets->Cities(), testing::ElementsAre("64.71", "64.74"));
  const CitySecrets* bontang = *secrets->ForCity("64.74");
  const CitySecrets* other = *secrets->ForCity("64.71");
  EXPECT_NE(bontang->NikToken(kNik), other->NikToken(kNik));
  EXPECT_EQ(secrets->ForCity("64.72").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(SecretsFileTest, AnExistingFileIsNeverOverwritten) {
  ASSERT_TRUE(CreateSecretsFile(path_, {"64.74"}, random_).ok());
  const KeyedDigest before = (*Secrets::Load(path_)->ForCity("64.74"))->NikToken(kNik);
  EXPECT_EQ(CreateSecretsFile(path_, {"64.74"}, random_).code(), absl::StatusCode::kAlreadyExists);
  const auto again = Secrets::Load(path_);
  EXPECT_EQ((*again->ForCity("64.74"))->NikToken(kNik), before);
  EXPECT_EQ(CreateSecretsFile(path_ + "2", {"Bontang"}, random_).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(SecretsFileTest, OthersMustNotRead) {
  for (const mode_t mode : {0640, 0604, 0620, 0610}) {
    Write("64.74 hmac 1 " + kKeyText + "\n64.74 master 1 " + kKeyText + "\n", mode);
    EXPECT_EQ(Secrets::Load(path_).status().code(), absl::StatusCode::kFailedPrecondition) << mode;
  }
  EXPECT_EQ(Secrets::Load(path_ + "-absent").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(SecretsFileTest, MistakesNameTheLineAndNeverTheKey) {
  const std::string good = "64.74 hmac 1 " + kKeyText + "\n64.74 master 1 " + kKeyText + "\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {good + "64.74 hmac 1 " + kKeyText + "\n", ":3: this version stands there twice"},
      {"# x\n\n64.74 hmac " + kKeyText + "\n", ":3: must be: city, kind, version, key"},
      {good + "64.74 salt 1 " + kKeyText, ":3: the kind"},
      {good + "64.74 hmac 0 " + kKeyText, ":3: the version"},
      {good + "64.74 hmac 2x " + kKeyText, ":3: the version"},
      {good + "64.74 hmac 2 " + kKeyText + "A", ":3: the key"},
      {"64.74 hmac 1 " + kKeyText, "needs a key of both kinds"},
  };
  for (const auto& [text, expected] : cases) {
    Write(text);
    const absl::Status status = Secrets::Load(path_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(expected));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr(kKeyText)));
  }
  Write(good + "64.74 hmac 2 " + kKeyText + "\n");
  EXPECT_EQ((*Secrets::Load(path_)->ForCity("64.74"))->hmac_version(), 2u);
}

}  // namespace
}  // namespace padu
