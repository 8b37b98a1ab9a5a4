#include "services/registry/domain/evolve.h"

#include "services/registry/domain/fold.h"

namespace padu::registry {

void MergeSealed(const pb::SealedFields& sealed, pb::SealedFields& kept) {
  if (sealed.fields().empty()) return;
  kept.set_key_id(sealed.key_id());
  for (const pb::SealedField& field : sealed.fields()) {
    pb::SealedField* place = nullptr;
    for (pb::SealedField& old : *kept.mutable_fields()) {
      if (old.field() == field.field()) place = &old;
    }
    *(place != nullptr ? place : kept.add_fields()) = field;
  }
}

void EvolveFact(const pb::Fact& fact, const journal::Place& place, store::Txn& own) {
  const Fold fold{fact.city(), place, own};
  switch (fact.kind_case()) {
    case pb::Fact::kRegionDefined:
      return Evolve(fold, fact.region_defined());
    case pb::Fact::kStakeholderRegistered:
      return Evolve(fold, fact.stakeholder_registered());
    case pb::Fact::kStakeholderUpdated:
      return Evolve(fold, fact.stakeholder_updated());
    case pb::Fact::kProgrammeSaved:
      return Evolve(fold, fact.programme_saved());
    case pb::Fact::kOfficerAssigned:
      return Evolve(fold, fact.officer_assigned());
    case pb::Fact::kOfficerReleased:
      return Evolve(fold, fact.officer_released());
    case pb::Fact::kHouseholdRegistered:
      return Evolve(fold, fact.household_registered());
    case pb::Fact::kFamilyAdded:
      return Evolve(fold, fact.family_added());
    case pb::Fact::kPersonRegistered:
      return Evolve(fold, fact.person_registered());
    case pb::Fact::kPersonUpdated:
      return Evolve(fold, fact.person_updated());
    case pb::Fact::kMembershipBegan:
      return Evolve(fold, fact.membership_began());
    case pb::Fact::kMembershipEnded:
      return Evolve(fold, fact.membership_ended());
    case pb::Fact::kHouseholdMoved:
      return Evolve(fold, fact.household_moved());
    case pb::Fact::kHouseholdsMerged:
      return Evolve(fold, fact.households_merged());
    case pb::Fact::kFamilyMoved:
      return Evolve(fold, fact.family_moved());
    case pb::Fact::kPersonsMerged:
      return Evolve(fold, fact.persons_merged());
    case pb::Fact::kPersonDied:
      return Evolve(fold, fact.person_died());
    case pb::Fact::kHouseholdVerificationChanged:
      return Evolve(fold, fact.household_verification_changed());
    case pb::Fact::kHouseholdVerificationExpired:
      return Evolve(fold, fact.household_verification_expired());
    case pb::Fact::kDuePutAside:
      return Evolve(fold, fact.due_put_aside());
    case pb::Fact::kDesilRecorded:
      return Evolve(fold, fact.desil_recorded());
    case pb::Fact::kCriteriaAnswered:
      return Evolve(fold, fact.criteria_answered());
    case pb::Fact::kPersonErased:
      return Evolve(fold, fact.person_erased());
    case pb::Fact::kSealedOpened:
      return Evolve(fold, fact.sealed_opened());
    case pb::Fact::kApiKeyCreated:
      return Evolve(fold, fact.api_key_created());
    case pb::Fact::kApiKeyRevoked:
      return Evolve(fold, fact.api_key_revoked());
    case pb::Fact::KIND_NOT_SET:
      break;
  }
  PADU_FATAL("a fact of a kind that this binary does not know was folded");
}

}  // namespace padu::registry
