#include "services/notification/domain/views.h"

#include <string>
#include <string_view>
#include <utility>

namespace padu::notification {
namespace {

namespace reg = ::padu::registry::v1;
namespace led = ::padu::ledger::v1;
namespace mat = ::padu::matching::v1;

using store::Txn;

// Work of matching's that looks at many households.
enum Work : std::uint8_t { kDayWork = 1, kSweepWork = 2 };

template <typename Fact>
absl::Status CheckKnown(const journal::Row& row, const char* whose) {
  for (const std::string& bytes : row.facts()) {
    Fact fact;
    if (!fact.ParseFromString(bytes) || fact.kind_case() == Fact::KIND_NOT_SET) {
      return absl::FailedPreconditionError(std::string(whose) + " journal holds a fact that this binary does not know");
    }
  }
  return absl::OkStatus();
}

void PutName(const std::string& key, const std::string& name_id, const std::string& name_en, Txn& view) {
  pb::NameView name;
  name.set_name_id(name_id);
  name.set_name_en(name_en);
  view.Put(key, name.SerializeAsString());
}

void DropOfficer(CityNumber city, const std::string& officer, Txn& view) {
  const auto known = Get<pb::OfficerView>(view, OfficerViewKey(city, officer));
  if (!known) return;
  for (const std::string& region : known->regions()) view.Delete(RegionOfficerKey(city, region, officer));
  view.Delete(OfficerViewKey(city, officer));
}

void FoldRegistry(const reg::Fact& fact, Txn& view) {
  const CityNumber city = fact.city();
  switch (fact.kind_case()) {
    case reg::Fact::kRegionDefined:
      return PutName(RegionViewKey(city, fact.region_defined().code()), fact.region_defined().display_name(), "", view);
    case reg::Fact::kStakeholderRegistered: {
      const auto& saved = fact.stakeholder_registered();
      return PutName(StakeholderViewKey(city, saved.stakeholder()), saved.name_id(), saved.name_en(), view);
    }
    case reg::Fact::kStakeholderUpdated: {
      const auto& saved = fact.stakeholder_updated();
      return PutName(StakeholderViewKey(city, saved.stakeholder()), saved.name_id(), saved.name_en(), view);
    }
    case reg::Fact::kOfficerAssigned: {
      const auto& officer = fact.officer_assigned();
      DropOfficer(city, officer.officer(), view);
      pb::OfficerView kept;
      *kept.mutable_regions() = officer.regions();
      view.Put(OfficerViewKey(city, officer.officer()), kept.SerializeAsString());
      for (const std::string& region : officer.regions()) {
        view.Put(RegionOfficerKey(city, region, officer.officer()), "");
      }
      return;
    }
    case reg::Fact::kOfficerReleased:
      return DropOfficer(city, fact.officer_released().officer(), view);
    default:
      return;  // known, and nothing that notification goes by
  }
}

std::string ReasonName(led::Reason reason) {
  constexpr std::string_view kPrefix = "REASON_";
  if (reason == led::REASON_UNSPECIFIED) return "";
  std::string name = led::Reason_Name(reason);
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
}

void Count(const BadVerdict& verdict, Txn& view) {
  const std::string key = VerdictViewKey(verdict.city, verdict.stakeholder);
  auto counts = Get<pb::VerdictView>(view, key).value_or(pb::VerdictView());
  pb::VerdictCount* at = nullptr;
  for (pb::VerdictCount& count : *counts.mutable_counts()) {
    if (count.kind() == verdict.kind && count.reason() == verdict.reason) at = &count;
  }
  if (at == nullptr) {
    at = counts.add_counts();
    at->set_kind(verdict.kind);
    at->set_reason(verdict.reason);
  }
  at->set_count(at->count() + 1);
  view.Put(key, counts.SerializeAsString());
}

void FoldMatching(const mat::Fact& fact, Txn& view) {
  const CityNumber city = fact.city();
  switch (fact.kind_case()) {
    case mat::Fact::kNeedSaved: {
      const auto& need = fact.need_saved().need();
      return PutName(NeedViewKey(city, need.need()), need.name_id(), need.name_en(), view);
    }
    case mat::Fact::kDayReached:
      return view.Put(WorkViewKey(city, kDayWork), "");
    case mat::Fact::kSweepBegun:
      return view.Put(WorkViewKey(city, kSweepWork), "");
    case mat::Fact::kWorkDone:
      return view.Delete(WorkViewKey(city, fact.work_done().has_day() ? kDayWork : kSweepWork));
    default:
      return;
  }
}

}  // namespace

std::optional<BadVerdict> BadVerdictOf(const led::Fact& fact) {
  const auto of = [](const led::SubmissionHead& head, pb::NoticeKind kind, led::Reason reason) {
    return BadVerdict{head.city(), head.stakeholder(), kind, ReasonName(reason)};
  };
  switch (fact.kind_case()) {
    case led::Fact::kConflicted:
      return of(fact.conflicted().head(), pb::NOTICE_KIND_CONFLICT, led::REASON_EVENT_ID_TAKEN);
    case led::Fact::kRejected:
      return of(fact.rejected().head(), pb::NOTICE_KIND_REJECTED, fact.rejected().reason());
    case led::Fact::kUnreadable:
      return of(fact.unreadable().head(), pb::NOTICE_KIND_UNREADABLE, fact.unreadable().reason());
    case led::Fact::kQuarantined:
      return of(fact.quarantined().head(), pb::NOTICE_KIND_QUARANTINED, led::REASON_CRASHED);
    default:
      return std::nullopt;
  }
}

absl::Status FoldRegistryRow(const journal::Row& row, Txn& view) {
  const absl::Status known = CheckKnown<reg::Fact>(row, "the registry's");
  if (!known.ok()) return known;
  for (const reg::Fact& fact : FactsOf<reg::Fact>(row)) FoldRegistry(fact, view);
  return absl::OkStatus();
}

absl::Status FoldLedgerRow(const journal::Row& row, Txn& view) {
  const absl::Status known = CheckKnown<led::Fact>(row, "the ledger's");
  if (!known.ok()) return known;
  for (const led::Fact& fact : FactsOf<led::Fact>(row)) {
    if (const auto verdict = BadVerdictOf(fact)) Count(*verdict, view);
  }
  return absl::OkStatus();
}

absl::Status FoldMatchingRow(const journal::Row& row, Txn& view) {
  const absl::Status known = CheckKnown<mat::Fact>(row, "matching's");
  if (!known.ok()) return known;
  for (const mat::Fact& fact : FactsOf<mat::Fact>(row)) FoldMatching(fact, view);
  view.Put(MatchingTimeKey(), TimeValue(row.decided_at()));
  return absl::OkStatus();
}

}  // namespace padu::notification
