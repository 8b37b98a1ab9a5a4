// Erasing, rebuilding and re-wrapping, each against what can go wrong meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registry/api/testing/key_world.h"

namespace padu::registry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  world.Crash(0);
  EXPECT_EQ(ReasonOf(world.Find(key.key_id).status()), "KEY_ERASED") << "whatever the machine does";
  world.Restart();
  world.broker.SetAway(false);
  world.broker.DropOrphans();
  world.clock.Advance(kMicrosPerSecond);
  world.Poll();
  EXPECT_FALSE(world.Newest(key.key_id).has_value());
}

TEST(KeyEraseTest, AnErasureWhoseCallerWasGoneBeforeItWasConfirmedIsMadeGood) {
  KeyWorld world;
  const DrawnKey key = world.DrawOne();
  world.erased.insert(key.key_id);
  world.Poll();
  EXPECT_TRUE(world.Find(key.key_id).ok()) << "nobody came to say so";
  world.tables_can_be_read = absl::UnavailableError("not now");
  world.clock.Advance(kMicrosPerMinute);
  world.Poll();
  EXPECT_TRUE(world.Find(key.key_id).ok());
  world.tables_can_be_read = absl::OkStatus();
  world.clock.Advance(kMicrosPerMinute);
  world.Poll();
  EXPECT_EQ(ReasonOf(world.Find(key.key_id).status()), "KEY_ERASED");
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

}  // namespace
}  // namespace padu::registry
