#include "services/matching/domain/rules/check_settings.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "services/matching/domain/rules/check.h"
#include "services/matching/domain/rules/faults.h"
#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

namespace pb = ::padu::matching::v1;
namespace rpb = ::padu::registry::v1;

// "^[a-z]([a-z0-9-]*[a-z0-9])?$" (AIP-122).
bool IsId(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && is_letter(text.front()) && text.back() != '-' && std::ranges::all_of(text, is_part);
}

absl::Status CheckId(std::string_view id, std::string_view path) {
  if (id.empty()) return Faulty(Fault::kFieldMissing, path);
  if (id.size() > kIdBytesMax) return Faulty(Fault::kFieldTooLong, path);
  return IsId(id) ? absl::OkStatus() : Faulty(Fault::kFieldInvalid, path);
}

absl::Status CheckOptionalId(std::string_view id, std::string_view path) {
  return id.empty() ? absl::OkStatus() : CheckId(id, path);
}

// A run of 16 digits may be a NIK, which stands in no text.
bool HoldsLongNumber(std::string_view text) {
  constexpr int kNikDigits = 16;
  int run = 0;
  for (const char c : text) {
    run = c >= '0' && c <= '9' ? run + 1 : 0;
    if (run >= kNikDigits) return true;
  }
  return false;
}

absl::Status CheckText(std::string_view text, std::string_view path) {
  if (text.size() > kTextBytesMax) return Faulty(Fault::kFieldTooLong, path);
  return HoldsLongNumber(text) ? Faulty(Fault::kFieldInvalid, path) : absl::OkStatus();
}

absl::Status CheckRequiredText(std::string_view text, std::string_view path) {
  return text.empty() ? Faulty(Fault::kFieldMissing, path) : CheckText(text, path);
}

absl::Status CheckRange(std::int64_t value, std::int64_t least, std::int64_t most, std::string_view path) {
  if (value >= least && value <= most) return absl::OkStatus();
  return Faulty(Fault::kValueOutOfRange, path, {{"least", absl::StrCat(least)}, {"most", absl::StrCat(most)}});
}

absl::Status CheckAidKinds(const pb::Need& need) {
  if (need.aid_kinds_size() > kAidKindsMax) return Faulty(Fault::kFieldTooLong, "need.aid_kinds");
  std::set<std::string_view> seen;
  for (int i = 0; i < need.aid_kinds_size(); ++i) {
    const std::string path = absl::StrCat("need.aid_kinds[", i, "]");
    RETURN_IF_ERROR(CheckId(need.aid_kinds(i), path));
    if (!seen.insert(need.aid_kinds(i)).second) return Faulty(Fault::kFieldInvalid, path);
  }
  return absl::OkStatus();
}

absl::Status CheckPeriod(const pb::Need& need) {
  switch (need.period_case()) {
    case pb::Need::kDays:
      return CheckRange(need.days(), 1, kPeriodDaysMax, "need.days");
    case pb::Need::kMonth:
      return absl::OkStatus();
    case pb::Need::PERIOD_NOT_SET:
      break;
  }
  return Faulty(Fault::kFieldMissing, "need.period");
}

absl::Status CheckEntitlement(const pb::Entitlement& entitlement) {
  RETURN_IF_ERROR(CheckOptionalId(entitlement.unit(), "need.entitlement.unit"));
  RETURN_IF_ERROR(CheckRange(entitlement.per_day_e2(), 1, kPerDayE2Max, "need.entitlement.per_day_e2"));
  constexpr int kPercentMax = 100;
  return CheckRange(entitlement.least_percent(), 1, kPercentMax, "need.entitlement.least_percent");
}

absl::Status CheckLine(const pb::CompatibilityLine& line, const std::string& path) {
  RETURN_IF_ERROR(CheckOptionalId(line.kind_a(), path + ".kind_a"));
  RETURN_IF_ERROR(CheckOptionalId(line.kind_b(), path + ".kind_b"));
  RETURN_IF_ERROR(CheckOptionalId(line.programme_a(), path + ".programme_a"));
  RETURN_IF_ERROR(CheckOptionalId(line.programme_b(), path + ".programme_b"));
  if (line.scope() == pb::OVERLAP_SCOPE_UNSPECIFIED || !pb::OverlapScope_IsValid(line.scope())) {
    return Faulty(Fault::kFieldMissing, path + ".scope");
  }
  if (line.verdict() == pb::COMPATIBILITY_VERDICT_UNSPECIFIED || !pb::CompatibilityVerdict_IsValid(line.verdict())) {
    return Faulty(Fault::kFieldMissing, path + ".verdict");
  }
  if (line.within_case() == pb::CompatibilityLine::WITHIN_NOT_SET)
    return Faulty(Fault::kFieldMissing, path + ".within");
  if (line.within_case() == pb::CompatibilityLine::kSameMonth && !line.same_month()) {
    return Faulty(Fault::kFieldInvalid, path + ".same_month");
  }
  RETURN_IF_ERROR(CheckRange(line.days(), 0, kPeriodDaysMax, path + ".days"));
  const bool told = line.verdict() != pb::COMPATIBILITY_VERDICT_ALLOWED;
  RETURN_IF_ERROR(told ? CheckRequiredText(line.note_id(), path + ".note_id")
                       : CheckText(line.note_id(), path + ".note_id"));
  return told ? CheckRequiredText(line.note_en(), path + ".note_en") : CheckText(line.note_en(), path + ".note_en");
}

// Whether a side of a line fits whatever a side of another fits.
bool SideCovers(std::string_view kind, std::string_view programme, std::string_view other_kind,
                std::string_view other_programme) {
  return (kind.empty() || kind == other_kind) && (programme.empty() || programme == other_programme);
}

bool PairCovers(const pb::CompatibilityLine& wide, const pb::CompatibilityLine& narrow) {
  const auto covers = [&](const std::string& kind_a, const std::string& programme_a, const std::string& kind_b,
                          const std::string& programme_b) {
    return SideCovers(wide.kind_a(), wide.programme_a(), kind_a, programme_a) &&
           SideCovers(wide.kind_b(), wide.programme_b(), kind_b, programme_b);
  };
  return covers(narrow.kind_a(), narrow.programme_a(), narrow.kind_b(), narrow.programme_b()) ||
         covers(narrow.kind_b(), narrow.programme_b(), narrow.kind_a(), narrow.programme_a());
}

bool WithinCovers(const pb::CompatibilityLine& wide, const pb::CompatibilityLine& narrow) {
  constexpr int kDaysApartInMonth = 30;
  if (wide.has_same_month()) return narrow.has_same_month() || narrow.days() == 0;
  return wide.days() >= (narrow.has_same_month() ? kDaysApartInMonth : narrow.days());
}

// Whether every pair of disbursements that fits `narrow` fits `wide`. A person may have no family: only the household
// covers the other scopes.
bool Covers(const pb::CompatibilityLine& wide, const pb::CompatibilityLine& narrow) {
  const bool scope = wide.scope() == narrow.scope() || wide.scope() == pb::OVERLAP_SCOPE_HOUSEHOLD;
  return scope && PairCovers(wide, narrow) && WithinCovers(wide, narrow) &&
         (!wide.different_stakeholders() || narrow.different_stakeholders());
}

}  // namespace

absl::Status CheckProgrammeRule(const pb::ProgrammeRule& rule, rpb::AssistanceUnit unit, std::uint32_t city) {
  RETURN_IF_ERROR(CheckId(rule.programme(), "rule.programme"));
  RETURN_IF_ERROR(CheckId(rule.aid_kind(), "rule.aid_kind"));
  RETURN_IF_ERROR(CheckText(rule.legal_basis(), "rule.legal_basis"));
  return rule.has_rule() ? CheckExpression(rule.rule(), unit, city, "rule.rule") : absl::OkStatus();
}

absl::Status CheckNeed(const pb::Need& need, std::uint32_t city) {
  RETURN_IF_ERROR(CheckId(need.need(), "need.need"));
  RETURN_IF_ERROR(CheckRequiredText(need.name_id(), "need.name_id"));
  RETURN_IF_ERROR(CheckRequiredText(need.name_en(), "need.name_en"));
  RETURN_IF_ERROR(CheckAidKinds(need));
  RETURN_IF_ERROR(CheckPeriod(need));
  if (need.has_entitlement()) RETURN_IF_ERROR(CheckEntitlement(need.entitlement()));
  if (!need.has_rule()) return absl::OkStatus();
  return CheckExpression(need.rule(), rpb::ASSISTANCE_UNIT_HOUSEHOLD, city, "need.rule");
}

absl::Status CheckRanking(const pb::Ranking& ranking) {
  if (ranking.parts().empty()) return Faulty(Fault::kFieldMissing, "ranking.parts");
  std::set<pb::RankingComponent> seen;
  for (int i = 0; i < ranking.parts_size(); ++i) {
    const std::string path = absl::StrCat("ranking.parts[", i, "]");
    const pb::RankingPart& part = ranking.parts(i);
    if (part.component() == pb::RANKING_COMPONENT_UNSPECIFIED || !pb::RankingComponent_IsValid(part.component())) {
      return Faulty(Fault::kFieldMissing, path + ".component");
    }
    if (!seen.insert(part.component()).second) return Faulty(Fault::kComponentRepeated, path + ".component");
    RETURN_IF_ERROR(CheckRange(part.weight(), 1, kWeightMax, path + ".weight"));
  }
  return absl::OkStatus();
}

absl::Status CheckCompatibility(const pb::Compatibility& compatibility) {
  if (compatibility.lines_size() > kCompatibilityLinesMax) return Faulty(Fault::kFieldTooLong, "compatibility.lines");
  for (int i = 0; i < compatibility.lines_size(); ++i) {
    const std::string path = absl::StrCat("compatibility.lines[", i, "]");
    RETURN_IF_ERROR(CheckLine(compatibility.lines(i), path));
    for (int before = 0; before < i; ++before) {
      if (!Covers(compatibility.lines(before), compatibility.lines(i))) continue;
      return Faulty(Fault::kLineUnreachable, path, {{"line", absl::StrCat(before)}});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFeedExpectation(const pb::FeedExpectation& expectation) {
  RETURN_IF_ERROR(CheckId(expectation.stakeholder(), "expectation.stakeholder"));
  constexpr std::int64_t kSilentAfterMin = 60;
  if (expectation.silent_after_s() != 0) {
    RETURN_IF_ERROR(
        CheckRange(expectation.silent_after_s(), kSilentAfterMin, kSilentAfterMax, "expectation.silent_after_s"));
  }
  RETURN_IF_ERROR(CheckRange(expectation.relied_on_days(), 1, kPeriodDaysMax, "expectation.relied_on_days"));
  return CheckRange(expectation.settle_s(), 0, kSettleMax, "expectation.settle_s");
}

}  // namespace padu::matching
