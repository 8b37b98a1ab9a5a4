// What every store promises (store.h), and the overlay over each.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/store/contract_harness.h"
#include "common/store/overlay.h"

namespace padu::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using Entries = std::vector<std::pair<std::string, std::string>>;
using Model = std::map<std::string, std::string>;

Entries Drain(std::unique_ptr<Cursor> cursor) {
  Entries entries;
  for (; cursor->Valid(); cursor->Next()) entries.emplace_back(cursor->key(), cursor->value());
  return entries;
}

std::string Get(const Reader& reader, std::string_view key) {
  std::string value = "untouched";
  return reader.Get(key, &value) ? value : "(none)";
}

Entries Expected(const Model& model, const std::string& begin, const std::string& end, bool back) {
  Entries entries;
  for (const auto& [key, value] : model) {
    if (key >= begin && (end.empty() || key < end)) entries.emplace_back(key, value);
  }
  if (back) std::reverse(entries.begin(), entries.end());
  return entries;
}

class StoreContract : public testing::Test {
 protected:
  Store& store() { return harness_->store(); }

  void Commit(const Entries& puts, const std::vector<std::string>& deletes = {},
              Durability durability = Durability::kSynced) {
    Batch batch;
    for (const auto& [key, value] : puts) batch.Put(key, value);
    for (const std::string& key : deletes) batch.Delete(key);
    store().Commit(batch, durability);
  }

  std::unique_ptr<ContractHarness> harness_ = ContractHarness::Make();
};

TEST_F(StoreContract, GetsWhatWasPutAndNotWhatWasDeleted) {
  Commit({{"a", "1"}, {"b", ""}});
  EXPECT_EQ(Get(store(), "a"), "1");
  EXPECT_EQ(Get(store(), "b"), "");
  EXPECT_EQ(Get(store(), "c"), "(none)");
  Commit({{"b", "2"}}, {"a", "c"});
  EXPECT_EQ(Get(store(), "a"), "(none)");
  EXPECT_EQ(Get(store(), "b"), "2");
}

TEST_F(StoreContract, TheLastChangeOfABatchWins) {
  Batch batch;
  batch.Put("a", "1");
  batch.Put("a", "2");
  batch.Put("b", "1");
  batch.Delete("b");
  batch.Delete("c");
  batch.Put("c", "3");
  store().Commit(batch, Durability::kSynced);
  EXPECT_THAT(Drain(store().Scan("", "")), ElementsAre(Pair("a", "2"), Pair("c", "3")));
}

TEST_F(StoreContract, ACommitThatWasBegunIsThereWhenItIsDone) {
  for (int i = 0; i < 100; ++i) {
    const std::string n = std::to_string(i);
    Batch batch;
    batch.Put("a", n);
    batch.PutView("b", n);
    store().StartCommit(batch);
    while (i % 2 == 0 && !store().CommitDone(false)) continue;
    EXPECT_TRUE(store().CommitDone(true));
    EXPECT_EQ(Get(store(), "a") + Get(store(), "b"), n + n);
  }
}

TEST_F(StoreContract, ACommitComesAfterOneThatWasBegun) {
  Batch begun;
  begun.Put("a", "1");
  begun.Put("b", "1");
  store().StartCommit(begun);
  Commit({{"a", "2"}});
  EXPECT_TRUE(store().CommitDone(true));
  EXPECT_EQ(Get(store(), "a") + Get(store(), "b"), "21");
}

TEST_F(StoreContract, AnEmptyBatchIsCommitted) {
  store().Commit(Batch(), Durability::kSynced);
  EXPECT_FALSE(store().Scan("", "")->Valid());
}

TEST_F(StoreContract, KeysAndValuesAreBytes) {
  const std::string zeros("\0\0", 2);
  const std::string high("\xFF\xFF", 2);
  Commit({{zeros, high}, {high, zeros}});
  EXPECT_EQ(Get(store(), zeros), high);
  EXPECT_THAT(Drain(store().ScanBack("", "")), ElementsAre(Pair(high, zeros), Pair(zeros, high)));
}

TEST_F(StoreContract, ScansKeepTheirBoundsBothWays) {
  Commit({{"a", "1"}, {"b", "2"}, {"ba", "3"}, {"c", "4"}});
  EXPECT_THAT(Drain(store().Scan("b", "c")), ElementsAre(Pair("b", "2"), Pair("ba", "3")));
  EXPECT_THAT(Drain(store().ScanBack("b", "c")), ElementsAre(Pair("ba", "3"), Pair("b", "2")));
  EXPECT_THAT(Drain(store().Scan("aa", "")), ElementsAre(Pair("b", "2"), Pair("ba", "3"), Pair("c", "4")));
  EXPECT_THAT(Drain(store().ScanBack("bb", "")), ElementsAre(Pair("c", "4")));
  EXPECT_THAT(Drain(store().Scan("b", "b")), IsEmpty());
  EXPECT_THAT(Drain(store().ScanBack("b", "b")), IsEmpty());
  EXPECT_THAT(Drain(store().Scan("c", "a")), IsEmpty());
  EXPECT_THAT(Drain(store().ScanBack("c", "a")), IsEmpty());
}

TEST_F(StoreContract, ScansPassThroughTheJournalTable) {
  Commit({{"\x0F", "1"}, {"\x10", "2"}, {"\x10\xFF", "3"}, {"\x11", "4"}});
  EXPECT_EQ(Drain(store().Scan("", "")), (Entries{{"\x0F", "1"}, {"\x10", "2"}, {"\x10\xFF", "3"}, {"\x11", "4"}}));
  EXPECT_EQ(Drain(store().ScanBack("", "\x11")), (Entries{{"\x10\xFF", "3"}, {"\x10", "2"}, {"\x0F", "1"}}));
  EXPECT_EQ(Drain(store().Scan("\x10", "\x11")), (Entries{{"\x10", "2"}, {"\x10\xFF", "3"}}));
  EXPECT_EQ(Drain(store().ScanBack("\x10\x01", "")), (Entries{{"\x11", "4"}, {"\x10\xFF", "3"}}));
}

TEST_F(StoreContract, ASnapshotAndAnOpenCursorStandStill) {
  Commit({{"a", "1"}, {"\x10", "j"}, {"c", "3"}});
  const auto snapshot = store().Snapshot();
  auto cursor = store().Scan("", "");
  Commit({{"a", "9"}, {"b", "2"}, {"\x10\x01", "k"}}, {"c"});
  EXPECT_EQ(Get(*snapshot, "a"), "1");
  EXPECT_EQ(Get(*snapshot, "b"), "(none)");
  EXPECT_EQ(Drain(snapshot->Scan("", "")), (Entries{{"\x10", "j"}, {"a", "1"}, {"c", "3"}}));
  EXPECT_EQ(Drain(snapshot->ScanBack("a", "")), (Entries{{"c", "3"}, {"a", "1"}}));
  EXPECT_EQ(Drain(std::move(cursor)), (Entries{{"\x10", "j"}, {"a", "1"}, {"c", "3"}}));
  EXPECT_EQ(Get(store(), "a"), "9");
  EXPECT_EQ(Get(store(), "c"), "(none)");
}

TEST_F(StoreContract, ReopeningKeepsWhatWasCommitted) {
  Commit({{"a", "1"}, {"\x10\x01", "row"}});
  Commit({{"b", "2"}}, {}, Durability::kBuffered);
  harness_->Reopen();
  EXPECT_EQ(Get(store(), "a"), "1");
  EXPECT_EQ(Get(store(), "b"), "2");
  EXPECT_EQ(Get(store(), "\x10\x01"), "row");
}

TEST_F(StoreContract, ARebuildIsDurableAfterItsFlush) {
  Commit({{"a", "1"}, {"\x10\x01", "row"}}, {}, Durability::kRebuild);
  Commit({{"a", "2"}}, {"\x10\x01"}, Durability::kRebuild);
  store().Flush();
  harness_->Reopen();
  EXPECT_EQ(Drain(store().Scan("", "")), (Entries{{"a", "2"}}));
}

TEST_F(StoreContract, DeleteRangeKeepsItsBounds) {
  Commit({{"\x0F", "1"}, {"\x10", "2"}, {"\x10\xFF", "3"}, {"\x11", "4"}, {"a", "5"}, {"b", "6"}});
  store().DeleteRange("\x10\x01", "b");
  EXPECT_EQ(Drain(store().Scan("", "")), (Entries{{"\x0F", "1"}, {"\x10", "2"}, {"b", "6"}}));
  store().DeleteRange("b", "a");
  EXPECT_EQ(Get(store(), "b"), "6");
  store().DeleteRange("\x10", "");
  EXPECT_EQ(Drain(store().Scan("", "")), (Entries{{"\x0F", "1"}}));
  store().DeleteRange("", "");
  EXPECT_EQ(Drain(store().Scan("", "")), (Entries{}));
  Commit({{"a", "again"}});
  store().Flush();
  harness_->Reopen();
  EXPECT_EQ(Drain(store().Scan("", "")), (Entries{{"a", "again"}}));
}

// A writer keeps two keys equal, in different column families; no reader ever sees them differ.
TEST_F(StoreContract, ReadersBesideTheWriterSeeWholeCommits) {
  constexpr int kCommits = 3000;
  constexpr int kRounds = 200;
  Commit({{"\x10", "0"}, {"a", "0"}});
  std::atomic<bool> done = false;
  std::atomic<int> rounds = 0;
  std::vector<std::thread> readers;
  std::atomic<int> torn = 0;
  std::atomic<int> backwards = 0;
  for (int r = 0; r < 2; ++r) {
    readers.emplace_back([&] {
      int last = 0;
      while (!done) {
        const auto snapshot = store().Snapshot();
        if (Get(*snapshot, "\x10") != Get(*snapshot, "a")) ++torn;
        const Entries entries = Drain(store().Scan("", ""));
        if (entries.size() != 2 || entries[0].second != entries[1].second) ++torn;
        const int now = std::stoi(Get(store(), "a"));
        if (now < last) ++backwards;
        last = now;
        ++rounds;
      }
    });
  }
  int commits = 0;
  while (commits < kCommits || rounds < kRounds) {
    const int i = ++commits;
    Commit({{"\x10", std::to_string(i)}, {"a", std::to_string(i)}}, {}, Durability::kBuffered);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(backwards, 0);
  EXPECT_EQ(Get(store(), "a"), std::to_string(commits));
}

// Random operations through an overlay and beside it, against a std::map.
class RandomWalk {
 public:
  RandomWalk(ContractHarness& harness, unsigned seed) : harness_(harness), random_(seed) { Renew(); }
  RandomWalk(const RandomWalk&) = delete;
  RandomWalk& operator=(const RandomWalk&) = delete;
  ~RandomWalk() { Settle(); }  // what is under way views the batch and the overlay

  void Step() {
    switch (Below(20)) {
      case 0:
        return Commit();
      case 1:
        return Range();
      case 2:
        return Compare(*overlay_, seen_);
      case 3:
        Settle();
        return Compare(harness_.store(), committed_);
      case 4:
        return WalkAndChange();
      case 5:
        return Below(10) == 0 ? Reopen() : Commit();
      default:
        return Change();
    }
  }

 private:
  unsigned Below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  // Few different keys, so that changes meet; all tags around the journal's.
  std::string Key() {
    std::string key(1, static_cast<char>(0x0F + Below(3)));
    for (unsigned n = Below(3); n > 0; --n) key.push_back("\x01\x80\xFF"[Below(3)]);
    return key;
  }
  std::string Bound() { return Below(4) == 0 ? "" : Key(); }

  void Renew() { overlay_ = std::make_unique<Overlay>(harness_.store()); }

  void Change() {
    const std::string key = Key();
    if (Below(3) == 0) {
      overlay_->Delete(key);
      seen_.erase(key);
    } else {
      const std::string value(Below(40), static_cast<char>('a' + Below(26)));
      overlay_->Put(key, value);
      seen_[key] = value;
    }
    const std::string other = Key();
    const auto found = seen_.find(other);
    ASSERT_EQ(Get(*overlay_, other), found == seen_.end() ? "(none)" : found->second);
  }

  // Takes what was changed, and commits it at once or begins to.
  void Commit() {
    Settle();
    under_way_ = std::make_unique<Batch>();
    Batch& batch = *under_way_;
    overlay_->TakeTo(batch);
    ASSERT_TRUE(overlay_->empty());
    ASSERT_EQ(overlay_->bytes(), 0U);
    const auto by_key = [](const Batch::Change& a, const Batch::Change& b) { return a.key < b.key; };
    ASSERT_TRUE(std::is_sorted(batch.changes().begin(), batch.changes().end(), by_key));
    // Seldom a rebuild: each is flushed by what follows, and that takes a real disk long.
    const Durability all[] = {Durability::kRebuild, Durability::kSynced, Durability::kSynced, Durability::kBuffered};
    taken_ = seen_;
    if (Below(2) == 0) return harness_.store().StartCommit(batch);
    harness_.store().Commit(batch, all[std::min(Below(40), 3U)]);
    Settle();
  }

  // Nothing is under way any more.
  void Settle() {
    if (under_way_ == nullptr) return;
    ASSERT_TRUE(harness_.store().CommitDone(true));
    overlay_->Committed();
    under_way_.reset();
    committed_ = taken_;
  }

  void Range() {
    Commit();
    Settle();
    const std::string begin = Bound();
    const std::string end = Bound();
    if (Below(4) != 0) return;  // otherwise the store never fills
    harness_.store().DeleteRange(begin, end);
    for (const auto& [key, value] : Expected(committed_, begin, end, false)) committed_.erase(key);
    seen_ = committed_;
    Renew();  // what it read before is not there any more
  }

  void Reopen() {
    Commit();
    Settle();
    overlay_.reset();
    harness_.store().Flush();
    harness_.Reopen();
    Renew();
    Compare(harness_.store(), committed_);
  }

  void Compare(const Reader& reader, const Model& model) {
    const std::string begin = Bound();
    const std::string end = Bound();
    ASSERT_EQ(Drain(reader.Scan(begin, end)), Expected(model, begin, end, false));
    ASSERT_EQ(Drain(reader.ScanBack(begin, end)), Expected(model, begin, end, true));
  }

  // Changes through the overlay while its cursor is open: what is ahead is seen as changed, the current entry stays.
  void WalkAndChange() {
    const bool back = Below(2) == 0;
    const std::string begin = Bound();
    const std::string end = Bound();
    const auto cursor = back ? overlay_->ScanBack(begin, end) : overlay_->Scan(begin, end);
    auto expected = Expected(seen_, begin, end, back);
    while (cursor->Valid()) {
      ASSERT_FALSE(expected.empty());
      const auto [key, value] = expected.front();
      for (unsigned n = Below(3); n > 0; --n) Change();
      ASSERT_EQ(cursor->key(), key);
      ASSERT_EQ(cursor->value(), value);
      cursor->Next();
      expected = Expected(seen_, begin, end, back);
      const auto passed = [&, at = key](const auto& entry) { return back ? entry.first >= at : entry.first <= at; };
      expected.erase(std::remove_if(expected.begin(), expected.end(), passed), expected.end());
    }
    ASSERT_THAT(expected, IsEmpty());
  }

  ContractHarness& harness_;
  std::mt19937 random_;
  std::unique_ptr<Overlay> overlay_;
  std::unique_ptr<Batch> under_way_;
  Model committed_;
  Model taken_;  // what is under way comes to
  Model seen_;
};

TEST_F(StoreContract, RandomOperationsThroughAnOverlayAgreeWithAMap) {
  const int asked = GTEST_FLAG_GET(random_seed);
  const unsigned seed = asked != 0 ? static_cast<unsigned>(asked) : std::random_device()() % 99'999 + 1;
  SCOPED_TRACE("again with --gtest_random_seed=" + std::to_string(seed));
  RandomWalk walk(*harness_, seed);
  for (int step = 0; step < 6000 && !HasFatalFailure(); ++step) walk.Step();
}

}  // namespace
}  // namespace padu::store
