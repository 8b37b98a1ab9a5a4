// The city's matrix of which aid goes together, ready to be asked. Pure.
#pragma once

#include <optional>
#include <string>

#include "services/matching/domain/aid_history.h"
#include "services/matching/domain/rulebook.h"

namespace padu::matching {

class Matrix {
 public:
  // `book` outlives it.
  explicit Matrix(const Rulebook& book);

  // Nothing overlaps with this by any line.
  bool IsHarmless(const Aid& aid) const;
  // Days between two disbursements beyond which no line fits.
  Day reach() const { return reach_; }
  // How two disbursements to the household overlap; nullopt: they may be given together.
  std::optional<pb::OverlapFound> Judge(const std::string& household, const Aid& a, const Aid& b) const;

 private:
  bool FitsSide(const std::string& kind, const std::string& programme, const Aid& aid) const;
  bool Fits(const pb::CompatibilityLine& line, const Aid& a, const Aid& b) const;

  const Rulebook& book_;
  const pb::Compatibility& lines_;
  Day reach_ = 0;
  bool others_only_ = true;  // nothing of one stakeholder overlaps
};

}  // namespace padu::matching
