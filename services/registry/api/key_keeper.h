// The data keys of one partition's cities: what seals personal data, and what erasing takes away for ever.
//
//   KeyKeeper keeper(ports, partition, partitions, for_each_erased);     one for each partition that the process owns
//   keeper.Draw("64.74", 3, deadline, [](auto keys) { ... });           before the command enters the mailbox
//   keeper.Find(key_id);                                                the data key, to open what it sealed
//   keeper.Erase(key_id);                                               once a PersonErased is confirmed
//   keeper.Rewrap();                                                    after the secrets file got a newer master key
//
// Its own thread reads and writes padu.registry.keys.v1 (key_topic.h says how); all methods are for any thread. A data
// key never leaves memory unwrapped.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/registry/api/key_record.h"
#include "services/registry/api/key_topic.h"
#include "services/registry/api/key_vault.h"

namespace padu::registry {

class KeyKeeper {
 public:
  // The ports outlive the keeper; the store is its alone. `partitions`: of the topic.
  KeyKeeper(const KeyPorts& ports, int partition, int partitions, ForEachErased for_each_erased);
  // Draws that wait are answered UNAVAILABLE.
  ~KeyKeeper();

  // Draws `count` keys for a city of this partition; all of them or none. `done` is called once, on the keeper's thread
  // or, when refused at the door, here; it must not block. UNAVAILABLE: not confirmed before `deadline` (draw again);
  // RESOURCE_EXHAUSTED: too many wait; NOT_FOUND: the city has no secrets; FAILED_PRECONDITION (NOT_OWNER): another
  // partition's city.
  void Draw(std::string_view city, std::size_t count, absl::Time deadline, DrawDone done);

  // The data key (32 bytes; whoever gets it wipes it). UNAVAILABLE until ready; NOT_FOUND: never met
  // (KEY_NOT_FOUND), or erased (KEY_ERASED), from the moment that Erase was called on.
  absl::StatusOr<std::string> Find(std::string_view key_id) const;

  // The key goes from the store, its tombstone into the topic. Does not wait; a crash before is made good at the next
  // start by what for_each_erased gives.
  void Erase(std::string_view key_id);

  // Wraps anew, in the background, what stands under older master keys.
  void Rewrap();
  // Nothing is left to wrap anew but what the log called unreadable: the older master key may go.
  bool rewrapping() const { return rewrapping_; }

  // An erasure is not complete: the topic, read from its start, may still hold a value of an erased key. Asked of the
  // topic daily and at each start, so an erasure counts as complete only after the broker has compacted.
  bool erasing() const { return owes_; }

  bool ready() const { return ready_; }

 private:
  struct Asked {
    FreshKeys fresh;
    std::int64_t deadline_boot = 0;
    DrawDone done;
  };

  void Run();
  // What callers handed over since the last call.
  struct Handed {
    std::vector<Asked> asked;
    std::vector<std::string> erasing;
    bool rewrap = false;
    bool stop = false;
  };
  Handed TakeHanded();
  void Settle(const Handed& handed, bool did);

  const KeyPorts ports_;
  const int partition_;
  const int partitions_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Asked> asked_;
  std::size_t asked_keys_ = 0;
  std::set<std::string, std::less<>> erasing_;  // not yet marked in the store
  std::vector<std::string> to_erase_;           // those that the thread has not taken
  bool rewrap_ = false;
  bool stop_ = false;
  std::atomic<bool> ready_ = false;
  std::atomic<bool> rewrapping_ = false;
  std::atomic<bool> owes_ = true;  // until the shelf says otherwise

  KeyTopic topic_;      // the thread's
  std::thread thread_;  // last: starts when all else is there
};

// The keys of all partitions that a process owns. A city of another partition is FAILED_PRECONDITION (NOT_OWNER).
class KeyKeepers final : public KeyVault {
 public:
  explicit KeyKeepers(int partitions) : partitions_(partitions) {}

  // Before the first call of another thread.
  KeyKeeper& Add(const KeyPorts& ports, int partition, ForEachErased for_each_erased);

  absl::StatusOr<std::vector<DataKey>> Draw(std::string_view city, int count, absl::Time deadline) override;
  absl::StatusOr<DataKey> Find(std::string_view city, std::string_view key_id) override;
  // Of another partition's city nothing happens: its owner erases.
  void Erase(std::string_view city, const std::vector<std::string>& key_ids) override;

  // Whether all are.
  bool ready() const;
  // By the partition's number.
  const std::map<int, std::unique_ptr<KeyKeeper>>& keepers() const { return keepers_; }

 private:
  absl::StatusOr<KeyKeeper*> Of(std::string_view city) const;

  const int partitions_;
  std::map<int, std::unique_ptr<KeyKeeper>> keepers_;
};

}  // namespace padu::registry
