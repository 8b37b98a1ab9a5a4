// Which epoch decided each row of a sequence: the list of (epoch, first sequence), ascending.
#pragma once

#include <vector>

#include "common/journal/format.h"
#include "padu/common/v1/engine_tables.pb.h"

namespace padu::journal {

class EpochLine {
 public:
  struct Stretch {
    Epoch epoch;
    Sequence first = 0;
    bool operator==(const Stretch&) const = default;
  };

  // Row `sequence`, the next after the last added, was decided in `epoch`.
  void Add(Sequence sequence, const Epoch& epoch);
  // The epoch that decided row `sequence`; the row must have been added.
  Epoch Of(Sequence sequence) const;
  // The epoch of the last row added; {0, 0} if there is none.
  Epoch Last() const { return stretches_.empty() ? Epoch{} : stretches_.back().epoch; }
  // Forgets rows from `next` on.
  void CutAt(Sequence next);
  void Clear() { stretches_.clear(); }

  const std::vector<Stretch>& stretches() const { return stretches_; }
  bool operator==(const EpochLine&) const = default;

 private:
  std::vector<Stretch> stretches_;
};

}  // namespace padu::journal
