// The keeper with its thread, over the machine's clock.
#include "services/registry/api/key_keeper.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "common/stream/partitioner.h"
#include "services/registry/api/testing/key_world.h"

namespace padu::registry {
namespace {

// The keeper's thread alone touches the broker from its making to its end.
class KeyKeeperTest : public ::testing::Test {
 protected:
  KeyKeeperTest() : secrets_(SecretsWith({1})) {
    PADU_CHECK(log_.CreateTopic({kKeysTopic, 1, 1, {}}, absl::Seconds(1)).ok());
  }
  KeyPorts Ports() { return {.log = log_, .store = store_, .clock = clock_, .random = random_, .secrets = secrets_}; }
  static absl::Status NoneErased(const std::function<void(std::string_view)>&) { return absl::OkStatus(); }
  static Drawn Wait(KeyKeeper& keeper, std::string_view city, std::size_t count,
                    absl::Duration timeout = absl::Seconds(20)) {
    auto promise = std::make_shared<std::promise<Drawn>>();
    keeper.Draw(city, count, absl::Now() + timeout, [promise](Drawn drawn) { promise->set_value(std::move(drawn)); });
    return promise->get_future().get();
  }
  static void AwaitReady(const KeyKeeper& keeper) {
    while (!keeper.ready()) std::this_thread::yield();
  }

  SystemClock clock_;
  SystemRandom random_;
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
  store::FakeStore store_;
  Secrets secrets_;
};

TEST_F(KeyKeeperTest, DrawsFindsAndErases) {
  KeyKeeper keeper(Ports(), 0, 1, NoneErased);
  AwaitReady(keeper);
  const Drawn drawn = Wait(keeper, kBontang, 16'384);
  ASSERT_TRUE(drawn.ok());
  for (const DrawnKey& key : *drawn) ASSERT_EQ(*keeper.Find(key.key_id), key.data_key);
  while (keeper.erasing()) std::this_thread::yield();
  keeper.Erase((*drawn)[0].key_id);
  EXPECT_TRUE(keeper.erasing());
  EXPECT_EQ(ReasonOf(keeper.Find((*drawn)[0].key_id).status()), "KEY_ERASED");
  keeper.Rewrap();
  while (keeper.rewrapping()) std::this_thread::yield();
  EXPECT_TRUE(keeper.Find((*drawn)[1].key_id).ok());
}

TEST_F(KeyKeeperTest, RefusesAtTheDoor) {
  KeyKeeper keeper(Ports(), 0, 2, NoneErased);
  AwaitReady(keeper);
  const bool mine = stream::PartitionOfCity(kBontang, 2) == 0;
  EXPECT_EQ(Wait(keeper, kBontang, 1).ok(), mine);
  std::string elsewhere = "11.01";
  while (stream::PartitionOfCity(elsewhere, 2) == 0) ++elsewhere.back();
  EXPECT_EQ(ReasonOf(Wait(keeper, elsewhere, 1).status()), "NOT_OWNER");
  std::string unknown = "11.01";
  while (stream::PartitionOfCity(unknown, 2) != 0) ++unknown.back();
  EXPECT_EQ(Wait(keeper, unknown, 1).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(KeyKeeperTest, OutOfTouchFromTheStartAnswersUnavailable) {
  broker_.SetAway(true);
  KeyKeeper keeper(Ports(), 0, 1, NoneErased);
  EXPECT_EQ(Wait(keeper, kBontang, 1).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(keeper.Find("k-any").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(KeyKeeperTest, ItsEndAnswersWhoWaits) {
  std::optional<Drawn> drawn;
  {
    KeyKeeper keeper(Ports(), 0, 1, [](const auto&) { return absl::UnavailableError("not yet"); });
    keeper.Draw(kBontang, 1, absl::Now() + absl::Hours(1), [&](Drawn answer) { drawn.emplace(std::move(answer)); });
  }
  ASSERT_TRUE(drawn.has_value());
  EXPECT_EQ(drawn->status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(KeyKeeperTest, KeepersAreTheVaultOfTheirCities) {
  KeyKeepers vault(1);
  const KeyKeeper& keeper = vault.Add(Ports(), 0, NoneErased);
  AwaitReady(keeper);
  EXPECT_TRUE(vault.ready());
  const auto keys = vault.Draw(kBontang, 2, absl::Now() + absl::Seconds(20));
  ASSERT_TRUE(keys.ok());
  ASSERT_EQ(keys->size(), 2u);
  EXPECT_NE((*keys)[0].id, (*keys)[1].id);
  EXPECT_EQ(vault.Find(kBontang, (*keys)[1].id)->key, (*keys)[1].key);
  vault.Erase(kBontang, {(*keys)[0].id});
  EXPECT_EQ(vault.Find(kBontang, (*keys)[0].id).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(vault.Find(kBontang, (*keys)[1].id).ok());
}

TEST_F(KeyKeeperTest, KeepersKnowWhoseCityItIs) {
  KeyKeepers vault(1);
  EXPECT_EQ(ReasonOf(vault.Draw(kBontang, 1, absl::Now() + absl::Seconds(1)).status()), "NOT_OWNER");
  EXPECT_EQ(ReasonOf(vault.Find(kBontang, "k-any").status()), "NOT_OWNER");
}

}  // namespace
}  // namespace padu::registry
