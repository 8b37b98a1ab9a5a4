// How a process is told to stop, and stops: no work in signal handlers, steps in order, an end in any case.
//
//   ops::StopSignal stop;                     // first in main, before any thread
//   ...
//   stop.Wait();                              // SIGTERM, SIGINT or Request()
//   ops::Drain drain(absl::Seconds(50));
//   drain.Step("health", [&] { server.SetServing(false); });
//   drain.Step("endpoints update", [&] { absl::SleepFor(drain_delay); });
//   drain.Step("streams", [&] { server.StopStreams(); });
//   drain.Step("partitions", [&] { partitions.Stop(); });
//   drain.Step("calls", [&] { server.Shutdown(absl::Seconds(20)); });
//   drain.Step("stores", [&] { stores.Close(); });
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/time/time.h"

namespace padu::ops {

// Takes SIGTERM and SIGINT for the whole process: they are blocked in the thread that makes this object and in all that
// it starts. A second signal during a drain changes nothing; SIGKILL always works, and what is lost by it recovers.
class StopSignal {
 public:
  StopSignal();
  // Until a signal or Request. "SIGTERM", "SIGINT", or the reason given. One thread.
  std::string Wait();
  // Stops the process as a signal would: for fencing and the like. The first reason stays. Any thread.
  void Request(std::string reason);

 private:
  std::mutex mutex_;
  std::string reason_;
};

// The steps of stopping, each logged with its time. Should all of them together take longer than `most`, the process
// exits with kDrainTimedOut: recovery does the rest.
class Drain {
 public:
  static constexpr int kDrainTimedOut = 70;

  explicit Drain(absl::Duration most);
  ~Drain();  // the drain is done
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;

  void Step(const std::string& name, const std::function<void()>& step);

 private:
  void Watch(absl::Duration most);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  std::string step_;
  std::thread watch_;
};

}  // namespace padu::ops
