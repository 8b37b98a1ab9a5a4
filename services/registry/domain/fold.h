// Tools of the folds: rows are read, changed and written back with a new stamp.
#pragma once

#include <string_view>

#include "common/journal/machine.h"
#include "common/store/overlay.h"
#include "padu/registry/v1/facts.pb.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

// One fact being folded.
struct Fold {
  CityNumber city = 0;
  const journal::Place& place;
  store::Txn& own;

  template <typename T>
  void Put(const std::string& key, const T& value) const {
    own.Put(key, value.SerializeAsString());
  }

  // Stamps the row as made or changed by this fact's row.
  template <typename T>
  void Touch(T& row, bool made = false) const {
    pb::Stamp& stamp = *row.mutable_stamp();
    if (made) {
      stamp.set_created_sequence(place.sequence);
      stamp.set_created_at(place.decided_at);
    }
    stamp.set_changed_sequence(place.sequence);
    stamp.set_changed_at(place.decided_at);
  }

  // Changes a row that a decision has found: absent is a broken invariant.
  template <typename T, typename Change>
  void Update(const std::string& key, Change change) const {
    auto row = Get<T>(own, key);
    PADU_CHECK(row.has_value());
    change(*row);
    Touch(*row);
    Put(key, *row);
  }
};

// Fields that `sealed` holds replace those of `kept`; others stay.
void MergeSealed(const pb::SealedFields& sealed, pb::SealedFields& kept);

// The households' and families' facts.
void Evolve(const Fold& fold, const pb::HouseholdRegistered& fact);
void Evolve(const Fold& fold, const pb::FamilyAdded& fact);
void Evolve(const Fold& fold, const pb::FamilyMoved& fact);
void Evolve(const Fold& fold, const pb::HouseholdMoved& fact);
void Evolve(const Fold& fold, const pb::HouseholdsMerged& fact);
void Evolve(const Fold& fold, const pb::HouseholdVerificationChanged& fact);
void Evolve(const Fold& fold, const pb::HouseholdVerificationExpired& fact);
void Evolve(const Fold& fold, const pb::DuePutAside& fact);
void Evolve(const Fold& fold, const pb::DesilRecorded& fact);
void Evolve(const Fold& fold, const pb::CriteriaAnswered& fact);

// The persons' facts.
void Evolve(const Fold& fold, const pb::PersonRegistered& fact);
void Evolve(const Fold& fold, const pb::PersonUpdated& fact);
void Evolve(const Fold& fold, const pb::MembershipBegan& fact);
void Evolve(const Fold& fold, const pb::MembershipEnded& fact);
void Evolve(const Fold& fold, const pb::PersonsMerged& fact);
void Evolve(const Fold& fold, const pb::PersonDied& fact);
void Evolve(const Fold& fold, const pb::PersonErased& fact);
void Evolve(const Fold& fold, const pb::SealedOpened& fact);

// Reference data.
void Evolve(const Fold& fold, const pb::RegionDefined& fact);
void Evolve(const Fold& fold, const pb::StakeholderSaved& fact);
void Evolve(const Fold& fold, const pb::ProgrammeContent& fact);
void Evolve(const Fold& fold, const pb::OfficerContent& fact);
void Evolve(const Fold& fold, const pb::OfficerReleased& fact);

// Keys of the APIs.
void Evolve(const Fold& fold, const pb::ApiKeyCreated& fact);
void Evolve(const Fold& fold, const pb::ApiKeyRevoked& fact);

}  // namespace padu::registry
