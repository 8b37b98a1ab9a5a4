// Overlaps: two disbursements that stand of one household and that the city's matrix does not simply allow. What stands
// is a function of the aid and the matrix, whichever came first. Pure but for what it emits. One thread.
#pragma once

#include <string>

#include "common/journal/machine.h"
#include "services/matching/domain/aid_history.h"
#include "services/matching/domain/rulebook.h"

namespace padu::matching {

class Overlaps {
 public:
  // `book` outlives it.
  Overlaps(const Rulebook& book, journal::Emitter& out) : book_(book), out_(out) {}

  // The view has this new disbursement.
  void AidCame(const std::string& household, const Aid& aid) const;
  // The view has it no more.
  void AidTakenBack(const std::string& household, AidId id) const;
  // Compares all of the household: the matrix or kinds of aid may have changed. The number of disbursements looked at.
  std::size_t LookAt(const std::string& household) const;

 private:
  void Find(const pb::OverlapFound& overlap) const;
  void Clear(const pb::OverlapFound& overlap) const;

  const Rulebook& book_;
  journal::Emitter& out_;
};

}  // namespace padu::matching
