#include <string>

#include "services/matching/api/names.h"
#include "services/matching/api/paging.h"
#include "services/matching/api/reads.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/sight.h"
#include "services/matching/api/views.h"

namespace padu::matching {
namespace {

bool IsOf(const pb::OverlapFound& overlap, std::string_view stakeholder) {
  return overlap.first().stakeholder() == stakeholder || overlap.second().stakeholder() == stakeholder;
}

// Where one kelurahan is asked for, its range of the index alone.
std::string PrefixOf(CityNumber city, const std::string& region) {
  constexpr std::size_t kKelurahanChars = 13;  // "64.74.03.1002"
  return region.size() == kKelurahanChars ? OverlapIndexPrefix(city, region) : OverlapIndexPrefix(city);
}

}  // namespace

absl::StatusOr<v1::ListOverlapsResponse> Read(const store::Reader& tables, const v1::ListOverlapsRequest& list,
                                              const Asking& asking) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  const bool stakeholder = asking.caller.kind == rpc::Caller::Kind::kStakeholder;
  ASSIGN_OR_RETURN(const Sight sight, SightOfConcerned(asking.caller, tables, city, list.region()));
  v1::ListOverlapsResponse response;
  RETURN_IF_ERROR(
      Page(tables, PrefixOf(city, list.region()), list, response, [&](std::string_view key, std::string_view) {
        const auto overlap = Get<pb::OverlapFound>(tables, ReadOverlapIndexKey(key));
        if (!overlap || !sight.Sees(overlap->kelurahan())) return false;
        if (stakeholder && !IsOf(*overlap, asking.caller.id)) return false;
        const bool bad = overlap->verdict() == pb::COMPATIBILITY_VERDICT_NOT_ALLOWED;
        if (list.not_allowed_only() && !bad) return false;
        *response.add_overlaps() = OverlapView(city, *overlap);
        return true;
      }));
  return response;
}

}  // namespace padu::matching
