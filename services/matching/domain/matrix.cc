#include "services/matching/domain/matrix.h"

#include <algorithm>
#include <cstdlib>

#include "services/matching/domain/limits.h"

namespace padu::matching {
namespace {

constexpr Day kMonthDays = 31;

bool IsSilent(const pb::CompatibilityLine& line) { return line.verdict() == pb::COMPATIBILITY_VERDICT_ALLOWED; }

bool SameScope(pb::OverlapScope scope, const pb::AidView& a, const pb::AidView& b) {
  switch (scope) {
    case pb::OVERLAP_SCOPE_PERSON:
      return !a.person().empty() && a.person() == b.person();
    case pb::OVERLAP_SCOPE_FAMILY:
      return !a.family().empty() && a.family() == b.family();
    default:
      return true;  // both count to the household
  }
}

bool Within(const pb::CompatibilityLine& line, Day a, Day b) {
  if (line.within_case() == pb::CompatibilityLine::kDays) return std::abs(a - b) <= line.days();
  return MonthOf(a) == MonthOf(b);
}

}  // namespace

Matrix::Matrix(const Rulebook& book) : book_(book), lines_(book.compatibility().compatibility()) {
  for (const pb::CompatibilityLine& line : lines_.lines()) {
    if (IsSilent(line)) continue;
    reach_ = std::max<Day>(reach_, line.within_case() == pb::CompatibilityLine::kDays ? line.days() : kMonthDays);
    others_only_ &= line.different_stakeholders();
  }
}

bool Matrix::FitsSide(const std::string& kind, const std::string& programme, const Aid& aid) const {
  if (!programme.empty() && programme != aid.view.programme()) return false;
  return kind.empty() || kind == book_.KindOf(aid.view.programme());
}

bool Matrix::Fits(const pb::CompatibilityLine& line, const Aid& a, const Aid& b) const {
  if (line.different_stakeholders() && a.view.stakeholder() == b.view.stakeholder()) return false;
  if (!Within(line, a.day, b.day) || !SameScope(line.scope(), a.view, b.view)) return false;
  return (FitsSide(line.kind_a(), line.programme_a(), a) && FitsSide(line.kind_b(), line.programme_b(), b)) ||
         (FitsSide(line.kind_a(), line.programme_a(), b) && FitsSide(line.kind_b(), line.programme_b(), a));
}

bool Matrix::IsHarmless(const Aid& aid) const {
  return std::none_of(lines_.lines().begin(), lines_.lines().end(), [&](const pb::CompatibilityLine& line) {
    return !IsSilent(line) &&
           (FitsSide(line.kind_a(), line.programme_a(), aid) || FitsSide(line.kind_b(), line.programme_b(), aid));
  });
}

std::optional<pb::OverlapFound> Matrix::Judge(const std::string& household, const Aid& a, const Aid& b) const {
  if (others_only_ && a.view.stakeholder() == b.view.stakeholder()) return std::nullopt;
  if (std::abs(a.day - b.day) > reach_) return std::nullopt;
  const auto line = std::find_if(lines_.lines().begin(), lines_.lines().end(),
                                 [&](const pb::CompatibilityLine& each) { return Fits(each, a, b); });
  if (line == lines_.lines().end() || IsSilent(*line)) return std::nullopt;
  const bool in_order = a.id < b.id;
  const Aid& first = in_order ? a : b;
  const Aid& second = in_order ? b : a;
  pb::OverlapFound overlap;
  overlap.set_household(household);
  overlap.set_kelurahan((first.day > second.day ? first : second).view.kelurahan());
  *overlap.mutable_first() = RefOf(first);
  *overlap.mutable_second() = RefOf(second);
  overlap.set_scope(line->scope());
  overlap.set_verdict(line->verdict());
  overlap.set_compatibility_version(book_.compatibility().version());
  overlap.set_line(static_cast<std::int32_t>(line - lines_.lines().begin()));
  overlap.set_note_id(line->note_id());
  overlap.set_note_en(line->note_en());
  return overlap;
}

}  // namespace padu::matching
