#include "services/matching/domain/overlaps.h"

#include <map>
#include <utility>
#include <vector>

#include "services/matching/domain/limits.h"
#include "services/matching/domain/matrix.h"

namespace padu::matching {
namespace {

std::vector<Aid> ReadAid(const store::Reader& tables, const std::string& begin, const std::string& end) {
  std::vector<Aid> all;
  for (auto at = tables.Scan(begin, end); at->Valid(); at->Next()) {
    const AidKeyParts key = ReadAidKey(at->key());
    all.push_back({.id = key.id, .day = key.day, .view = ParseValue<pb::AidView>(at->value())});
  }
  return all;
}

std::string KeyOf(const pb::OverlapFound& overlap) {
  return OverlapKey(overlap.household(), IdOf(overlap.first()), IdOf(overlap.second()));
}

std::map<std::string, pb::OverlapFound> Known(const store::Reader& tables, const std::string& household) {
  std::map<std::string, pb::OverlapFound> known;
  const std::string prefix = OverlapPrefix(household);
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    known.emplace(at->key(), ParseValue<pb::OverlapFound>(at->value()));
  }
  return known;
}

}  // namespace

void Overlaps::AidCame(const std::string& household, const Aid& aid) const {
  const Matrix matrix(book_);
  if (matrix.IsHarmless(aid)) return;
  const auto others = ReadAid(book_.tables(), AidFrom(household, aid.day - matrix.reach()),
                              AidFrom(household, aid.day + matrix.reach() + 1));
  std::size_t room = 0;
  bool counted = false;
  for (const Aid& other : others) {
    if (other.id == aid.id) continue;
    const auto overlap = matrix.Judge(household, aid, other);
    if (!overlap) continue;
    std::string known;
    if (!std::exchange(counted, true)) {
      // All of a household that the registry still has to tell of is looked at then.
      if (!book_.tables().Get(HouseholdViewKey(book_.city(), household), &known)) return;
      room = kOverlapsPerHousehold - Known(book_.tables(), household).size();
    }
    if (room == 0 || book_.tables().Get(KeyOf(*overlap), &known)) continue;  // of one row both may find it
    --room;
    Find(*overlap);
  }
}

void Overlaps::AidTakenBack(const std::string& household, AidId id) const {
  for (const auto& [key, overlap] : Known(book_.tables(), household)) {
    if (IdOf(overlap.first()) == id || IdOf(overlap.second()) == id) Clear(overlap);
  }
}

std::size_t Overlaps::LookAt(const std::string& household) const {
  const Matrix matrix(book_);
  const std::string prefix = AidPrefix(household);
  const std::vector<Aid> all = ReadAid(book_.tables(), prefix, PrefixEnd(prefix));
  std::map<std::string, pb::OverlapFound> known = Known(book_.tables(), household);
  std::map<std::string, pb::OverlapFound> found;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size() && all[j].day - all[i].day <= matrix.reach(); ++j) {
      auto overlap = matrix.Judge(household, all[i], all[j]);
      if (!overlap) continue;
      const std::string key = KeyOf(*overlap);
      const auto stands = known.find(key);
      if (stands != known.end() && stands->second.verdict() == overlap->verdict()) {
        known.erase(stands);  // it stays as it was told
      } else {
        found.emplace(key, *std::move(overlap));
      }
    }
  }
  for (const auto& [key, overlap] : known) Clear(overlap);
  std::size_t room = kOverlapsPerHousehold - Known(book_.tables(), household).size();
  for (const auto& [key, overlap] : found) {
    if (room == 0) break;
    --room;
    Find(overlap);
  }
  return all.size();
}

void Overlaps::Find(const pb::OverlapFound& overlap) const {
  pb::Fact fact;
  fact.set_city(book_.city());
  *fact.mutable_overlap_found() = overlap;
  out_.Emit(fact);
}

void Overlaps::Clear(const pb::OverlapFound& overlap) const {
  pb::Fact fact;
  fact.set_city(book_.city());
  *fact.mutable_overlap_cleared()->mutable_overlap() = overlap;
  out_.Emit(fact);
}

}  // namespace padu::matching
