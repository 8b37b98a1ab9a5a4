#include "services/paductl/signals.h"

#include <algorithm>
#include <csignal>

#include "absl/time/clock.h"

namespace padu::ctl {
namespace {

volatile std::sig_atomic_t stopped = 0;

extern "C" void OnStop(int) { stopped = 1; }

}  // namespace

void CatchStopSignals() {
  std::signal(SIGINT, OnStop);
  std::signal(SIGTERM, OnStop);
}

bool Stopped() { return stopped != 0; }

bool WaitUnlessStopped(absl::Duration duration) {
  const absl::Time end = absl::Now() + duration;
  for (absl::Time now = absl::Now(); now < end && !Stopped(); now = absl::Now()) {
    absl::SleepFor(std::min(end - now, absl::Milliseconds(100)));
  }
  return !Stopped();
}

}  // namespace padu::ctl
