// One partition of padu.registry.keys.v1 as its owner keeps it (ARCHITECTURE.md, section 5): writes keys, reads them
// back, repairs at once what a late record spoiled, and keeps the newest wrapping of each in a store of its own.
//
//   opening -> reading -> reconciling -> ready; from any back to opening when the topic lost what was read
//
// Reading goes on from where the store stands, from the topic's start if it has no place there; it ends behind a record
// of its own (the probe). Reconciling marks what the registry's tables know to be erased, and does so again each
// minute. A value met for an erased key is answered by a tombstone, an older wrapping met behind a newer one by the
// newer. Driven by Poll: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/random.h"
#include "common/base/secrets.h"
#include "common/store/overlay.h"
#include "common/store/store.h"
#include "common/stream/stream.h"
#include "services/registry/api/key_audit.h"
#include "services/registry/api/key_draws.h"
#include "services/registry/api/key_record.h"
#include "services/registry/api/key_sender.h"
#include "services/registry/api/key_sweep.h"

namespace padu::registry {

// Gives the id of each key that a confirmed fact of this partition says is erased; an error (UNAVAILABLE: the
// registry's tables cannot be read yet) makes the topic ask again. Called on the topic's thread.
using ForEachErased = std::function<absl::Status(const std::function<void(std::string_view key_id)>& visit)>;

// All outlive the topic. The store is the topic's alone.
struct KeyPorts {
  stream::Log& log;
  store::Store& store;
  const Clock& clock;
  Random& random;
  const Secrets& secrets;
};

// Keys that draws wait for; at the bound a draw is RESOURCE_EXHAUSTED.
inline constexpr std::size_t kDrawnKeysMax = 65'536;

absl::Status TooManyDraws();

class KeyTopic {
 public:
  KeyTopic(const KeyPorts& ports, int partition, ForEachErased for_each_erased);

  // `done` is called once, inside a Poll or here: with the keys, once the topic holds them all and the store too;
  // UNAVAILABLE until ready and at the deadline; RESOURCE_EXHAUSTED.
  void Draw(FreshKeys fresh, std::int64_t deadline_boot, DrawDone done);
  // A fact that erases this key is confirmed. Gone from the store's disk when the next Poll returns, whatever the
  // broker does; gone from the topic when that is compacted.
  void Erase(std::string key_id) { erasing_.push_back(std::move(key_id)); }
  // Wraps all keys anew that stand under older master keys than their cities' newest.
  void Rewrap() { sweep_.Rewrap(); }

  // Does what there is to do; asks the broker for bounds now and then (kAskTimeout), else never waits. True if it did
  // anything.
  bool Poll();

  // True once the store has all that the topic held at the start, and nothing that is erased.
  bool ready() const { return ready_; }
  // Draws or records are under way.
  bool busy() const { return !draws_.empty() || !sender_.Idle(); }
  bool sweeping() const { return sweep_.running(); }
  // The topic may still hold a value of an erased key.
  bool Owes() const;
  // Answers UNAVAILABLE to all that wait.
  void AbandonDraws() { draws_.AbandonAll(); }

 private:
  enum class State { kOpening, kReading, kReconciling, kReady };

  void Open();
  bool Read();
  void Take(const stream::Record& record, store::Txn& txn);
  void TakeValue(const stream::Record& record, store::Txn& txn);
  void Commit(store::Overlay& txn);
  bool AtEnd();
  void Reconcile();
  bool EraseWhatFactsErased();
  void EraseAll();
  // What a key that is erased brings with it.
  void MarkErased(std::string_view key_id, store::Txn& txn);
  // Takes off the disk what was erased since the last call.
  void CompactErased();

  const KeyPorts ports_;
  const stream::TopicPartition topic_;
  const ForEachErased for_each_erased_;
  KeySender sender_;
  KeyDraws draws_;
  KeyAudit audit_;
  KeySweep sweep_;

  State state_ = State::kOpening;
  bool ready_ = false;  // stays when the topic is opened again
  std::unique_ptr<stream::Reader> reader_;
  stream::Offset next_ = 0;
  std::uint64_t probe_ = 0;             // number of the record behind which reading ends
  std::optional<stream::Offset> last_;  // its offset or a later one, once known
  std::int64_t open_boot_ = 0;          // opening is not tried before
  std::int64_t reconcile_boot_ = 0;     // when facts are asked again what they erased
  std::vector<std::string> erasing_;    // asked for, not yet done
  std::vector<std::string> erased_;     // marked, not yet compacted
  LogLimiter away_log_{absl::Seconds(30)};
};

}  // namespace padu::registry
