// Whose keys are, as the registry said a moment ago: every service but the registry knows callers by this.
//
// What was answered is gone by for `answer_valid` at most, and asked for again behind the caller's back after
// `answer_fresh`: a revoked key opens nothing after `answer_fresh` and a call while the registry answers, and after
// `answer_valid` if it does not. Then callers get UNAVAILABLE until it is back. That a key is unknown is gone by for
// `refusal_valid`. Everything is bounded; at a bound an entry makes room, one of a key that opens nothing first, or the
// caller is told to come again. Keys not known yet get half of the questions: who tries keys keeps out no holder.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/authenticator.h"

namespace padu::rpc {

class Client;

struct CacheOptions {
  absl::Duration answer_fresh = absl::Seconds(5);
  absl::Duration answer_valid = absl::Seconds(30);
  absl::Duration refusal_valid = absl::Seconds(5);
  std::size_t entries_max = 10'000;  // keys known, good and bad
  std::size_t asked_max = 256;       // questions to the registry at once; more callers get RESOURCE_EXHAUSTED
};

// A key's holder, and when the key ends by itself.
struct KeyHolder {
  Caller caller;
  std::optional<UnixMicros> expires_at;
};

// KEY_EXPIRED, as a refusal.
absl::Status KeyExpired();

// Any thread.
class CachedKeys final : public Keys {
 public:
  // Asks the registry: answers once, at once or later, on any thread; must not block.
  using Answered = std::function<void(absl::StatusOr<KeyHolder>)>;
  using Ask = std::function<void(const ApiKey&, Answered)>;

  CachedKeys(Ask ask, const Clock& clock, CacheOptions options = {});
  // Waits for the answers that are still to come.
  ~CachedKeys() override;

  void Check(const ApiKey& key, Identified done) const override;

 private:
  struct Entry {
    std::optional<KeyHolder> holder;  // absent: not known yet, or not any more
    absl::Status refusal;             // not OK: the key opens nothing
    std::int64_t fresh_until = 0;     // of the boot clock, microseconds
    std::int64_t until = 0;           // the same: good for so long
    bool asking = false;
    std::vector<Identified> waiting;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;  // by SHA-256

  void Take(const std::string& sha256, absl::StatusOr<KeyHolder> answer) const;
  // What the entry says now; nothing if the registry must be waited for.
  std::optional<absl::StatusOr<Caller>> Known(const Entry& entry, std::int64_t now) const;
  // Makes room for one more if there is none.
  void MakeRoom(std::int64_t now) const;

  const Ask ask_;
  const Clock& clock_;
  const CacheOptions options_;
  mutable std::mutex mutex_;
  mutable std::condition_variable all_answered_;
  mutable Entries entries_;
  mutable std::size_t asking_ = 0;
};

// Asks the IdentityService that `client` reaches, with the client's own key.
CachedKeys::Ask AskRegistry(std::shared_ptr<const Client> client);

}  // namespace padu::rpc
