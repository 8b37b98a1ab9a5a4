// Draws, erasures, crashes, zombies, failures of writers and compaction in any order, by seed; then quiet, and what
// must hold: whoever got a key finds it, here and from the topic alone; what was erased is nowhere.
#include <gtest/gtest.h>

#include <random>

#include "services/registry/api/testing/key_world.h"

namespace padu::registry {
namespace {

constexpr int kSeeds = 300;
constexpr int kSteps = 120;

class KeyLife {
 public:
  explicit KeyLife(std::uint64_t seed) : world_(seed), chance_(seed) {}

  void Live() {
    for (int step = 0; step < kSteps; ++step) Step();
    CalmDown();
  }

  void Check() {
    CheckHere();
    world_.LoseDisk();
    world_.Restart();
    world_.Poll(40);
    ASSERT_TRUE(world_.topic->ready());
    CheckHere();
  }

 private:
  int Below(int n) { return static_cast<int>(chance_() % static_cast<std::uint64_t>(n)); }

  void Step() {
    switch (Below(12)) {
      case 0:
      case 1:
      case 2:
        return Draw();
      case 3:
        return Erase();
      case 4:
        return Zombie();
      case 5:
        return Crash();
      case 6:
        return world_.broker.NextFate(Below(2) == 0 ? stream::Fate::kAppendThenFail : stream::Fate::kLoseThenFail);
      case 7:
        return Below(2) == 0 ? world_.broker.Hold() : world_.broker.SetPolicy(nullptr);
      case 8:
        (void)world_.broker.Deliver(static_cast<std::size_t>(Below(4)));
        return;
      case 9:
        return world_.clock.Advance(Below(4) == 0 ? kMicrosPerDay : kMicrosPerSecond / 4);
      case 10:
        return Below(4) == 0 ? world_.CompactTopic(Below(2) == 0) : world_.Poll(3);
      default:
        return world_.Poll(1 + Below(3));
    }
  }

  void Draw() {
    const CitySecrets* city = *world_.secrets->ForCity(kBontang);
    world_.topic->Draw(DrawFreshKeys(*city, 1 + static_cast<std::size_t>(Below(3)), world_.random),
                       world_.clock.BootNow() + kMicrosPerSecond, [this](Drawn drawn) {
                         if (!drawn.ok()) return;
                         for (const DrawnKey& key : *drawn) live_[key.key_id] = key.data_key;
                       });
  }

  void Erase() {
    if (live_.empty()) return;
    const auto key = std::next(live_.begin(), Below(static_cast<int>(live_.size())));
    world_.erased.insert(key->first);
    if (Below(4) > 0) world_.topic->Erase(key->first);  // else the process dies before it says so
    if (Below(4) == 0) Crash();
    unsaid_ = true;
    live_.erase(key);
  }

  // Writes once more what stood in the topic.
  void Zombie() {
    if (world_.Records().empty()) return;
    const auto& record = world_.Records()[static_cast<std::size_t>(Below(static_cast<int>(world_.Records().size())))];
    if (record.value.has_value()) values_[record.key] = *record.value;
    if (values_.empty()) return;
    const auto value = std::next(values_.begin(), Below(static_cast<int>(values_.size())));
    world_.broker.Append(KeyWorld::kTopic, {.key = value->first, .value = value->second, .headers = {}});
  }

  void Crash() {
    const bool rotates = version_ == 1 && Below(10) == 0;
    if (rotates) version_ = 2;
    world_.Crash(static_cast<std::size_t>(Below(3)));
    if (Below(6) == 0) world_.LoseDisk();
    world_.RestartWith(version_ == 1 ? SecretsWith({1}) : SecretsWith({1, 2}));
    if (rotates) world_.topic->Rewrap();
    unsaid_ = false;
  }

  void CalmDown() {
    world_.broker.SetPolicy(nullptr);
    world_.Poll(20);
    if (unsaid_) Crash();
    for (int day = 0; day < 3; ++day) {
      world_.clock.Advance(kMicrosPerDay);
      world_.Poll(20);
    }
  }

  void CheckHere() {
    for (const auto& [key_id, data_key] : live_) {
      const auto found = world_.Find(key_id);
      ASSERT_TRUE(found.ok()) << found.status();
      ASSERT_EQ(*found, data_key);
      ASSERT_TRUE(world_.Newest(key_id).has_value());
    }
    for (const std::string& key_id : world_.erased) {
      ASSERT_FALSE(world_.Find(key_id).ok());
      ASSERT_FALSE(world_.Newest(key_id).has_value());
    }
  }

  KeyWorld world_;
  std::mt19937_64 chance_;
  std::map<std::string, std::string> live_;    // keys that a draw gave, not erased
  std::map<std::string, std::string> values_;  // what zombies may write
  std::uint32_t version_ = 1;
  bool unsaid_ = false;  // an erased fact may not have reached the vault
};

TEST(KeyPropertyTest, WhateverHappens) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    KeyLife life(seed);
    life.Live();
    life.Check();
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace padu::registry
