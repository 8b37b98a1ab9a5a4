#include <algorithm>
#include <string>
#include <vector>

#include "common/base/city.h"
#include "common/base/status.h"
#include "services/registry/api/names.h"
#include "services/registry/api/paging.h"
#include "services/registry/api/reads.h"
#include "services/registry/api/views.h"
#include "services/registry/domain/authority.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

constexpr std::size_t kClaimantsMax = 50;

// Whether the household is in one of the regions.
bool IsIn(const pb::HouseholdRow& row, const std::vector<std::string>& regions) {
  const std::string& kelurahan = PresentStay(row).place().kelurahan();
  return std::any_of(regions.begin(), regions.end(),
                     [&](const std::string& region) { return RegionContains(region, kelurahan); });
}

absl::Status MaySee(const Authority& caller, CityNumber city, const pb::HouseholdRow& row,
                    const store::Reader& tables) {
  return MayActIn(caller, city, PresentStay(row).place().kelurahan(), tables);
}

absl::Status MaySee(const Authority& caller, CityNumber city, const pb::PersonRow& row, const store::Reader& tables) {
  PADU_CHECK(!row.memberships().empty());
  const auto household =
      Get<pb::HouseholdRow>(tables, HouseholdKey(row.memberships().rbegin()->membership().household()));
  PADU_CHECK(household.has_value());
  return MaySee(caller, city, *household, tables);
}

// What a caller may list of what it asks for: the region itself, or without one all that are the caller's.
absl::StatusOr<std::vector<std::string>> RegionsToList(const Authority& caller, CityNumber city,
                                                       const std::string& region, const store::Reader& tables) {
  if (!region.empty()) {
    RETURN_IF_ERROR(MayActIn(caller, city, region, tables));
    return std::vector<std::string>{region};
  }
  if (caller.kind == Authority::Kind::kOperator) return std::vector<std::string>{CityCode(city)};
  const auto officer = Get<pb::OfficerRow>(tables, OfficerKey(city, caller.id));
  if (!officer || officer->released()) return Refused(Reason::kRegionNotYours);
  const auto& own = officer->officer().regions();
  return std::vector<std::string>(own.begin(), own.end());
}

bool HasState(const pb::HouseholdRow& row, pb::VerificationState state) {
  return state == pb::VERIFICATION_STATE_UNSPECIFIED || row.verification().state() == state;
}

}  // namespace

absl::StatusOr<v1::Household> HouseholdById(const store::Reader& tables, CityNumber city, std::string_view id) {
  const auto row = Get<pb::HouseholdRow>(tables, HouseholdKey(id));
  if (!row || row->city() != city) return Refused(Reason::kHouseholdNotFound);
  v1::Household household = ToHousehold(id, *row);
  AddMembers(tables, id, city, household);
  return household;
}

absl::StatusOr<v1::Person> PersonById(const store::Reader& tables, CityNumber city, std::string_view id) {
  const auto row = Get<pb::PersonRow>(tables, PersonKey(id));
  if (!row || row->city() != city) return Refused(Reason::kPersonNotFound);
  return ToPerson(id, *row);
}

absl::StatusOr<v1::Household> Read(const store::Reader& tables, const v1::GetHouseholdRequest& request,
                                   const Authority& caller) {
  ASSIGN_OR_RETURN(const ParsedName name, ParseName(request.name(), "households", "name"));
  const auto row = Get<pb::HouseholdRow>(tables, HouseholdKey(name.id));
  if (row && row->city() == name.city) RETURN_IF_ERROR(MaySee(caller, name.city, *row, tables));
  return HouseholdById(tables, name.city, name.id);
}

absl::StatusOr<v1::Person> Read(const store::Reader& tables, const v1::GetPersonRequest& request,
                                const Authority& caller) {
  ASSIGN_OR_RETURN(const ParsedName name, ParseName(request.name(), "persons", "name"));
  const auto row = Get<pb::PersonRow>(tables, PersonKey(name.id));
  if (row && row->city() == name.city) RETURN_IF_ERROR(MaySee(caller, name.city, *row, tables));
  return PersonById(tables, name.city, name.id);
}

absl::StatusOr<v1::ListHouseholdsResponse> Read(const store::Reader& tables, const v1::ListHouseholdsRequest& request,
                                                const Authority& caller) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  if (!request.region().empty() && !IsRegionCode(request.region())) {
    return RefusedField(Reason::kRegionUnknown, "region");
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> regions, RegionsToList(caller, city, request.region(), tables));
  const pb::VerificationState state = request.verification_state();
  const bool by_region = !request.region().empty() || state == pb::VERIFICATION_STATE_UNSPECIFIED;
  const std::string within = regions.size() == 1 ? regions[0] : request.region();
  const std::string prefix = by_region ? DomicilePrefix(city, within) : VerificationPrefix(city, state);
  v1::ListHouseholdsResponse response;
  const auto take = [&](std::string_view key, std::string_view) {
    const std::string id = by_region ? ReadDomicileHousehold(key) : std::string(key.substr(prefix.size()));
    const auto row = Get<pb::HouseholdRow>(tables, HouseholdKey(id));
    PADU_CHECK(row.has_value());
    if (!HasState(*row, state) || !IsIn(*row, regions)) return false;
    *response.add_households() = ToHousehold(id, *row);
    return true;
  };
  RETURN_IF_ERROR(Page(tables, prefix, request, response, take));
  return response;
}

absl::StatusOr<v1::ListOpeningsResponse> Read(const store::Reader& tables, const v1::ListOpeningsRequest& request) {
  ASSIGN_OR_RETURN(const ParsedName name, ParseName(request.parent(), "parent"));
  v1::ListOpeningsResponse response;
  const auto take = [&](std::string_view, std::string_view value) {
    *response.add_openings() = ToOpening(ParseValue<pb::OpeningRow>(value));
    return true;
  };
  RETURN_IF_ERROR(Page(tables, OpeningPrefix(name.id), request, response, take, Order::kDescending));
  return response;
}

absl::StatusOr<v1::FindByNikResponse> FindByNik(const store::Reader& tables, const v1::FindByNikRequest& request,
                                                const CitySecrets& secrets, const Authority& caller) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  if (ReadNik(request.nik(), 0).problem == NikProblem::kFormat) {
    return RefusedField(Reason::kNikFormatInvalid, "nik");
  }
  v1::FindByNikResponse response;
  std::string id;
  for (const KeyedDigest& token : secrets.NikTokens(request.nik())) {
    if (id.empty() && !tables.Get(TokenKey(token.digest), &id)) id.clear();
    for (const std::string& claimant : IdsUnder(tables, ClaimPrefix(token.digest), kClaimantsMax)) {
      response.add_claimants(NameOf(city, "persons", claimant));
    }
  }
  if (id.empty()) return Refused(Reason::kPersonNotFound);
  const auto row = Get<pb::PersonRow>(tables, PersonKey(id));
  PADU_CHECK(row.has_value());
  if (row->city() != city) return Refused(Reason::kPersonNotFound);
  // That somebody has it is told; where that person lives is not.
  if (!MaySee(caller, city, *row, tables).ok()) return Refused(Reason::kRegionNotYours);
  *response.mutable_person() = ToPerson(id, *row);
  if (const pb::MembershipRow* standing = Standing(*row)) {
    response.set_household(NameOf(city, "households", standing->membership().household()));
  }
  return response;
}

}  // namespace padu::registry
