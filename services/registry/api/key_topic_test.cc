// What stands in the topic and in the store, and how a draw waits for both.
#include "services/registry/api/key_topic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registry/api/testing/key_world.h"

namespace padu::registry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  const std::string zeros(15, '0');
  EXPECT_EQ(dump, "01=" + zeros + "7 026b2d61=" + zeros + "57265636f7264 036b2d62= 046b2d62=" + zeros + "9 ");
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

}  // namespace
}  // namespace padu::registry
