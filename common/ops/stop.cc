#include "common/ops/stop.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>

#include "absl/time/clock.h"
#include "common/base/check.h"
#include "common/base/log.h"

namespace padu::ops {
namespace {

sigset_t StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = StopSignals();
  PADU_CHECK(::pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
}

std::string StopSignal::Wait() {
  const sigset_t set = StopSignals();
  int signal = 0;
  PADU_CHECK(::sigwait(&set, &signal) == 0);
  std::string reason;
  {
    const std::lock_guard lock(mutex_);
    reason = !reason_.empty() ? reason_ : signal == SIGTERM ? "SIGTERM" : "SIGINT";
  }
  Log(Severity::kInfo, "stops", {{"reason", reason}});
  return reason;
}

void StopSignal::Request(std::string reason) {
  {
    const std::lock_guard lock(mutex_);
    if (reason_.empty()) reason_ = std::move(reason);
  }
  // To the process, not to a thread: it is taken by sigwait, as all threads block it.
  PADU_CHECK(::kill(::getpid(), SIGTERM) == 0);
}

Drain::Drain(absl::Duration most) : watch_([this, most] { Watch(most); }) {}

Drain::~Drain() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  wake_.notify_all();
  watch_.join();
}

void Drain::Step(const std::string& name, const std::function<void()>& step) {
  {
    const std::lock_guard lock(mutex_);
    step_ = name;
  }
  const absl::Time start = absl::Now();
  step();
  Log(Severity::kInfo, "drained", {{"step", name}, {"took_seconds", absl::Now() - start}});
}

void Drain::Watch(absl::Duration most) {
  std::unique_lock lock(mutex_);
  if (wake_.wait_for(lock, absl::ToChronoMilliseconds(most), [this] { return done_; })) return;
  Log(Severity::kError, "drain takes too long: exits", {{"step", step_}, {"most_seconds", most}});
  ::_exit(kDrainTimedOut);
}

}  // namespace padu::ops
