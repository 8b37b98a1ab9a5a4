#include <algorithm>
#include <utility>

#include "common/base/city.h"
#include "services/registry/api/names.h"
#include "services/registry/api/paging.h"
#include "services/registry/api/reads.h"
#include "services/registry/api/views.h"
#include "services/registry/domain/authority.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

// The row that a name names.
template <typename Row>
absl::StatusOr<std::pair<CityNumber, Row>> Find(const store::Reader& tables, const std::string& text,
                                                std::string_view collection, Reason not_found,
                                                std::string (*key)(CityNumber, std::string_view)) {
  ASSIGN_OR_RETURN(const ParsedName name, ParseName(text, collection, "name"));
  auto row = Get<Row>(tables, key(name.city, name.id));
  if (!row) return Refused(not_found);
  return std::pair(name.city, *std::move(row));
}

}  // namespace

absl::StatusOr<v1::Region> Read(const store::Reader& tables, const v1::GetRegionRequest& request) {
  ASSIGN_OR_RETURN(const auto found,
                   Find<pb::RegionRow>(tables, request.name(), "regions", Reason::kRegionNotFound, RegionKey));
  return ToRegion(found.first, found.second);
}

absl::StatusOr<v1::Stakeholder> Read(const store::Reader& tables, const v1::GetStakeholderRequest& request) {
  ASSIGN_OR_RETURN(const auto found, Find<pb::StakeholderRow>(tables, request.name(), "stakeholders",
                                                              Reason::kStakeholderNotFound, StakeholderKey));
  return ToStakeholder(found.first, found.second);
}

absl::StatusOr<v1::Programme> Read(const store::Reader& tables, const v1::GetProgrammeRequest& request) {
  ASSIGN_OR_RETURN(const auto found, Find<pb::ProgrammeRow>(tables, request.name(), "programmes",
                                                            Reason::kProgrammeNotFound, ProgrammeKey));
  return ToProgramme(found.first, found.second);
}

absl::StatusOr<v1::Officer> Read(const store::Reader& tables, const v1::GetOfficerRequest& request) {
  ASSIGN_OR_RETURN(const auto found,
                   Find<pb::OfficerRow>(tables, request.name(), "officers", Reason::kOfficerNotFound, OfficerKey));
  return ToOfficer(found.first, found.second);
}

absl::StatusOr<v1::ListRegionsResponse> Read(const store::Reader& tables, const v1::ListRegionsRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  v1::ListRegionsResponse response;
  const auto take = [&](std::string_view, std::string_view value) {
    const auto row = ParseValue<pb::RegionRow>(value);
    if (!request.within().empty() && !RegionContains(request.within(), row.region().code())) return false;
    *response.add_regions() = ToRegion(city, row);
    return true;
  };
  RETURN_IF_ERROR(Page(tables, RegionKey(city, ""), request, response, take));
  return response;
}

absl::StatusOr<v1::ListStakeholdersResponse> Read(const store::Reader& tables,
                                                  const v1::ListStakeholdersRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  v1::ListStakeholdersResponse response;
  const auto take = [&](std::string_view, std::string_view value) {
    *response.add_stakeholders() = ToStakeholder(city, ParseValue<pb::StakeholderRow>(value));
    return true;
  };
  RETURN_IF_ERROR(Page(tables, StakeholderKey(city, ""), request, response, take));
  return response;
}

absl::StatusOr<v1::ListProgrammesResponse> Read(const store::Reader& tables, const v1::ListProgrammesRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  v1::ListProgrammesResponse response;
  const auto take = [&](std::string_view, std::string_view value) {
    *response.add_programmes() = ToProgramme(city, ParseValue<pb::ProgrammeRow>(value));
    return true;
  };
  RETURN_IF_ERROR(Page(tables, ProgrammeKey(city, ""), request, response, take));
  return response;
}

absl::StatusOr<v1::ListOfficersResponse> Read(const store::Reader& tables, const v1::ListOfficersRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  v1::ListOfficersResponse response;
  const auto take = [&](std::string_view, std::string_view value) {
    const auto row = ParseValue<pb::OfficerRow>(value);
    const auto serves = [&](const std::string& region) { return RegionContains(request.region(), region); };
    const auto& regions = row.officer().regions();
    const bool wanted = request.region().empty() || std::any_of(regions.begin(), regions.end(), serves);
    if (row.released() || !wanted) return false;
    *response.add_officers() = ToOfficer(city, row);
    return true;
  };
  RETURN_IF_ERROR(Page(tables, OfficerKey(city, ""), request, response, take));
  return response;
}

absl::StatusOr<v1::ListApiKeysResponse> Read(const store::Reader& tables, const v1::ListApiKeysRequest& request) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(request.parent()));
  v1::ListApiKeysResponse response;
  const auto take = [&](std::string_view, std::string_view value) {
    const auto row = ParseValue<pb::ApiKeyRow>(value);
    if (!request.holder().empty() && request.holder() != row.key().holder()) return false;
    *response.add_api_keys() = ToApiKey(city, row);
    return true;
  };
  RETURN_IF_ERROR(Page(tables, ApiKeyKey(city, ""), request, response, take));
  return response;
}

}  // namespace padu::registry
