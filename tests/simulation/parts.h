// What a simulated process stands on: one true time with a skewed clock for each process, a store that can crash in the
// middle of a commit, and chance from one seed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/store/fake_store.h"

namespace padu::simulation {

// splitmix64.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // 0 <= result < n.
  std::int64_t Below(std::int64_t n) { return static_cast<std::int64_t>(Next() % static_cast<std::uint64_t>(n)); }
  bool Percent(int percent) { return Below(100) < percent; }

 private:
  std::uint64_t state_;
};

struct TrueTime {
  UnixMicros now = 1'700'000'000 * kMicrosPerSecond;
};

// Each look takes a microsecond, so that no two looks in one step may be taken for one moment.
class SkewedClock final : public Clock {
 public:
  explicit SkewedClock(TrueTime& time) : time_(time) {}
  UnixMicros WallNow() const override { return ++time_.now + skew; }
  std::int64_t BootNow() const override { return ++time_.now - kBoot; }
  std::int64_t skew = 0;

 private:
  static constexpr UnixMicros kBoot = 1'600'000'000 * kMicrosPerSecond;
  TrueTime& time_;
};

// The least key of a table.
inline std::string Tag(std::uint8_t tag) { return std::string(1, static_cast<char>(tag)); }

// Thrown where a process dies.
struct Crashed {};

class CrashingStore final : public store::Store {
 public:
  explicit CrashingStore(store::FakeStore& disk) : disk_(disk) {}

  // Dies in the n-th commit from now, before or after it took place; 0: not.
  void DieInCommit(int n, bool after) { commits_left_ = n, after_ = after; }

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override { return disk_.Get(key, value); }
  [[nodiscard]] std::unique_ptr<store::Cursor> Scan(std::string_view begin, std::string_view end) const override {
    return disk_.Scan(begin, end);
  }
  [[nodiscard]] std::unique_ptr<store::Cursor> ScanBack(std::string_view begin, std::string_view end) const override {
    return disk_.ScanBack(begin, end);
  }
  // Commits that were begun are done after so many looks, or when they are waited for; 0: at once.
  void SetDelay(int looks) { delay_ = looks; }
  // The process is dead: what was begun took place or not.
  void Abandon(bool took_place) {
    if (begun_ != nullptr && took_place) disk_.Commit(*begun_, store::Durability::kSynced);
    begun_ = nullptr;
  }

  void StartCommit(const store::Batch& batch) override {
    begun_ = &batch;
    looks_left_ = delay_;
  }
  [[nodiscard]] bool CommitDone(bool wait) override {
    if (begun_ == nullptr) return true;
    if (!wait && looks_left_-- > 0) return false;
    Commit(*std::exchange(begun_, nullptr), store::Durability::kSynced);
    return true;
  }
  void Commit(const store::Batch& batch, store::Durability durability) override {
    const bool dies = commits_left_ > 0 && --commits_left_ == 0;
    if (!dies || after_) disk_.Commit(batch, durability);
    if (dies) throw Crashed();
  }
  [[nodiscard]] std::unique_ptr<store::Reader> Snapshot() const override { return disk_.Snapshot(); }
  void DeleteRange(std::string_view begin, std::string_view end) override { disk_.DeleteRange(begin, end); }
  void Flush() override { disk_.Flush(); }
  [[nodiscard]] std::uint64_t FreeBytes() const override { return disk_.FreeBytes(); }

 private:
  store::FakeStore& disk_;
  int commits_left_ = 0;
  bool after_ = false;
  int delay_ = 0;
  const store::Batch* begun_ = nullptr;
  int looks_left_ = 0;
};

}  // namespace padu::simulation
