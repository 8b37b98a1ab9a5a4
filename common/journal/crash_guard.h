// What a start after deaths does differently (ARCHITECTURE.md, rule 17; docs/decisions/0007).
//
// After two deaths within the crash window the third start is careful: inputs are taken one by one, each noted (synced)
// before it is decided. What is in hand at a death is a suspect until it is decided; a suspect in hand at another death
// is set aside at the next start. The note lies in the store, outside the tables.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/store/store.h"
#include "padu/common/v1/engine_tables.pb.h"

namespace padu::journal {

// One thread.
class CrashGuard {
 public:
  // Notes this start.
  CrashGuard(store::Store& store, UnixMicros wall_now, std::int64_t crash_window_us);

  // Commands are to be taken one by one: until Forgive, since a caller may repeat one at any time.
  bool careful() const { return careful_; }
  // All other inputs too: until those that can have been in hand at the last death are behind.
  bool careful_inputs() const { return inputs_left_ > 0; }
  // Nothing waits in any input but commands.
  void InputsBehind();

  // What is to be set aside at this start.
  const std::optional<common::v1::Cause>& to_set_aside() const { return to_set_aside_; }
  // The note once that is set aside: to be committed with the row that says so.
  std::string SetAside();
  // Whether a command with this digest is set aside.
  bool Refuses(const common::v1::KeyedDigest& digest) const;
  // Whether a row of this upstream, `next` or a later one, is set aside.
  bool Stops(std::uint32_t upstream, std::uint64_t next) const;

  // Before an input is decided, if it is to be taken one by one: synced. What was in hand before was decided.
  void InHand(const common::v1::Cause& cause);
  // The note once what is in hand is decided: to be committed with its row.
  std::string Decided();

  // Long enough without a death: no more is held against inputs that are not set aside.
  void Forgive();
  // A stop in order: nothing is held against any input; a mended binary may take again what was set aside.
  void ForgiveAll();

 private:
  void NoteDecided();
  void DropSuspects(bool commands_too);
  void Write(store::Durability durability);

  store::Store& store_;
  common::v1::CrashNote note_;
  bool careful_ = false;
  std::size_t inputs_left_ = 0;  // to be taken one by one
  std::optional<common::v1::Cause> to_set_aside_;
};

}  // namespace padu::journal
