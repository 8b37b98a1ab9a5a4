// Ends streams whose caller is no longer known: a revoked key must not go on watching for as long as a stream lasts.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/authenticator.h"

namespace padu::rpc {

// Any thread; one of its own, which runs while there are streams to look at.
class StreamGuard {
 public:
  // A stream under way.
  class Guarded {
   public:
    Guarded(Credentials credentials, std::shared_ptr<std::atomic<bool>> cancelled)
        : credentials_(std::move(credentials)), cancelled_(std::move(cancelled)) {}

    // Why the guard ended the stream; `otherwise` if it did not.
    absl::Status Why(const absl::Status& otherwise) const;

   private:
    friend class StreamGuard;
    void End(const absl::Status& why);

    const Credentials credentials_;
    const std::shared_ptr<std::atomic<bool>> cancelled_;
    mutable std::mutex mutex_;
    absl::Status why_;
  };

  explicit StreamGuard(absl::Duration every) : every_(every) {}

  // Before any stream; the authenticator outlives this.
  void AuthenticateBy(const Authenticator& authenticator) { authenticator_ = &authenticator; }
  // Looked at until the last pointer to it goes. Sets `cancelled` when the caller is no longer known.
  std::shared_ptr<Guarded> Add(Credentials credentials, std::shared_ptr<std::atomic<bool>> cancelled);
  void Stop();

 private:
  void Run(const std::stop_token& stop);

  const absl::Duration every_;
  const Authenticator* authenticator_ = nullptr;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<std::weak_ptr<Guarded>> streams_;
  std::jthread thread_;  // last: it uses the above
};

}  // namespace padu::rpc
