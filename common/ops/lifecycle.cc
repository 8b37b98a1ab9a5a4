#include "common/ops/lifecycle.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/log.h"

namespace padu::ops {
namespace {

bool Allowed(LifeState from, LifeState to) {
  switch (to) {
    case LifeState::kStarting:
      return false;
    case LifeState::kRecovering:
      return from == LifeState::kStarting;
    case LifeState::kServing:
      return from == LifeState::kRecovering;
    case LifeState::kDraining:
      return from < LifeState::kDraining;
    case LifeState::kStopped:
      return from == LifeState::kDraining;
  }
  return false;
}

}  // namespace

std::string_view Name(LifeState state) {
  switch (state) {
    case LifeState::kStarting:
      return "starting";
    case LifeState::kRecovering:
      return "recovering";
    case LifeState::kServing:
      return "serving";
    case LifeState::kDraining:
      return "draining";
    case LifeState::kStopped:
      return "stopped";
  }
  return "stopped";
}

LifeState Lifecycle::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Lifecycle::MoveTo(LifeState next) {
  LifeState from;
  {
    const std::lock_guard lock(mutex_);
    PADU_CHECK(Allowed(state_, next));
    from = std::exchange(state_, next);
  }
  Log(Severity::kInfo, "life moves on", {{"from", Name(from)}, {"to", Name(next)}});
  for (const auto& listener : listeners_) listener(next);
}

void Lifecycle::SetWaiting(const std::string& check, std::string reason) {
  const std::lock_guard lock(mutex_);
  if (reason.empty()) {
    waiting_.erase(check);
  } else {
    waiting_[check] = std::move(reason);
  }
}

std::map<std::string, std::string> Lifecycle::NotReady() const {
  const std::lock_guard lock(mutex_);
  auto reasons = waiting_;
  if (state_ != LifeState::kServing) reasons["state"] = std::string(Name(state_));
  return reasons;
}

}  // namespace padu::ops
