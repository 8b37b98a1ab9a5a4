// What an owner of a partition stands on, and its settings.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "common/base/clock.h"
#include "common/journal/announce_order.h"
#include "common/journal/cluster_watch.h"
#include "common/journal/observer.h"
#include "common/store/store.h"
#include "common/stream/stream.h"

namespace padu::journal {

class Intake;

struct Ports {
  stream::Log& log;
  store::Store& store;
  const Clock& clock;
  ClusterWatch& cluster;
};

struct OwnerOptions {
  std::string service;  // its name in topics and packages: "registry", "ledger"
  int partition = 0;
  std::string instance;    // the configured name of this process
  std::uint64_t life = 0;  // random, drawn at process start
  bool take_over = false;  // do not wait for another instance to fall silent

  // Letter boxes: null if the service has none.
  const Intake* intake = nullptr;
  std::string box_prefix;                                  // topics that begin so are letter boxes
  std::function<bool(const std::string& topic)> owns_box;  // whether this partition decides the box's city

  Observer* observer = nullptr;  // null: nobody measures
  // Held by the partition of the process that has something in hand (rule 17); null: it is the only partition.
  std::mutex* one_in_hand = nullptr;
  AnnounceOrder* order = nullptr;  // of the partitions of the process; null: it is the only one

  std::int64_t confirm_patience_us = 2 * kMicrosPerSecond;     // rows out and none accepted for so long: resend
  std::int64_t owner_contact_us = 5 * kMicrosPerSecond;        // topic's end not reached for so long: out of touch
  std::int64_t gap_patience_us = 30 * kMicrosPerSecond;        // a gap open for so long at the topic's end: alarm
  std::int64_t time_row_us = kMicrosPerMinute;                 // TimePassed at least so often
  std::int64_t take_over_patience_us = 90 * kMicrosPerSecond;  // another instance's last record younger than this: wait
  std::int64_t upstream_patience_us = 30 * kMicrosPerSecond;   // an upstream that does not move is waited for so long
  std::int64_t short_patience_us = 10 * kMicrosPerMinute;      // an upstream below own rows: waited for so long
  std::int64_t crash_window_us = 10 * kMicrosPerMinute;        // two deaths within it: the next start is careful
};

inline std::string JournalTopic(const std::string& service) { return "padu." + service + ".journal.v1"; }
// The service whose journal topic it is.
inline std::string ServiceOfJournal(const std::string& topic) {
  constexpr std::size_t kBefore = 5, kAfter = 11;  // of "padu." and ".journal.v1"
  return topic.substr(kBefore, topic.size() - kBefore - kAfter);
}

}  // namespace padu::journal
