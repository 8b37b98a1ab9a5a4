#include "common/store/rocks/rocks_store.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/store/rocks/temporary_directory.h"

namespace padu::store {
namespace {

using testing::HasSubstr;

constexpr std::uint8_t kJournalTag = 0x10;
const std::string kRow = "\x10row";

// A death test runs the test from its start in a child, which finds the directory of its parent here.
constexpr char kDirectoryVariable[] = "PADU_STORE_TEST_DIRECTORY";

class RocksStoreTest : public testing::Test {
 protected:
  RocksStoreTest() {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    if (const char* parents = getenv(kDirectoryVariable)) {
      root_ = parents;
    } else {
      root_ = directory_.emplace().path();
      setenv(kDirectoryVariable, root_.c_str(), 1);
    }
    path_ = root_ + "/city/0";
  }
  ~RocksStoreTest() override { unsetenv(kDirectoryVariable); }

  absl::StatusOr<std::unique_ptr<RocksStore>> Open(std::uint64_t reserve = 0) {
    return RocksStore::Open({.path = path_, .journal_tag = kJournalTag, .disk_reserve_bytes = reserve});
  }

  static void Put(Store& store, const std::string& key, const std::string& value, Durability durability) {
    Batch batch;
    batch.Put(key, value);
    store.Commit(batch, durability);
  }
  static std::string Get(const Store& store, const std::string& key) {
    std::string value;
    return store.Get(key, &value) ? value : "(none)";
  }

  // A store whose entries lie in files, not in the log.
  void MakeFiles() {
    const auto store = *Open();
    for (int i = 0; i < 1000; ++i) {
      Put(*store, "key" + std::to_string(i), std::string(100, 'v'), Durability::kRebuild);
      Put(*store, kRow + std::to_string(i), std::string(100, 'r'), Durability::kRebuild);
    }
    store->Flush();
  }

  std::vector<std::string> Files(const std::string& extension) const {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      if (entry.path().extension() == extension) files.push_back(entry.path().string());
    }
    return files;
  }

  // Flips a bit in the first data block of each table file.
  void SpoilFiles() {
    for (const std::string& name : Files(".sst")) {
      std::fstream file(name, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(100);
      const char byte = static_cast<char>(file.get() ^ 1);
      file.seekp(100);
      file.put(byte);
    }
  }

  std::string Mark() const {
    std::ifstream mark(path_ + "/CORRUPT");
    return {std::istreambuf_iterator<char>(mark), {}};
  }

  std::optional<TemporaryDirectory> directory_;
  std::string root_;
  std::string path_;
};

TEST_F(RocksStoreTest, ACorruptBlockMarksTheStoreAndAborts) {
  EXPECT_DEATH(
      {
        MakeFiles();
        SpoilFiles();
        const auto store = *Open();
        Get(*store, "key0");
      },
      "a read: Corruption");
  EXPECT_THAT(Mark(), HasSubstr("Corruption"));
  const absl::Status reopened = Open().status();
  EXPECT_EQ(reopened.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(reopened.message()), HasSubstr("marked corrupt"));
}

TEST_F(RocksStoreTest, ACorruptBlockIsNoEndOfAScan) {
  EXPECT_DEATH(
      {
        MakeFiles();
        SpoilFiles();
        const auto store = *Open();
        for (auto cursor = store->Scan("\x10", "\x11"); cursor->Valid(); cursor->Next()) continue;
      },
      "a scan: Corruption");
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksStoreTest, CorruptionMetByACompactionMarksTheStoreAndAborts) {
  EXPECT_DEATH(
      {
        for (int file = 0; file < 3; ++file) MakeFiles();
        SpoilFiles();
        const auto store = *Open();
        Put(*store, "key0", "", Durability::kRebuild);
        Put(*store, kRow, "", Durability::kRebuild);
        store->Flush();  // the fourth file of level 0 sets off a compaction
        absl::SleepFor(absl::Seconds(30));
      },
      "background work .*: Corruption");
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksStoreTest, ALostFileIsFoundWhenTheStoreIsOpened) {
  MakeFiles();
  for (const std::string& name : Files(".sst")) std::filesystem::remove(name);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(Mark(), "");
}

TEST_F(RocksStoreTest, ASecondOpenIsRefusedWithoutAMark) {
  const auto store = *Open();
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Mark(), "");
}

TEST_F(RocksStoreTest, APathThatCannotBeMadeIsUnavailable) {
  std::ofstream(root_ + "/city") << "a file where a directory should be";
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(RocksStoreTest, NoByteIsFreeBelowTheReserve) {
  EXPECT_GT((*Open())->FreeBytes(), 0U);
  EXPECT_EQ((*Open(std::uint64_t{1} << 60))->FreeBytes(), 0U);
}

// What a killed process leaves behind: the end of the child runs no destructor.
TEST_F(RocksStoreTest, AKilledProcessLosesNothingThatWasLogged) {
  EXPECT_EXIT(
      {
        const auto store = *Open();
        Put(*store, "rebuilt", "1", Durability::kRebuild);
        Put(*store, "synced", "1", Durability::kSynced);
        Put(*store, "buffered", "1", Durability::kBuffered);
        Put(*store, "lost", "1", Durability::kRebuild);
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
  const auto store = *Open();
  EXPECT_EQ(Get(*store, "rebuilt"), "1");
  EXPECT_EQ(Get(*store, "synced"), "1");
  EXPECT_EQ(Get(*store, "buffered"), "1");
  EXPECT_EQ(Get(*store, "lost"), "(none)");
}

TEST_F(RocksStoreTest, ACheckpointStandsStill) {
  const auto store = *Open();
  Put(*store, "a", "1", Durability::kBuffered);
  Put(*store, kRow, "1", Durability::kBuffered);
  const std::string copy = root_ + "/copy";
  ASSERT_TRUE(store->Checkpoint(copy).ok());
  Put(*store, "a", "2", Durability::kSynced);
  const auto copied = *RocksStore::Open({.path = copy, .journal_tag = kJournalTag});
  EXPECT_EQ(Get(*copied, "a"), "1");
  EXPECT_EQ(Get(*copied, kRow), "1");
  EXPECT_FALSE(store->Checkpoint(copy).ok());
}

TEST_F(RocksStoreTest, StoresShareMemory) {
  const auto shared = RocksShared::Make({.block_cache_bytes = 8 << 20, .write_buffer_bytes = 4 << 20});
  const auto a = *RocksStore::Open({.path = path_ + "/a", .journal_tag = kJournalTag, .shared = shared});
  const auto b = *RocksStore::Open({.path = path_ + "/b", .journal_tag = kJournalTag, .shared = shared});
  Put(*a, "key", "a", Durability::kSynced);
  Put(*b, "key", "b", Durability::kSynced);
  EXPECT_EQ(Get(*a, "key") + Get(*b, "key"), "ab");
}

}  // namespace
}  // namespace padu::store
