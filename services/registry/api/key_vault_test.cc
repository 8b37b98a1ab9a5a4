// Drawing, erasing, rebuilding and re-wrapping, each against what can go wrong meanwhile.
#include "services/registry/api/key_vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "common/base/status.h"
#include "common/stream/partitioner.h"
#include "services/registry/api/testing/key_world.h"

namespace padu::registry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal.has_value() ? refusal->reason : "none";
}

TEST(KeyRecordTest, BytesAreForEver) {
  const std::string bytes = EncodeKeyRecord({"64.74", {.master_version = 0x01020304, .sealed = "sealed"}});
  EXPECT_EQ(Hex(bytes), "01010203040536342e37347365616c6564");
  const auto record = DecodeKeyRecord(bytes);
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->city, "64.74");
  EXPECT_EQ(record->wrapped.master_version, 0x01020304u);
  EXPECT_EQ(record->wrapped.sealed, "sealed");
}

TEST(KeyRecordTest, WhatIsNoneIsRefused) {
  const std::string bytes = EncodeKeyRecord({"64.74", {.master_version = 1, .sealed = "s"}});
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(DecodeKeyRecord(bytes.substr(0, size))) << size;
  EXPECT_FALSE(DecodeKeyRecord("\x02" + bytes.substr(1)));
}

TEST(KeyShelfTest, KeysAreForEver) {
  store::FakeStore disk;
  store::Overlay txn(disk);
  shelf::SetNextOffset(txn, 7);
  shelf::Put(txn, "k-a", 5, "record");
  shelf::MarkErased(txn, "k-b", 9);
  std::string dump;
  for (auto cursor = txn.Scan("", ""); cursor->Valid(); cursor->Next()) {
    dump += Hex(cursor->key()) + "=" + Hex(cursor->value()) + " ";
  }
  EXPECT_EQ(dump, "01=0000000000000007 026b2d61=00000000000000057265636f7264 036b2d62= 046b2d62=0000000000000009 ");
}

TEST(KeyTopicTest, ADrawWaitsUntilItsOwnReaderHasTheKeyAndTheStoreToo) {
  KeyWorld world;
  world.log.deaf = true;
  std::optional<Drawn> drawn;
  world.Draw(3, &drawn);
  world.Poll();
  EXPECT_EQ(world.Records().size(), 4u) << "probe and three keys are written";
  EXPECT_FALSE(drawn.has_value());
  world.log.deaf = false;
  world.Poll(1);
  ASSERT_TRUE(drawn.has_value() && drawn->ok());
  EXPECT_EQ(world.store->disk().unsynced(), 0u);
  for (const DrawnKey& key : **drawn) EXPECT_EQ(*world.Find(key.key_id), key.data_key);
}

TEST(KeyTopicTest, AnAnswerFindsItsKeysOnDisk) {
  KeyWorld world;
  bool answered = false;
  world.topic->Draw(DrawFreshKeys(**world.secrets->ForCity(kBontang), 2, world.random),
                    world.clock.BootNow() + kMicrosPerSecond, [&](Drawn drawn) {
                      answered = true;
                      EXPECT_EQ(world.store->disk().unsynced(), 0u);
                      for (const DrawnKey& key : *drawn) EXPECT_TRUE(world.Find(key.key_id).ok());
                    });
  world.Poll();
  EXPECT_TRUE(answered);
}

TEST(KeyTopicTest, ManyDrawsShareACommit) {
  KeyWorld world;
  std::optional<Drawn> drawn;
  world.Draw(16'384, &drawn);
  world.Poll(12);
  ASSERT_TRUE(drawn.has_value() && drawn->ok());
  EXPECT_EQ((*drawn)->size(), 16'384u);
}

TEST(KeyTopicTest, WithTheBrokerAwayADrawIsRefusedAtItsDeadline) {
  KeyWorld world;
  world.broker.SetAway(true);
  std::optional<Drawn> drawn;
  world.Draw(1, &drawn);
  world.Poll();
  world.clock.Advance(kMicrosPerSecond - 1);
  world.Poll();
  EXPECT_FALSE(drawn.has_value());
  world.clock.Advance(1);
  world.Poll();
  ASSERT_TRUE(drawn.has_value());
  EXPECT_EQ(drawn->status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(drawn->status()), "KEYS_UNAVAILABLE");
  world.broker.SetAway(false);
  const DrawnKey key = world.DrawOne();
  EXPECT_EQ(*world.Find(key.key_id), key.data_key);
}

TEST(KeyTopicTest, UntilReadyNothingIsDrawn) {
  KeyWorld world;
  world.broker.SetAway(true);
  world.Restart();
  world.Poll();
  std::optional<Drawn> drawn;
  world.Draw(1, &drawn);
  ASSERT_TRUE(drawn.has_value());
  EXPECT_EQ(drawn->status().code(), absl::StatusCode::kUnavailable);
  world.broker.SetAway(false);
  world.clock.Advance(kMicrosPerSecond);
  world.Poll();
  EXPECT_TRUE(world.topic->ready());
}

TEST(KeyTopicTest, AFailedWriterIsReplaced) {
  for (const stream::Fate fate : {stream::Fate::kLoseThenFail, stream::Fate::kAppendThenFail}) {
    KeyWorld world;
    world.broker.NextFate(fate);
    const DrawnKey key = world.DrawOne();
    EXPECT_EQ(*world.Find(key.key_id), key.data_key);
  }
}

TEST(KeyTopicTest, KeysThatWaitAreBounded) {
  KeyWorld world;
  world.log.deaf = true;
  std::optional<Drawn> full, more;
  world.Draw(kDrawnKeysMax, &full);
  world.Poll();
  world.Draw(1, &more);
  ASSERT_TRUE(more.has_value());
  EXPECT_EQ(more->status().code(), absl::StatusCode::kResourceExhausted);
  world.log.deaf = false;
  world.Poll(60);
  ASSERT_TRUE(full.has_value() && full->ok());
  EXPECT_TRUE(world.Find(world.DrawOne().key_id).ok());
}

TEST(KeyTopicTest, ACrashBetweenWritingAndReadingBackLeavesAKeyThatSealsNothing) {
  KeyWorld world;
  const DrawnKey before = world.DrawOne();
  world.log.deaf = true;
  std::optional<Drawn> drawn;
  world.Draw(1, &drawn);
  world.Poll();
  world.Crash(0);
  world.log.deaf = false;
  world.Restart();
  world.Poll();
  EXPECT_FALSE(drawn.has_value());
  EXPECT_EQ(*world.Find(before.key_id), before.data_key);
  EXPECT_TRUE(world.topic->ready());
}

TEST(KeyTopicTest, NoKeyStandsInClearInTheTopicOrOnDisk) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  std::string bytes;
  for (const stream::Record& record : world.Records()) {
    bytes += record.key + record.value.value_or("");
    EXPECT_TRUE(record.headers.empty());
  }
  for (auto cursor = world.store->Scan("", ""); cursor->Valid(); cursor->Next()) bytes += cursor->value();
  EXPECT_THAT(bytes, HasSubstr(key.key_id));
  for (const std::string& clear : {key.data_key, Hex(key.data_key), Base64Url(key.data_key)}) {
    EXPECT_THAT(bytes, Not(HasSubstr(clear)));
  }
}

TEST(KeyEraseTest, ErasingTakesTheKeyFromTheDiskAndWritesATombstone) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne(), other = world.DrawOne();
  const std::string sealed = DecodeKeyRecord(world.ValueOf(key.key_id))->wrapped.sealed;
  world.EraseFact(key.key_id);
  world.Poll();
  EXPECT_EQ(world.Count(key.key_id, false), 1u);
  EXPECT_FALSE(world.Newest(key.key_id).has_value());
  EXPECT_EQ(ReasonOf(world.Find(key.key_id).status()), "KEY_ERASED");
  EXPECT_EQ(world.store->compactions, 1);
  EXPECT_EQ(world.store->disk().unsynced(), 0u);
  for (auto cursor = world.store->Scan("", ""); cursor->Valid(); cursor->Next()) {
    EXPECT_THAT(std::string(cursor->value()), Not(HasSubstr(sealed)));
  }
  EXPECT_EQ(*world.Find(other.key_id), other.data_key);
  EXPECT_EQ(ReasonOf(world.Find("k-nobody").status()), "KEY_NOT_FOUND");
}

TEST(KeyEraseTest, WithTheBrokerAwayTheKeyGoesFromTheDiskAtOnceAndFromTheTopicLater) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  world.broker.SetAway(true);
  world.EraseFact(key.key_id);
  world.Poll();
  EXPECT_EQ(ReasonOf(world.Find(key.key_id).status()), "KEY_ERASED");
  world.Crash(0);
  world.Restart();
  world.broker.SetAway(false);
  world.broker.DropOrphans();
  world.clock.Advance(kMicrosPerSecond);
  world.Poll();
  EXPECT_FALSE(world.Newest(key.key_id).has_value());
}

TEST(KeyEraseTest, AZombiesLateRecordIsAnsweredAtOnce) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  const std::string value = world.ValueOf(key.key_id);
  world.EraseFact(key.key_id);
  world.Poll();
  world.broker.Append(KeyWorld::kTopic, {.key = key.key_id, .value = value, .headers = {}});
  world.Poll();
  EXPECT_EQ(world.Count(key.key_id, false), 2u);
  EXPECT_FALSE(world.Newest(key.key_id).has_value());
  EXPECT_EQ(ReasonOf(world.Find(key.key_id).status()), "KEY_ERASED");
}

TEST(KeyEraseTest, TombstonesAreRepeatedDailyUntilNoValueIsLeft) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  world.EraseFact(key.key_id);
  world.Poll();
  for (std::size_t day = 2; day <= 4; ++day) {
    world.clock.Advance(kMicrosPerDay);
    world.Poll();
    EXPECT_EQ(world.Count(key.key_id, false), day);
    world.Poll();
    EXPECT_EQ(world.Count(key.key_id, false), day) << "once a day";
  }
  world.CompactTopic(true);
  for (int day = 0; day < 3; ++day) {
    world.clock.Advance(kMicrosPerDay);
    world.Poll();
    EXPECT_EQ(world.Count(key.key_id, false), 1u) << "what compaction left";
  }
  EXPECT_FALSE(shelf::OwesAny(*world.store));
  // A value that comes even later is owed for again.
  world.broker.Append(KeyWorld::kTopic,
                      {.key = key.key_id, .value = EncodeKeyRecord({kBontang, {1, "late"}}), .headers = {}});
  world.Poll();
  EXPECT_EQ(world.Count(key.key_id, false), 2u);
  EXPECT_TRUE(shelf::OwesAny(*world.store));
}

TEST(KeyEraseTest, WhatIsErasedWhileAnAuditRunsStaysOwed) {
  KeyWorld world;
  const DrawnKey first = world.DrawOne(), second = world.DrawOne();
  world.EraseFact(first.key_id);
  world.Poll();
  world.broker.Hold();  // the audit's end is not written: it stays under way
  world.clock.Advance(kMicrosPerDay);
  world.Poll();
  world.EraseFact(second.key_id);
  world.Poll();
  world.broker.SetPolicy(nullptr);
  world.Poll();
  EXPECT_TRUE(shelf::OwedSince(*world.store, second.key_id).has_value());
}

TEST(KeyRebuildTest, AnEmptyStoreIsFilledFromTheTopic) {
  KeyWorld world;
  std::optional<Drawn> drawn;
  world.Draw(5'000, &drawn);
  world.Poll();
  const DrawnKey gone = world.DrawOne();
  world.EraseFact(gone.key_id);
  world.Poll();
  world.LoseDisk();
  world.Restart();
  world.Poll();
  ASSERT_TRUE(world.topic->ready());
  for (const DrawnKey& key : **drawn) ASSERT_EQ(*world.Find(key.key_id), key.data_key);
  EXPECT_EQ(ReasonOf(world.Find(gone.key_id).status()), "KEY_ERASED");
}

TEST(KeyRebuildTest, ALateRecordNeverRevivesWhatAFactErased) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  const std::string value = world.ValueOf(key.key_id);
  world.EraseFact(key.key_id);
  world.Poll();
  world.CompactTopic(false);  // the tombstone itself is gone
  world.broker.Append(KeyWorld::kTopic, {.key = key.key_id, .value = value, .headers = {}});
  world.LoseDisk();
  world.tables_can_be_read = absl::UnavailableError("not yet");
  world.Restart();
  world.Poll();
  EXPECT_FALSE(world.topic->ready()) << "while nobody can say what is erased";
  world.tables_can_be_read = absl::OkStatus();
  world.Poll();
  EXPECT_TRUE(world.topic->ready());
  EXPECT_EQ(ReasonOf(world.Find(key.key_id).status()), "KEY_ERASED");
  EXPECT_FALSE(world.Newest(key.key_id).has_value());
  EXPECT_GE(world.store->compactions, 1);
}

TEST(KeyRebuildTest, AnErasureThatACrashForgotIsMadeGood) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  world.erased.insert(key.key_id);  // the fact is confirmed, nobody came to say so
  world.Crash(0);
  world.Restart();
  world.Poll();
  EXPECT_EQ(ReasonOf(world.Find(key.key_id).status()), "KEY_ERASED");
  EXPECT_FALSE(world.Newest(key.key_id).has_value());
}

TEST(KeyRebuildTest, WhatTheTopicLostIsWrittenAgain) {
  KeyWorld world;
  const DrawnKey kept = world.DrawOne();
  const stream::Offset end = world.broker.BoundsOf(KeyWorld::kTopic).end;
  const DrawnKey lost = world.DrawOne();
  world.broker.Truncate(KeyWorld::kTopic, end);
  EXPECT_FALSE(world.Newest(lost.key_id).has_value());
  world.Poll();
  EXPECT_TRUE(world.Newest(lost.key_id).has_value());
  EXPECT_EQ(world.Count(kept.key_id, true), 1u);
  world.LoseDisk();
  world.Restart();
  world.Poll();
  EXPECT_EQ(*world.Find(lost.key_id), lost.data_key);
}

TEST(KeyRotationTest, AllKeysAreWrappedAnewAndTheOldMasterKeyMayGo) {
  KeyWorld world;
  std::optional<Drawn> drawn;
  world.Draw(5'000, &drawn);
  world.Poll();
  const std::string old_value = world.ValueOf((**drawn)[0].key_id);
  world.RestartWith(SecretsWith({1, 2}));
  world.Poll();
  world.topic->Rewrap();
  world.Poll();
  EXPECT_FALSE(world.topic->sweeping());
  for (const DrawnKey& key : **drawn) {
    ASSERT_EQ(world.Newest(key.key_id)->wrapped.master_version, 2u);
    ASSERT_EQ(world.Count(key.key_id, true), 2u) << "once each";
  }
  world.RestartWith(SecretsWith({2}));
  world.Poll();
  for (const DrawnKey& key : **drawn) ASSERT_EQ(*world.Find(key.key_id), key.data_key);

  // An older wrapping that comes late is not what the topic is left with.
  const std::string key_id = (**drawn)[0].key_id;
  world.broker.Append(KeyWorld::kTopic, {.key = key_id, .value = old_value, .headers = {}});
  world.Poll();
  EXPECT_EQ(world.Newest(key_id)->wrapped.master_version, 2u);
  EXPECT_EQ(*world.Find(key_id), (**drawn)[0].data_key);
}

TEST(KeyRotationTest, ReadingFromTheStartTakesTheNewestAndWritesNothing) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  world.RestartWith(SecretsWith({1, 2}));
  world.Poll();
  world.topic->Rewrap();
  world.Poll();
  world.LoseDisk();
  world.RestartWith(SecretsWith({2}));
  world.Poll();
  EXPECT_EQ(*world.Find(key.key_id), key.data_key);
  EXPECT_EQ(world.Count(key.key_id, true), 2u);
}

TEST(KeyRotationTest, WithoutTheOldMasterKeyNothingIsWritten) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  world.RestartWith(SecretsWith({2}));
  world.Poll();
  world.topic->Rewrap();
  world.Poll();
  EXPECT_FALSE(world.topic->sweeping());
  EXPECT_EQ(world.Count(key.key_id, true), 1u);
  EXPECT_EQ(world.Find(key.key_id).status().code(), absl::StatusCode::kFailedPrecondition);
}

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
