#include "common/base/days.h"
#include "services/registry/domain/fold.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

// The state of verval, with the list of those in it.
void SetState(const Fold& fold, const std::string& household, pb::VerificationState to, pb::VerificationRow& row) {
  fold.own.Delete(VerificationKey(fold.city, row.state(), household));
  fold.own.Put(VerificationKey(fold.city, to, household), "");
  row.set_state(to);
}

// Until when it counts, with the list of what is due.
void ClearExpiry(const Fold& fold, const std::string& household, pb::VerificationRow& row) {
  if (row.has_expires_day()) fold.own.Delete(ExpiryKey(DayBegin(row.expires_day(), fold.city), household));
  row.clear_expires_day();
}

void SetExpiry(const Fold& fold, const std::string& household, Day day, pb::VerificationRow& row) {
  ClearExpiry(fold, household, row);
  row.set_expires_day(day);
  fold.own.Put(ExpiryKey(DayBegin(day, fold.city), household), "");
}

}  // namespace

void Evolve(const Fold& fold, const pb::HouseholdRegistered& fact) {
  pb::HouseholdRow row;
  row.set_city(fold.city);
  row.set_state(pb::HOUSEHOLD_STATE_ACTIVE);
  pb::StayRow& stay = *row.add_stays();
  *stay.mutable_place() = fact.domicile();
  stay.set_from_day(fact.from_day());
  row.mutable_verification()->set_state(pb::VERIFICATION_STATE_UNVERIFIED);
  *row.mutable_sealed() = fact.sealed();
  row.set_source(fact.source());
  fold.Touch(row, true);
  fold.Put(HouseholdKey(fact.household()), row);
  fold.own.Put(DomicileKey(fold.city, fact.domicile().kelurahan(), fact.household()), "");
  fold.own.Put(VerificationKey(fold.city, row.verification().state(), fact.household()), "");
}

void Evolve(const Fold& fold, const pb::FamilyAdded& fact) {
  pb::FamilyRow row;
  row.set_city(fold.city);
  pb::FamilyStayRow& stay = *row.add_stays();
  stay.set_household(fact.household());
  stay.set_from_day(fact.from_day());
  *row.mutable_registered() = fact.registered();
  *row.mutable_sealed() = fact.sealed();
  fold.Touch(row, true);
  fold.Put(FamilyKey(fact.family()), row);
  fold.own.Put(HouseholdFamilyKey(fact.household(), fact.family()), "");
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [](pb::HouseholdRow&) {});
}

void Evolve(const Fold& fold, const pb::FamilyMoved& fact) {
  fold.Update<pb::FamilyRow>(FamilyKey(fact.family()), [&](pb::FamilyRow& row) {
    pb::FamilyStayRow& stay = *row.add_stays();
    stay.set_household(fact.household());
    stay.set_from_day(fact.from_day());
  });
  fold.own.Delete(HouseholdFamilyKey(fact.from_household(), fact.family()));
  fold.own.Put(HouseholdFamilyKey(fact.household(), fact.family()), "");
  for (const std::string& household : {fact.from_household(), fact.household()}) {
    fold.Update<pb::HouseholdRow>(HouseholdKey(household), [](pb::HouseholdRow&) {});
  }
}

void Evolve(const Fold& fold, const pb::HouseholdMoved& fact) {
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [&](pb::HouseholdRow& row) {
    pb::StayRow& last = *row.mutable_stays()->rbegin();
    fold.own.Delete(DomicileKey(fold.city, last.place().kelurahan(), fact.household()));
    pb::StayRow& stay = last.from_day() == fact.from_day() ? last : *row.add_stays();
    *stay.mutable_place() = fact.domicile();
    stay.set_from_day(fact.from_day());
    MergeSealed(fact.sealed(), *row.mutable_sealed());
    fold.own.Put(DomicileKey(fold.city, fact.domicile().kelurahan(), fact.household()), "");
  });
}

void Evolve(const Fold& fold, const pb::HouseholdsMerged& fact) {
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [&](pb::HouseholdRow& row) {
    row.set_state(pb::HOUSEHOLD_STATE_MERGED);
    row.set_merged_into(fact.into());
    row.set_merged_day(fact.day());
    fold.own.Delete(DomicileKey(fold.city, PresentStay(row).place().kelurahan(), fact.household()));
    fold.own.Delete(VerificationKey(fold.city, row.verification().state(), fact.household()));
    ClearExpiry(fold, fact.household(), *row.mutable_verification());
  });
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.into()), [](pb::HouseholdRow&) {});
}

void Evolve(const Fold& fold, const pb::HouseholdVerificationChanged& fact) {
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [&](pb::HouseholdRow& row) {
    pb::VerificationRow& verification = *row.mutable_verification();
    ClearExpiry(fold, fact.household(), verification);
    SetState(fold, fact.household(), fact.to(), verification);
    if (fact.to() == pb::VERIFICATION_STATE_PROPOSED) {
      verification.set_proposer(fact.by());
      verification.clear_evidence();
    }
    verification.set_last_by(fact.by());
    verification.set_last_at(fold.place.decided_at);
    verification.set_reason(fact.reason());
    if (fact.has_expires_day()) SetExpiry(fold, fact.household(), fact.expires_day(), verification);
    verification.mutable_evidence()->MergeFrom(fact.evidence());
  });
}

void Evolve(const Fold& fold, const pb::HouseholdVerificationExpired& fact) {
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [&](pb::HouseholdRow& row) {
    ClearExpiry(fold, fact.household(), *row.mutable_verification());
    SetState(fold, fact.household(), fact.to(), *row.mutable_verification());
  });
}

void Evolve(const Fold& fold, const pb::DuePutAside& fact) { fold.own.Delete(fact.key()); }

void Evolve(const Fold& fold, const pb::DesilRecorded& fact) {
  const auto take = [&](auto& row) {
    if (row.has_desil() && row.desil().as_of_day() > fact.as_of_day()) return;  // older news stays in the journal
    *row.mutable_desil() = fact;
  };
  if (fact.family().empty()) {
    fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), take);
    return;
  }
  fold.Update<pb::FamilyRow>(FamilyKey(fact.family()), take);
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [](pb::HouseholdRow&) {});
}

void Evolve(const Fold& fold, const pb::CriteriaAnswered& fact) {
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [&](pb::HouseholdRow& row) {
    if (row.has_criteria() && row.criteria().day() > fact.day()) return;
    *row.mutable_criteria() = fact;
  });
}

}  // namespace padu::registry
