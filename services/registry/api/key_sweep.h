// Walks all keys, slice by slice, and writes again those that need it: wrapped by an older master key than the city's
// newest, or no longer in the topic because it lost its tail. One thread.
#pragma once

#include <optional>
#include <string>

#include "common/base/random.h"
#include "common/base/secrets.h"
#include "common/store/store.h"
#include "common/stream/stream.h"
#include "services/registry/api/key_sender.h"
#include "services/registry/api/key_shelf.h"

namespace padu::registry {

class KeySweep {
 public:
  KeySweep(const store::Store& store, KeySender& sender, const Secrets& secrets, Random& random)
      : store_(store), sender_(sender), secrets_(secrets), random_(random) {}

  // Re-wraps until a walk finds nothing left to do.
  void Rewrap() { rewraps_ = true, Begin(); }
  // Writes again what was met at `end` or later, which the topic then no longer held.
  void WriteAgainFrom(stream::Offset end);

  // Works a slice off; `met` is the tail's next offset. True if there was something to do.
  bool Poll(stream::Offset met);
  bool running() const { return from_.has_value(); }

 private:
  void Begin();
  void EndWalk();
  // The record to write, if any.
  std::optional<std::string> Renewed(std::string_view key_id, const ShelvedKey& key);
  std::optional<std::string> Rewrapped(std::string_view key_id, const ShelvedKey& key);

  const store::Store& store_;
  KeySender& sender_;
  const Secrets& secrets_;
  Random& random_;

  std::optional<std::string> from_;  // the key id to go on from; nullopt: at rest
  bool rewraps_ = false;
  std::optional<stream::Offset> lost_from_;
  std::size_t renewed_ = 0;     // of this walk
  std::size_t unreadable_ = 0;  // of this walk: not under a master key that is at hand
};

}  // namespace padu::registry
