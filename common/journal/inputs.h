// The inputs of a serving owner but for commands: upstream journals and letter boxes, taken fairly in turn (rule 14).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/journal/crash_guard.h"
#include "common/journal/decider.h"
#include "common/journal/journal_source.h"
#include "common/journal/letter_box.h"
#include "common/journal/ports.h"
#include "common/journal/upstream_wait.h"

namespace padu::journal {

// How far one input is read.
struct InputStatus {
  std::string topic;
  bool upstream = false;              // an upstream's journal; else a letter box
  std::uint32_t generation = 0;       // of a letter box
  Sequence next_sequence = 0;         // of an upstream: the next row to take
  stream::Offset next = 0;            // the next offset to take
  std::optional<stream::Offset> end;  // of the topic, as last asked
  UnixMicros read_up_to = 0;          // the moment up to which it is known to be read
  std::string stopped;                // not empty: why it stopped
};

// One thread.
class Inputs {
 public:
  Inputs(const Ports& ports, const OwnerOptions& options, std::vector<std::unique_ptr<JournalSource>>& upstreams,
         const std::vector<bool>& upstream_short, CrashGuard& guard);
  ~Inputs();

  // Looks whether letter boxes and callers may be served: not before the upstreams are read (upstream_wait.h).
  bool Ready();
  // What is waited for; empty: nothing.
  const std::string& waits_for() const { return wait_.what(); }

  // One turn of each input. True if anything was taken.
  bool Take(Decider& decider, UnixMicros now);
  // Takes up new letter boxes of the partition's cities: each is a row.
  bool FindBoxes(Decider& decider, UnixMicros now);
  // A box was (re-)opened by a row: reads it as the tables have it.
  void Reload(const std::string& topic, const store::Reader& tables);
  // Whether each input that goes on is read up to an end of its topic that was asked for at `since_boot` or later.
  bool AtEnd(std::int64_t since_boot) const;

  // Writes the upstream readers' states among the batch's changes.
  void PutStates(Decider& decider) const;
  // The lowest time that the inputs have reached (rule 15); `now` if there are none.
  UnixMicros ReadUpTo(UnixMicros now);
  // Inputs that stopped, with the reason: an alarm each.
  std::map<std::string, std::string> stopped() const;
  std::vector<InputStatus> statuses();
  bool HasBox(const std::string& topic) const { return boxes_.count(topic) > 0 || stopped_boxes_.count(topic) > 0; }

 private:
  bool TakeUpstreams(Decider& decider, UnixMicros now);
  bool TakeUpstream(int upstream, Decider& decider, UnixMicros now);
  bool TakeBox(const std::string& topic, Decider& decider, UnixMicros now);
  // An upstream's input stops for good in this process.
  void StopUpstream(int upstream, std::string why) { upstream_stopped_[upstream] = std::move(why); }
  bool WithinBatch(const Decider& decider) const;

  const Ports ports_;
  const OwnerOptions& options_;
  std::vector<std::unique_ptr<JournalSource>>& upstreams_;
  CrashGuard& guard_;
  std::vector<std::string> upstream_stopped_;  // why; empty: goes on
  std::vector<UnixMicros> upstream_time_;      // decided_at of the last row taken
  UpstreamWait wait_;
  std::map<std::string, std::unique_ptr<LetterBox>> boxes_;
  std::map<std::string, InputStatus> stopped_boxes_;
  std::string next_turn_;     // the box whose turn comes first
  bool boxes_first_ = false;  // one by one, upstreams and boxes are first in turns
};

}  // namespace padu::journal
