// The keys of a simulated registry's personal data: its real keys topic, drawn from before a command is sent, erased
// from when an answer says so, and rotated; with late records of zombies and compaction.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "common/base/random.h"
#include "common/base/secrets.h"
#include "common/stream/fake_log.h"
#include "services/registry/api/key_topic.h"
#include "tests/simulation/beside.h"

namespace padu::simulation {

// What all processes of a world share.
class CityKeys {
 public:
  // Of the processes that start now.
  const Secrets& secrets() const;
  void Rotate() { rotated_ = true; }
  bool rotated() const { return rotated_; }

  // A draw gave this key.
  void Given(const registry::DrawnKey& key) { given_[key.key_id] = key.data_key; }
  const std::string& DataKeyOf(const std::string& key_id) const;

  // A late record, or a compaction.
  void Trouble(stream::FakeBroker& broker, Chance& chance, Coverage& coverage);

 private:
  void Compact(stream::FakeBroker& broker, bool keep_tombstones) const;

  bool rotated_ = false;
  std::map<std::string, std::string> given_;  // key id -> data key
  std::map<std::string, std::string> met_;    // key id -> a value that the topic once held
};

class KeyDesk final : public Beside {
 public:
  // All outlive it.
  KeyDesk(CityKeys& keys, stream::FakeBroker& broker, stream::Log& log, SkewedClock& clock, TrueTime& time,
          std::uint64_t seed);

  void Start(const journal::Owner& owner, const store::Reader& tables) override;
  void Step() override;
  void Die(Chance& chance) override;
  void LoseDisk() override;
  void CopyDisk() override { old_copy_ = disk_->Clone(); }
  void RestoreDisk() override;
  void Prepare(journal::Command command, std::function<void(journal::Command)> submit) override;
  void Hear(const common::v1::Row& row) override;
  void CheckEnd(const std::vector<common::v1::Row>& rows) override;

 private:
  void Open(const Secrets& secrets);
  void Poll(int times);
  void LetDaysPass();
  // Keys that stand are found, here and in the topic; those of erased persons nowhere.
  void CheckKeys(const std::map<std::string, bool>& erased, const Secrets& secrets) const;
  // The last record of a key in the topic; nullptr: none.
  const stream::Record* Newest(const std::string& key_id) const;

  CityKeys& keys_;
  stream::FakeBroker& broker_;
  stream::Log& log_;
  SkewedClock& clock_;
  TrueTime& time_;
  FakeRandom random_;
  std::unique_ptr<store::FakeStore> disk_ = std::make_unique<store::FakeStore>();
  std::unique_ptr<store::FakeStore> old_copy_;
  // One life of the process.
  const journal::Owner* owner_ = nullptr;
  const store::Reader* tables_ = nullptr;
  std::unique_ptr<registry::KeyTopic> topic_;
};

}  // namespace padu::simulation
