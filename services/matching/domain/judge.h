// Compares how a household stands with how it was said to stand, and says what changed. Pure but for what it emits.
// One thread.
#pragma once

#include <string>
#include <string_view>

#include "common/journal/machine.h"
#include "services/matching/domain/assess.h"

namespace padu::matching {

class Judge {
 public:
  // As of `day` of the city. `book` outlives it.
  Judge(const Rulebook& book, Day day, journal::Emitter& out) : book_(book), day_(day), out_(out) {}

  // All its needs.
  void LookAt(const std::string& household);
  // Aid of the kind came to the household, or was taken back: the needs that it serves, of whoever it counts for now.
  // What is served already stays served by more, and costs one read; but for a need of recipients.
  void AidCame(const std::string& household, std::string_view kind);
  void AidTakenBack(const std::string& household, std::string_view kind);

 private:
  template <typename Wanted>
  void LookAt(const std::string& household, Wanted wanted);
  void AidChanged(const std::string& household, std::string_view kind, bool came);
  void Look(const pb::Need& need, const pb::Standing* former, Household& household);
  void Say(const pb::Standing* former, Assessment now);

  const Rulebook& book_;
  const Day day_;
  journal::Emitter& out_;
};

}  // namespace padu::matching
