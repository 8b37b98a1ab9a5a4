#include "common/journal/epoch_line.h"

#include <algorithm>

#include "common/base/check.h"

namespace padu::journal {

void EpochLine::Add(Sequence sequence, const Epoch& epoch) {
  if (!stretches_.empty() && stretches_.back().epoch == epoch) return;
  PADU_CHECK(stretches_.empty() || stretches_.back().first < sequence);
  stretches_.push_back({epoch, sequence});
}

Epoch EpochLine::Of(Sequence sequence) const {
  const auto after = std::upper_bound(stretches_.begin(), stretches_.end(), sequence,
                                      [](Sequence s, const Stretch& stretch) { return s < stretch.first; });
  PADU_CHECK(after != stretches_.begin());
  return std::prev(after)->epoch;
}

void EpochLine::CutAt(Sequence next) {
  while (!stretches_.empty() && stretches_.back().first >= next) stretches_.pop_back();
}

}  // namespace padu::journal
