// A process's life, as one enum with asserted moves, and what its readiness hangs on.
//
//   starting -> recovering -> serving -> draining -> stopped
//                   \____________________^        (any state before draining may begin to drain)
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace padu::ops {

enum class LifeState { kStarting, kRecovering, kServing, kDraining, kStopped };

// "starting", "recovering", ...
std::string_view Name(LifeState state);

// Any thread.
class Lifecycle {
 public:
  LifeState state() const;
  // Aborts on a move that the chart above does not have. Logs it and tells those that listen, on the caller's thread.
  void MoveTo(LifeState next);
  // Before other threads know of this object.
  void OnMove(std::function<void(LifeState)> listener) { listeners_.push_back(std::move(listener)); }

  // What `check` ("partition 3") waits for ("reads back its journal, 40 % done"); an empty reason: it is ready.
  void SetWaiting(const std::string& check, std::string reason);
  // What keeps the process from being ready, by check: the state if it is not serving, and what was set. Empty: ready.
  std::map<std::string, std::string> NotReady() const;

 private:
  mutable std::mutex mutex_;
  LifeState state_ = LifeState::kStarting;
  std::map<std::string, std::string> waiting_;
  std::vector<std::function<void(LifeState)>> listeners_;
};

}  // namespace padu::ops
