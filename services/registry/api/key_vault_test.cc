// The vault with its thread, over the machine's clock.
#include "services/registry/api/key_vault.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "common/stream/partitioner.h"
#include "services/registry/api/testing/key_world.h"

namespace padu::registry {
namespace {

// The vault's thread alone touches the broker from its making to its end.
class KeyVaultTest : public ::testing::Test {
 protected:
  KeyVaultTest() : secrets_(SecretsWith({1})) {
    PADU_CHECK(log_.CreateTopic({kKeysTopic, 1, 1, {}}, absl::Seconds(1)).ok());
  }
  KeyPorts Ports() { return {.log = log_, .store = store_, .clock = clock_, .random = random_, .secrets = secrets_}; }
  static absl::Status NoneErased(const std::function<void(std::string_view)>&) { return absl::OkStatus(); }
  static Drawn Wait(KeyVault& vault, std::string_view city, std::size_t count,
                    absl::Duration timeout = absl::Seconds(20)) {
    auto promise = std::make_shared<std::promise<Drawn>>();
    vault.Draw(city, count, absl::Now() + timeout, [promise](Drawn drawn) { promise->set_value(std::move(drawn)); });
    return promise->get_future().get();
  }
  static void AwaitReady(const KeyVault& vault) {
    while (!vault.ready()) std::this_thread::yield();
  }

  SystemClock clock_;
  SystemRandom random_;
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
  store::FakeStore store_;
  Secrets secrets_;
};

TEST_F(KeyVaultTest, DrawsFindsAndErases) {
  KeyVault vault(Ports(), 0, 1, NoneErased);
  AwaitReady(vault);
  const Drawn drawn = Wait(vault, kBontang, 16'384);
  ASSERT_TRUE(drawn.ok());
  for (const DrawnKey& key : *drawn) ASSERT_EQ(*vault.Find(key.key_id), key.data_key);
  vault.Erase((*drawn)[0].key_id);
  EXPECT_EQ(ReasonOf(vault.Find((*drawn)[0].key_id).status()), "KEY_ERASED");
  vault.Rewrap();
  while (vault.rewrapping()) std::this_thread::yield();
  EXPECT_TRUE(vault.Find((*drawn)[1].key_id).ok());
}

TEST_F(KeyVaultTest, RefusesAtTheDoor) {
  KeyVault vault(Ports(), 0, 2, NoneErased);
  AwaitReady(vault);
  const bool mine = stream::PartitionOfCity(kBontang, 2) == 0;
  EXPECT_EQ(Wait(vault, kBontang, 1).ok(), mine);
  std::string elsewhere = "11.01";
  while (stream::PartitionOfCity(elsewhere, 2) == 0) ++elsewhere.back();
  EXPECT_EQ(ReasonOf(Wait(vault, elsewhere, 1).status()), "NOT_OWNER");
  std::string unknown = "11.01";
  while (stream::PartitionOfCity(unknown, 2) != 0) ++unknown.back();
  EXPECT_EQ(Wait(vault, unknown, 1).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(KeyVaultTest, OutOfTouchFromTheStartAnswersUnavailable) {
  broker_.SetAway(true);
  KeyVault vault(Ports(), 0, 1, NoneErased);
  EXPECT_EQ(Wait(vault, kBontang, 1).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(vault.Find("k-any").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(KeyVaultTest, ItsEndAnswersWhoWaits) {
  std::optional<Drawn> drawn;
  {
    KeyVault vault(Ports(), 0, 1, [](const auto&) { return absl::UnavailableError("not yet"); });
    vault.Draw(kBontang, 1, absl::Now() + absl::Hours(1), [&](Drawn answer) { drawn.emplace(std::move(answer)); });
  }
  ASSERT_TRUE(drawn.has_value());
  EXPECT_EQ(drawn->status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace padu::registry
