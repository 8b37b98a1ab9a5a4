// Which feeds are silent, as README.md says it, with none of the machine's code.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "common/base/clock.h"

namespace padu::matching::testing {

class NaiveFeeds {
 public:
  struct Expectation {
    std::int64_t silent_after = 0;  // microseconds; 0: not watched
    int relied_on_days = 90;
    std::int64_t settle = 0;
    UnixMicros since = 0;
  };

  void Expect(const std::string& id, const Expectation& expectation) { expected_[id] = expectation; }
  void Heard(const std::string& id, UnixMicros now) {
    heard_[id] = now;
    HeardAgain(id, now);
  }
  void Stop(const std::string& id) {
    stopped_.insert(id);
    silent_[id] = {.by_box = true};
  }
  // False: its box was not stopped.
  bool Open(const std::string& id, UnixMicros now) {
    if (stopped_.erase(id) == 0) return false;
    HeardAgain(id, now);
    return true;
  }

  // The upstreams have reached this time.
  void Judge(UnixMicros time) {
    std::set<std::string> ids;
    for (const auto& [id, expectation] : expected_) ids.insert(id);
    for (const auto& [id, silence] : silent_) ids.insert(id);
    for (const std::string& id : ids) JudgeOne(id, time);
  }

  // With the days for which they are relied on.
  std::map<std::string, int> Silent() const {
    std::map<std::string, int> days;
    for (const auto& [id, silence] : silent_) days[id] = Expected(id).relied_on_days;
    return days;
  }

 private:
  struct Silence {
    bool by_box = false;
    UnixMicros heard = 0;
  };

  Expectation Expected(const std::string& id) const {
    const auto found = expected_.find(id);
    return found != expected_.end() ? found->second : Expectation();
  }

  void HeardAgain(const std::string& id, UnixMicros now) {
    const auto silent = silent_.find(id);
    if (silent == silent_.end() || stopped_.count(id) > 0 || silent->second.heard != 0) return;
    silent->second.heard = now;
  }

  void JudgeOne(const std::string& id, UnixMicros time) {
    if (stopped_.count(id) > 0) return;
    const Expectation expected = Expected(id);
    const bool quiet = expected.silent_after > 0 && time - std::max(heard_[id], expected.since) > expected.silent_after;
    const auto silent = silent_.find(id);
    if (silent == silent_.end()) {
      if (quiet) silent_[id] = {};
    } else if (silent->second.heard != 0 && quiet) {
      silent->second = {};
    } else if ((expected.silent_after == 0 && !silent->second.by_box) ||
               (silent->second.heard != 0 && time > silent->second.heard + expected.settle)) {
      silent_.erase(silent);
    }
  }

  std::map<std::string, Expectation> expected_;
  std::map<std::string, UnixMicros> heard_;
  std::map<std::string, Silence> silent_;
  std::set<std::string> stopped_;
};

}  // namespace padu::matching::testing
