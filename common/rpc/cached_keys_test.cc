#include "common/rpc/cached_keys.h"

#include <gtest/gtest.h>

#include "common/base/log.h"
#include "common/base/status.h"
#include "common/rpc/sight.h"

namespace padu::rpc {
namespace {

constexpr std::int64_t kSecond = kMicrosPerSecond;

absl::Status Revoked() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {.reason = "KEY_REVOKED", .text_id = "dicabut", .text_en = "revoked", .metadata = {}});
}

std::string ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->reason : status.ToString();
}

class CachedKeysTest : public ::testing::Test {
 protected:
  // What a caller with this key is told: its name, a reason, or "" while it waits.
  std::shared_ptr<std::string> Show(const std::string& secret) {
    auto told = std::make_shared<std::string>();
    keys_.Check(KeyOf(secret), [told](const absl::StatusOr<Caller>& caller) {
      *told = caller.ok() ? caller->name() : ReasonOf(caller.status());
    });
    return told;
  }
  static ApiKey KeyOf(const std::string& secret) { return {.city = "64.74", .id = "key-1", .sha256 = secret}; }
  static KeyHolder Holder(std::string id, std::optional<UnixMicros> expires = std::nullopt) {
    return {.caller = {.kind = Caller::Kind::kStakeholder, .id = std::move(id), .city = "64.74"},
            .expires_at = expires};
  }
  // Answers the oldest question.
  void Answer(const absl::StatusOr<KeyHolder>& answer) {
    ASSERT_FALSE(asked_.empty());
    const auto answered = asked_.front();
    asked_.erase(asked_.begin());
    answered(answer);
  }
  ~CachedKeysTest() override {
    while (!asked_.empty()) Answer(absl::UnavailableError("the end"));
  }

  FakeClock clock_{1'000 * kSecond};
  std::vector<CachedKeys::Answered> asked_;
  CachedKeys keys_{[this](const ApiKey&, CachedKeys::Answered answered) { asked_.push_back(std::move(answered)); },
                   clock_,
                   {.entries_max = 3, .asked_max = 4}};
};

TEST_F(CachedKeysTest, ManyWaitForOneAnswer) {
  const auto first = Show("a");
  const auto second = Show("a");
  EXPECT_EQ(asked_.size(), 1U);
  EXPECT_EQ(*first, "");
  Answer(Holder("baznas"));
  EXPECT_EQ(*first, "stakeholders/baznas");
  EXPECT_EQ(*second, "stakeholders/baznas");
  EXPECT_EQ(*Show("a"), "stakeholders/baznas");
  EXPECT_TRUE(asked_.empty());
}

TEST_F(CachedKeysTest, ARevokedKeyOpensNothingOnceTheRegistryHasSaidSo) {
  Show("a");
  Answer(Holder("baznas"));
  clock_.Advance(6 * kSecond);
  EXPECT_EQ(*Show("a"), "stakeholders/baznas") << "answered at once, asked again behind it";
  Answer(Revoked());
  EXPECT_EQ(*Show("a"), "KEY_REVOKED");
  EXPECT_TRUE(asked_.empty()) << "a refusal is gone by for a while";
  clock_.Advance(6 * kSecond);
  EXPECT_EQ(*Show("a"), "");
  Answer(Revoked());
}

TEST_F(CachedKeysTest, WithTheRegistryAwayAnAnswerIsGoodForSolongAndNoLonger) {
  Show("a");
  Answer(Holder("baznas"));
  for (int second = 0; second < 29; ++second) {
    clock_.Advance(kSecond);
    EXPECT_EQ(*Show("a"), "stakeholders/baznas") << second;
    if (!asked_.empty()) Answer(absl::UnavailableError("away"));
  }
  clock_.Advance(2 * kSecond);
  const auto told = Show("a");
  EXPECT_EQ(*told, "");
  Answer(absl::UnavailableError("away"));
  EXPECT_EQ(*told, "IDENTITY_UNAVAILABLE");
  const auto back = Show("a");
  Answer(Holder("baznas"));
  EXPECT_EQ(*back, "stakeholders/baznas");
}

TEST_F(CachedKeysTest, AKeyEndsByItself) {
  Show("a");
  Answer(Holder("baznas", clock_.WallNow() + 3 * kSecond));
  clock_.Advance(2 * kSecond);
  EXPECT_EQ(*Show("a"), "stakeholders/baznas");
  clock_.Advance(2 * kSecond);
  EXPECT_EQ(*Show("a"), "KEY_EXPIRED");
}

TEST_F(CachedKeysTest, QuestionsAndEntriesAreBounded) {
  Show("a");
  Show("b");
  EXPECT_EQ(*Show("c"), "SERVER_BUSY") << "a half of the questions is for keys that are known";
  EXPECT_EQ(asked_.size(), 2U);
  Answer(Revoked());
  Answer(Holder("baznas"));
  for (int i = 0; i < 100; ++i) {
    const auto told = Show("guess" + std::to_string(i));
    Answer(Revoked());
    EXPECT_EQ(*told, "KEY_REVOKED");
  }
  EXPECT_EQ(*Show("b"), "stakeholders/baznas");
  EXPECT_TRUE(asked_.empty()) << "who tries keys pushes out no good one";
}

TEST(ApiKey, IsReadAsItWasMade) {
  FakeRandom random(7);
  const std::string text = NewApiKeyText("64.74", "key-01j8", random);
  EXPECT_TRUE(text.starts_with("padu_6474_key-01j8_")) << text;
  const auto key = ParseApiKey(text);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->name(), "cities/64.74/apiKeys/key-01j8");
  const auto again = ApiKeyOf(key->name(), key->sha256);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->name(), key->name());
  for (const std::string& bad :
       {std::string(), std::string("padu_"), text.substr(0, text.size() - 1), text + "A",
        "padu_64_key-1_" + text.substr(text.size() - 43), "padu_6474__" + text.substr(text.size() - 43), "x" + text}) {
    const absl::Status status = ParseApiKey(bad).status();
    EXPECT_EQ(ReasonOf(status), "KEY_MALFORMED") << bad;
    EXPECT_EQ(status.ToString().find("key-01j8"), std::string::npos) << "no key is ever quoted";
  }
}

TEST(Authenticator, BelievesNamesOnlyIfToldToAndNeverBesideAKey) {
  const auto told = [](const Authenticator& authenticator, const Credentials& credentials) {
    std::string name;
    authenticator.Identify(credentials, [&name](const absl::StatusOr<Caller>& caller) {
      name = caller.ok() ? caller->name() : ReasonOf(caller.status());
    });
    return name;
  };
  const Authenticator strict(nullptr, false);
  const Authenticator development(nullptr, true);
  EXPECT_EQ(told(strict, {.authorization = "", .said = "operators/ani"}), "CALLER_MISSING");
  EXPECT_EQ(told(development, {.authorization = "", .said = "operators/ani"}), "operators/ani");
  EXPECT_EQ(told(development, {.authorization = "", .said = ""}), "CALLER_MISSING");
  EXPECT_EQ(told(development, {.authorization = "Basic abc", .said = "operators/ani"}), "KEY_MALFORMED");
}

TEST(Caller, OfAnotherCityIsRefused) {
  EXPECT_TRUE(RequireCity({.kind = Caller::Kind::kOperator, .id = "ani", .city = ""}, "64.74").ok());
  EXPECT_TRUE(RequireCity({.kind = Caller::Kind::kOperator, .id = "ani", .city = "64.74"}, "64.74").ok());
  EXPECT_EQ(ReasonOf(RequireCity({.kind = Caller::Kind::kOperator, .id = "ani", .city = "64.74"}, "64.72")),
            "CITY_NOT_YOURS");
}

TEST(Sight, IsTheNarrowerOfWhatIsAskedAndWhatIsAssigned) {
  const Caller officer{.kind = Caller::Kind::kOfficer, .id = "kesra", .city = "64.74"};
  const std::vector<std::string> two = {"64.74.03.1002", "64.74.01"};
  const auto seen = Sight::Of(officer, two, "64.74", "");
  ASSERT_TRUE(seen.ok());
  EXPECT_TRUE(seen->Sees("64.74.03.1002"));
  EXPECT_TRUE(seen->Sees("64.74.01.1001"));
  EXPECT_FALSE(seen->Sees("64.74.03.1001"));
  EXPECT_FALSE(seen->Sees("64.74"));
  EXPECT_EQ(ReasonOf(Sight::Of(officer, two, "64.74", "64.74.03").status()), "REGION_NOT_YOURS");
  EXPECT_EQ(ReasonOf(Sight::Of(officer, std::nullopt, "64.74", "").status()), "REGION_NOT_YOURS");
  EXPECT_TRUE(Sight::Of(officer, two, "64.74", "64.74.01.1001")->Sees("64.74.01.1001"));
  const Caller baznas{.kind = Caller::Kind::kStakeholder, .id = "baznas", .city = "64.74"};
  EXPECT_EQ(ReasonOf(Sight::Of(baznas, two, "64.74", "").status()), "CALLER_NOT_PERMITTED");
  const Caller service{.kind = Caller::Kind::kService, .id = "ledger", .city = ""};
  EXPECT_EQ(ReasonOf(Sight::Of(service, two, "64.74", "").status()), "CALLER_NOT_PERMITTED");
}

}  // namespace
}  // namespace padu::rpc
