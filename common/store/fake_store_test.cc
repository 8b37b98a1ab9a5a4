#include "common/store/fake_store.h"

#include <gtest/gtest.h>

namespace padu::store {
namespace {

constexpr std::uint8_t kJournalTag = 0x10;
const std::string kRow = "\x10row";

class FakeStoreTest : public testing::Test {
 protected:
  void Put(const std::string& key, const std::string& value, Durability durability) {
    Batch batch;
    batch.Put(key, value);
    store_.Commit(batch, durability);
  }
  static std::string Get(const Store& store, const std::string& key) {
    std::string value;
    return store.Get(key, &value) ? value : "(none)";
  }
  std::string Get(const std::string& key) { return Get(store_, key); }

  FakeStore store_{{.journal_tag = kJournalTag}};
};

TEST_F(FakeStoreTest, ACrashKeepsAPrefixOfTheUnsyncedCommits) {
  Put("a", "0", Durability::kSynced);
  Put("a", "1", Durability::kBuffered);
  Put("b", "1", Durability::kBuffered);
  Put("a", "3", Durability::kBuffered);
  EXPECT_EQ(store_.unsynced(), 3U);
  store_.Crash(2);
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(Get("b"), "1");
  EXPECT_EQ(store_.unsynced(), 0U);
  store_.Crash(0);
  EXPECT_EQ(Get("a"), "1");
}

TEST_F(FakeStoreTest, ACrashUndoesABatchWithSeveralChangesOfAKey) {
  Put("a", "0", Durability::kSynced);
  Batch batch;
  batch.Put("a", "1");
  batch.Delete("a");
  batch.Put("b", "1");
  batch.Put("b", "2");
  store_.Commit(batch, Durability::kBuffered);
  store_.Crash(0);
  EXPECT_EQ(Get("a"), "0");
  EXPECT_EQ(Get("b"), "(none)");
}

TEST_F(FakeStoreTest, ASyncedCommitAndAFlushKeepAllBeforeThem) {
  Put("a", "1", Durability::kBuffered);
  Put("b", "1", Durability::kSynced);
  EXPECT_EQ(store_.unsynced(), 0U);
  Put("c", "1", Durability::kBuffered);
  store_.Flush();
  Put("d", "1", Durability::kBuffered);
  store_.Crash(0);
  EXPECT_EQ(Get("a") + Get("b") + Get("c") + Get("d"), "111(none)");
}

TEST_F(FakeStoreTest, ATornRebuildLosesTheJournalApartFromTheOthers) {
  for (const char* value : {"1", "2", "3"}) {
    Batch batch;
    batch.Put(kRow, value);
    batch.Put("a", value);
    store_.Commit(batch, Durability::kRebuild);
  }
  store_.Crash(1, 2);
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(Get(kRow), "2");
}

TEST_F(FakeStoreTest, ALoggedCommitMakesTheRebuildBeforeItDurable) {
  Put("a", "1", Durability::kRebuild);
  Put("b", "1", Durability::kBuffered);
  store_.Crash(0);
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(Get("b"), "(none)");
}

TEST_F(FakeStoreTest, ACrashUndoesDeleteRange) {
  Put("a", "1", Durability::kSynced);
  store_.DeleteRange("", "");
  EXPECT_EQ(Get("a"), "(none)");
  store_.Crash(0);
  EXPECT_EQ(Get("a"), "1");
}

TEST_F(FakeStoreTest, ACloneIsAnOldCopyOfTheDisk) {
  Put("a", "1", Durability::kSynced);
  Put("a", "2", Durability::kBuffered);
  const auto clone = store_.Clone();
  Put("a", "3", Durability::kSynced);
  EXPECT_EQ(Get(*clone, "a"), "2");
  clone->Crash(0);
  EXPECT_EQ(Get(*clone, "a"), "1");
  EXPECT_EQ(Get("a"), "3");
}

TEST_F(FakeStoreTest, TheDiskReserveIsReachedWhenTold) {
  EXPECT_GT(store_.FreeBytes(), 0U);
  store_.SetFreeBytes(0);
  EXPECT_EQ(store_.FreeBytes(), 0U);
}

}  // namespace
}  // namespace padu::store
