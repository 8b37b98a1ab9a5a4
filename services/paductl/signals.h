// Commands that go on until they are stopped: SIGINT and SIGTERM ask them to.
#pragma once

#include "absl/time/time.h"

namespace padu::ctl {

// Once, at the start of main.
void CatchStopSignals();
// Whether one has come. Any thread.
bool Stopped();
// Waits, in steps short enough to be stopped. False if it was.
bool WaitUnlessStopped(absl::Duration duration);

}  // namespace padu::ctl
