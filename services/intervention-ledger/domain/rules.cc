#include "services/intervention-ledger/domain/rules.h"

#include <algorithm>

#include "common/base/city.h"
#include "services/intervention-ledger/domain/limits.h"

namespace padu::ledger {
namespace {

using Verdict = std::optional<Violation>;

Verdict CheckPresent(const pb::RecordedContent& content) {
  if (content.programme().empty()) return Violation{pb::REASON_FIELD_MISSING, "programme"};
  if (content.beneficiary_case() == pb::RecordedContent::BENEFICIARY_NOT_SET) {
    return Violation{pb::REASON_FIELD_MISSING, "beneficiary"};
  }
  if (content.benefit_case() == pb::RecordedContent::BENEFIT_NOT_SET) {
    return Violation{pb::REASON_FIELD_MISSING, "benefit"};
  }
  if (content.programme().size() > kMaxIdBytes) return Violation{pb::REASON_FIELD_TOO_LONG, "programme"};
  if (content.reference().size() > kMaxReferenceBytes) return Violation{pb::REASON_FIELD_TOO_LONG, "reference"};
  return std::nullopt;
}

Verdict CheckAmount(std::int64_t amount, std::int64_t most, std::string_view field) {
  if (amount <= 0) return Violation{pb::REASON_AMOUNT_NOT_POSITIVE, field};
  if (amount > most) return Violation{pb::REASON_AMOUNT_TOO_LARGE, field};
  return std::nullopt;
}

Verdict CheckBenefit(const pb::RecordedContent& content, const pb::ProgrammeView& programme) {
  switch (content.benefit_case()) {
    case pb::RecordedContent::kRupiah:
      if (programme.kind() != pb::BENEFIT_KIND_MONEY) return Violation{pb::REASON_BENEFIT_KIND_MISMATCH, "benefit"};
      return CheckAmount(content.rupiah(), kMaxRupiah, "benefit.rupiah");
    case pb::RecordedContent::kQuantity:
      if (programme.kind() != pb::BENEFIT_KIND_GOODS) return Violation{pb::REASON_BENEFIT_KIND_MISMATCH, "benefit"};
      if (content.quantity().unit() != programme.unit()) {
        return Violation{pb::REASON_UNIT_MISMATCH, "benefit.quantity.unit"};
      }
      return CheckAmount(content.quantity().amount(), kMaxQuantity, "benefit.quantity.amount");
    case pb::RecordedContent::kTimes:
      if (programme.kind() != pb::BENEFIT_KIND_SERVICE) return Violation{pb::REASON_BENEFIT_KIND_MISMATCH, "benefit"};
      return CheckAmount(content.times(), kMaxTimes, "benefit.service.times");
    case pb::RecordedContent::BENEFIT_NOT_SET:
      break;
  }
  return Violation{pb::REASON_FIELD_MISSING, "benefit"};
}

Verdict CheckDays(const pb::RecordedContent& content, CityNumber city, UnixMicros now) {
  if (content.day() > LocalDay(now + kFutureGraceMicros, city)) return Violation{pb::REASON_DAY_IN_FUTURE, "day"};
  if (content.day() < LocalDay(now, city) - kMaxAgeDays) return Violation{pb::REASON_DAY_TOO_OLD, "day"};
  if (!content.has_period()) return std::nullopt;
  if (content.period_to() < content.period_from()) return Violation{pb::REASON_PERIOD_INVALID, "period"};
  if (content.period_to() - content.period_from() >= kMaxPeriodDays) {
    return Violation{pb::REASON_PERIOD_TOO_LONG, "period"};
  }
  return std::nullopt;
}

// A larger unit cannot stand for a smaller one: it would not say who received. A person may stand for the family.
Verdict CheckUnit(const pb::RecordedContent& content, const pb::ProgrammeView& programme) {
  const auto kind = content.beneficiary_case();
  const bool household = kind == pb::RecordedContent::kHousehold;
  const bool family = kind == pb::RecordedContent::kFamily;
  const bool wrong = (programme.assistance_unit() == pb::ASSISTANCE_UNIT_PERSON && (household || family)) ||
                     (programme.assistance_unit() == pb::ASSISTANCE_UNIT_FAMILY && household);
  if (wrong) return Violation{pb::REASON_BENEFICIARY_UNIT_MISMATCH, "beneficiary"};
  return std::nullopt;
}

bool Runs(const pb::ProgrammeView& programme, Day day) {
  return (!programme.has_first_day() || day >= programme.first_day()) &&
         (!programme.has_last_day() || day <= programme.last_day());
}

}  // namespace

std::optional<Violation> CheckStakeholder(const store::Reader& tables, CityNumber city, std::string_view stakeholder) {
  const auto view = Get<pb::StakeholderView>(tables, StakeholderViewKey(city, stakeholder));
  if (!view) return Violation{pb::REASON_STAKEHOLDER_UNKNOWN, "source"};
  if (!view->active()) return Violation{pb::REASON_STAKEHOLDER_NOT_ACTIVE, "source"};
  return std::nullopt;
}

std::optional<Violation> CheckDisbursement(const store::Reader& tables, CityNumber city, std::string_view stakeholder,
                                           const pb::RecordedContent& content, UnixMicros now,
                                           std::optional<pb::ProgrammeView>& programme) {
  if (auto violation = CheckPresent(content)) return violation;
  programme = Get<pb::ProgrammeView>(tables, ProgrammeViewKey(city, content.programme()));
  if (!programme) return Violation{pb::REASON_PROGRAMME_UNKNOWN, "programme"};
  const auto& permitted = programme->stakeholders();
  if (std::find(permitted.begin(), permitted.end(), stakeholder) == permitted.end()) {
    return Violation{pb::REASON_PROGRAMME_OF_OTHER_STAKEHOLDER, "programme"};
  }
  if (programme->closed()) return Violation{pb::REASON_PROGRAMME_NOT_RUNNING, "programme"};
  if (auto violation = CheckBenefit(content, *programme)) return violation;
  if (auto violation = CheckDays(content, city, now)) return violation;
  return CheckUnit(content, *programme);
}

void AddNotes(const pb::ProgrammeView& programme, pb::Entry& entry) {
  // A household whose kelurahan is not known may be anywhere.
  const bool known = !programme.region().empty() && !entry.kelurahan().empty();
  if (known && !RegionContains(programme.region(), entry.kelurahan())) {
    entry.add_notes(pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_REGION);
  }
  if (!Runs(programme, entry.day())) entry.add_notes(pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_PERIOD);
}

}  // namespace padu::ledger
