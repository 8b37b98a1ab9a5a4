// A keys topic, its owner and all it stands on, in memory.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/base/random.h"
#include "common/base/secrets.h"
#include "common/store/fake_store.h"
#include "common/stream/fake_log.h"
#include "services/registry/api/key_shelf.h"
#include "services/registry/api/key_topic.h"

namespace padu::registry {

// A log whose readers can be made to hear nothing, while writers go on.
class DeafLog final : public stream::Log {
 public:
  explicit DeafLog(stream::FakeBroker& broker) : log_(broker) {}
  bool deaf = false;

  std::unique_ptr<stream::Reader> OpenReader(const stream::TopicPartition& tp, stream::Offset from) override;
  std::unique_ptr<stream::Writer> OpenWriter() override { return log_.OpenWriter(); }
  absl::StatusOr<stream::Bounds> QueryBounds(const stream::TopicPartition& tp, absl::Duration timeout) override {
    return log_.QueryBounds(tp, timeout);
  }
  absl::StatusOr<std::vector<stream::TopicInfo>> ListTopics(std::string_view prefix, absl::Duration timeout) override {
    return log_.ListTopics(prefix, timeout);
  }
  absl::Status CreateTopic(const stream::TopicSpec& spec, absl::Duration timeout) override {
    return log_.CreateTopic(spec, timeout);
  }
  std::uint64_t ConnectionChanges() const override { return log_.ConnectionChanges(); }
  std::uint64_t ConnectionLooks() const override { return log_.ConnectionLooks(); }

 private:
  stream::FakeLog log_;
};

// A fake store that counts its compactions.
class CompactedStore final : public store::Store {
 public:
  explicit CompactedStore(std::unique_ptr<store::FakeStore> disk = std::make_unique<store::FakeStore>())
      : disk_(std::move(disk)) {}
  store::FakeStore& disk() { return *disk_; }
  int compactions = 0;

  bool Get(std::string_view key, std::string* value) const override { return disk_->Get(key, value); }
  std::unique_ptr<store::Cursor> Scan(std::string_view begin, std::string_view end) const override {
    return disk_->Scan(begin, end);
  }
  std::unique_ptr<store::Cursor> ScanBack(std::string_view begin, std::string_view end) const override {
    return disk_->ScanBack(begin, end);
  }
  void Commit(const store::Batch& batch, store::Durability durability) override { disk_->Commit(batch, durability); }
  std::unique_ptr<store::Reader> Snapshot() const override { return disk_->Snapshot(); }
  void DeleteRange(std::string_view begin, std::string_view end) override { disk_->DeleteRange(begin, end); }
  void Flush() override { disk_->Flush(); }
  void Compact(std::string_view begin, std::string_view end) override { ++compactions; }
  std::uint64_t FreeBytes() const override { return disk_->FreeBytes(); }

 private:
  std::unique_ptr<store::FakeStore> disk_;
};

inline constexpr char kBontang[] = "64.74";

// The secrets of Bontang with master keys of these versions; a version's key is always the same.
Secrets SecretsWith(const std::vector<std::uint32_t>& master_versions);

// The reason of a refusal; "none".
std::string ReasonOf(const absl::Status& status);

// What a draw came to.
using Drawn = absl::StatusOr<std::vector<DrawnKey>>;

class KeyWorld {
 public:
  explicit KeyWorld(std::uint64_t seed = 1);

  // Ends the owner, as a crash does, and starts one anew over the disk as it is.
  void Restart();
  void RestartWith(Secrets secrets);
  // The machine stops, of unsynced commits the first `survive` remain; nobody is started.
  void Crash(std::size_t survive);
  void LoseDisk();
  void Stop() { topic.reset(); }

  void Poll(int times = 20);
  // Draws; the answer is in *out once it is there.
  void Draw(std::size_t count, std::optional<Drawn>* out, std::int64_t timeout_us = kMicrosPerSecond);
  // Draws one key and waits for it.
  DrawnKey DrawOne();
  void EraseFact(const std::string& key_id) { erased.insert(key_id), topic->Erase(key_id); }
  absl::StatusOr<std::string> Find(std::string_view key_id) const { return FindDataKey(*store, *secrets, key_id); }

  const std::vector<stream::Record>& Records() const { return broker.Records(kTopic); }
  // Records of one key: those with a value, or tombstones.
  std::size_t Count(std::string_view key_id, bool values) const;
  // The last record of one key; nullopt: none, or a tombstone.
  std::optional<KeyRecord> Newest(std::string_view key_id) const;
  std::string ValueOf(std::string_view key_id) const;
  // Keeps the last record of each key, as the broker does, where that is no tombstone or tombstones stay.
  void CompactTopic(bool keep_tombstones);

  static const inline stream::TopicPartition kTopic{kKeysTopic, 0};
  FakeClock clock{1'700'000'000 * kMicrosPerSecond};
  stream::FakeBroker broker{clock};
  DeafLog log{broker};
  FakeRandom random;
  std::unique_ptr<Secrets> secrets;
  std::unique_ptr<CompactedStore> store = std::make_unique<CompactedStore>();
  std::set<std::string> erased;     // what confirmed facts erased
  absl::Status tables_can_be_read;  // what asking for them says
  std::unique_ptr<KeyTopic> topic;
};

}  // namespace padu::registry
