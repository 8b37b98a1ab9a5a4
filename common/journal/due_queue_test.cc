#include "common/journal/due_queue.h"

#include <gtest/gtest.h>

#include "common/base/key.h"
#include "common/store/fake_store.h"

namespace padu::journal {
namespace {

constexpr std::uint8_t kTag = 0x20;

// Due entries are at the time in their keys.
class TimedMachine final : public Machine {
 public:
  std::uint32_t FoldVersion() const override { return 1; }
  std::unique_ptr<MessageLite> NewFact() const override { return nullptr; }
  bool Knows(const MessageLite&) const override { return false; }
  void Evolve(const MessageLite&, const Place&, store::Txn&) const override {}
  absl::StatusOr<Decision> DecideCommand(const Command&, const Moment&, const store::Reader&, Emitter&) const override {
    return absl::UnimplementedError("no commands");
  }
  std::uint8_t DueTag() const override { return kTag; }
  UnixMicros DueAt(std::string_view key) const override {
    return static_cast<UnixMicros>(KeyReader(key.substr(1)).U64());
  }
};

std::string Entry(std::uint64_t at) { return KeyWriter(kTag).U64(at).str(); }

// Counts scans of what lies under it.
class CountingReader final : public store::Reader {
 public:
  explicit CountingReader(const store::Reader& base) : base_(base) {}
  bool Get(std::string_view key, std::string* value) const override { return base_.Get(key, value); }
  std::unique_ptr<store::Cursor> Scan(std::string_view begin, std::string_view end) const override {
    ++scans;
    last_begin = begin;
    return base_.Scan(begin, end);
  }
  std::unique_ptr<store::Cursor> ScanBack(std::string_view begin, std::string_view end) const override {
    return base_.ScanBack(begin, end);
  }
  mutable int scans = 0;
  mutable std::string last_begin;

 private:
  const store::Reader& base_;
};

class DueQueueTest : public testing::Test {
 protected:
  std::optional<std::string> Next(UnixMicros now) { return queue_.Next(now, reader_); }
  void Put(const std::string& key) { txn_.Put(key, ""); }
  void Delete(const std::string& key) { txn_.Delete(key); }

  const TimedMachine machine_;
  store::FakeStore store_;
  store::Overlay tables_{store_};
  CountingReader reader_{tables_};
  DueQueue queue_{machine_};
  DueTxn txn_{tables_, queue_};
};

TEST_F(DueQueueTest, GivesEntriesInOrderOnceTheyAreDue) {
  Put(Entry(20));
  Put(Entry(10));
  EXPECT_EQ(Next(9), std::nullopt);
  EXPECT_EQ(Next(10), Entry(10));
  Delete(Entry(10));
  EXPECT_EQ(Next(19), std::nullopt);
  EXPECT_EQ(Next(25), Entry(20));
  Delete(Entry(20));
  EXPECT_EQ(Next(100), std::nullopt);
}

TEST_F(DueQueueTest, AnEntryBelowTheFirstComesFirst) {
  Put(Entry(20));
  EXPECT_EQ(Next(30), Entry(20));
  Delete(Entry(20));
  EXPECT_EQ(Next(30), std::nullopt);
  Put(Entry(5));
  EXPECT_EQ(Next(30), Entry(5));
  Put(Entry(3));
  EXPECT_EQ(Next(30), Entry(3));
}

TEST_F(DueQueueTest, AnEntryThatIsPutAgainIsStillThere) {
  Put(Entry(7));
  EXPECT_EQ(Next(7), Entry(7));
  Delete(Entry(7));
  Put(Entry(7));
  EXPECT_EQ(Next(7), Entry(7));
}

TEST_F(DueQueueTest, TakesUpWhatIsThereAtTheStart) {
  store::Batch batch;
  batch.Put(Entry(4), "");
  store_.Commit(batch, store::Durability::kSynced);
  EXPECT_EQ(Next(4), Entry(4));
}

TEST_F(DueQueueTest, ScansOnlyAfterAChangeAndNeverOverWhatIsDone) {
  for (int round = 0; round < 3; ++round) EXPECT_EQ(Next(0), std::nullopt);
  EXPECT_EQ(reader_.scans, 1);
  Put(Entry(1));
  Put(Entry(2));
  EXPECT_EQ(Next(9), Entry(1));
  EXPECT_EQ(Next(9), Entry(1));
  EXPECT_EQ(reader_.scans, 2);
  Delete(Entry(1));
  EXPECT_EQ(Next(9), Entry(2));
  EXPECT_EQ(reader_.last_begin, Entry(1));
  txn_.Put("\x21other", "");
  EXPECT_EQ(Next(9), Entry(2));
  EXPECT_EQ(reader_.scans, 3);
}

}  // namespace
}  // namespace padu::journal
