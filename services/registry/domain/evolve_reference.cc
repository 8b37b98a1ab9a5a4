#include "services/registry/domain/fold.h"

namespace padu::registry {
namespace {

// The row at `key` with new content: made if it is not there.
template <typename Row, typename Set>
void Save(const Fold& fold, const std::string& key, Set set) {
  auto row = Get<Row>(fold.own, key);
  const bool made = !row.has_value();
  if (made) row.emplace();
  set(*row);
  fold.Touch(*row, made);
  fold.Put(key, *row);
}

}  // namespace

void Evolve(const Fold& fold, const pb::RegionDefined& fact) {
  Save<pb::RegionRow>(fold, RegionKey(fold.city, fact.code()),
                      [&](pb::RegionRow& row) { *row.mutable_region() = fact; });
}

void Evolve(const Fold& fold, const pb::StakeholderSaved& fact) {
  Save<pb::StakeholderRow>(fold, StakeholderKey(fold.city, fact.stakeholder()),
                           [&](pb::StakeholderRow& row) { *row.mutable_stakeholder() = fact; });
}

void Evolve(const Fold& fold, const pb::ProgrammeContent& fact) {
  Save<pb::ProgrammeRow>(fold, ProgrammeKey(fold.city, fact.programme()),
                         [&](pb::ProgrammeRow& row) { *row.mutable_programme() = fact; });
}

void Evolve(const Fold& fold, const pb::OfficerContent& fact) {
  Save<pb::OfficerRow>(fold, OfficerKey(fold.city, fact.officer()), [&](pb::OfficerRow& row) {
    pb::SealedFields sealed = row.officer().sealed();
    MergeSealed(fact.sealed(), sealed);
    *row.mutable_officer() = fact;
    *row.mutable_officer()->mutable_sealed() = sealed;
    row.set_released(false);
  });
}

void Evolve(const Fold& fold, const pb::OfficerReleased& fact) {
  fold.Update<pb::OfficerRow>(OfficerKey(fold.city, fact.officer()),
                              [](pb::OfficerRow& row) { row.set_released(true); });
}

void Evolve(const Fold& fold, const pb::ApiKeyCreated& fact) {
  Save<pb::ApiKeyRow>(fold, ApiKeyKey(fold.city, fact.key()), [&](pb::ApiKeyRow& row) { *row.mutable_key() = fact; });
}

void Evolve(const Fold& fold, const pb::ApiKeyRevoked& fact) {
  fold.Update<pb::ApiKeyRow>(ApiKeyKey(fold.city, fact.key()), [&](pb::ApiKeyRow& row) {
    row.set_revoked_at(fold.place.decided_at);
    row.set_revoked_by(fact.by());
  });
}

}  // namespace padu::registry
