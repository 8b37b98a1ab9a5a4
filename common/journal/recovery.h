// How an owner comes to serve (ARCHITECTURE.md, rule 7): read the own topic, compare it with the disk, fold what the
// disk lacks, bring the views up without deciding, announce the epoch, read up to that, and repeat.
//
// Driven step by step, so that a simulation can crash it anywhere. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/journal/engine_tables.h"
#include "common/journal/fold.h"
#include "common/journal/journal_source.h"
#include "common/journal/ports.h"
#include "common/store/overlay.h"

namespace padu::journal {

class Recovery {
 public:
  enum class State {
    kGoing,
    kDone,      // the epoch is ours: serve
    kFenced,    // another owner's epoch is in force
    kDiverged,  // disk and topic differ: set the disk aside and begin from nothing
    kStuck,     // a row holds what this binary does not know: only an operator can help
  };

  Recovery(const Machine& machine, const Ports& ports, const OwnerOptions& options, JournalSource& own,
           std::vector<std::unique_ptr<JournalSource>>& upstreams);
  ~Recovery();

  // One bounded step.
  State Step();

  // After kDone.
  const Epoch& epoch() const { return epoch_; }
  const EpochLine& line() const { return engine_.line(); }
  // Upstreams that end below the position of the last row, and stayed so for `short_patience_us`; by index: their input
  // stops with an alarm.
  const std::vector<bool>& upstream_short() const { return upstream_short_; }
  const std::string& problem() const { return problem_; }
  const char* stage_name() const;

 private:
  enum class Stage { kOpening, kRefolding, kReplaying, kCatchingUp, kMarking };

  State Open();
  void Refold();
  State Replay();
  absl::Status TakeRow(const RowHead& head);
  State CatchUp();
  bool CatchUpOne(int upstream);
  State Mark();
  State PollOwn(absl::Duration wait, int* taken);
  State Announce();
  bool MustWaitForOther();
  bool MayAnnounce();
  void NoteForeign(const Epoch& before);
  void ForgetMarker();
  void LookAgain();
  void Commit();

  const Machine& machine_;
  const Ports ports_;
  const OwnerOptions& options_;
  JournalSource& own_;
  std::vector<std::unique_ptr<JournalSource>>& upstreams_;
  Stage stage_ = Stage::kOpening;
  store::Overlay overlay_;
  EngineFold engine_;
  JournalEnd end_;  // of the journal on this disk, with what is folded but not committed
  bool diverged_ = false;
  stream::Offset target_ = 0;
  std::vector<bool> upstream_short_;
  std::optional<std::int64_t> short_since_boot_;  // when an upstream was seen to end below the last row's position
  std::unique_ptr<stream::Writer> writer_;        // of the marker
  stream::Offset marker_offset_ = -1;
  std::uint64_t announcing_ = 0;  // the number of the last marker written
  bool announced_ = false;
  std::int64_t foreign_boot_ = 0;  // when another life's marker came into force while this one was to announce itself
  bool beaten_ = false;            // it came before the own one
  Epoch epoch_;
  std::string problem_;
};

}  // namespace padu::journal
