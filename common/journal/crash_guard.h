// What a start after deaths does differently (ARCHITECTURE.md, rule 17).
//
// After two deaths within the crash window the third start takes inputs one by one, each noted (synced) before it is
// decided; what is in hand at a death is set aside at the next start. The note lies in the store, outside the tables.
#pragma once

#include <optional>

#include "common/base/clock.h"
#include "common/store/store.h"
#include "padu/common/v1/engine_tables.pb.h"

namespace padu::journal {

// One thread.
class CrashGuard {
 public:
  // Notes this start.
  CrashGuard(store::Store& store, UnixMicros wall_now, std::int64_t crash_window_us);

  // Inputs are to be taken one by one.
  bool careful() const { return careful_; }
  // What was in hand at the last death; cleared by Done().
  const std::optional<common::v1::Cause>& set_aside() const { return set_aside_; }
  // Whether a command with this digest crashed the process before.
  bool Refused(const common::v1::KeyedDigest& digest) const;

  // Before an input is decided, if careful(): synced.
  void InHand(const common::v1::Cause& cause);
  // What was in hand, or set aside, is decided and committed. Commands set aside are refused from now on.
  void Done();
  // A clean stop, or long enough without a death: nothing is held against the inputs.
  void Forgive();

 private:
  void Write();

  store::Store& store_;
  common::v1::CrashNote note_;
  bool careful_ = false;
  std::optional<common::v1::Cause> set_aside_;
};

}  // namespace padu::journal
