// The registry's reads over a snapshot of its tables: tables and a request in, an answer or a refusal out (without its
// ReadPosition, which the service adds). Any thread.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "padu/registry/v1/registry_service.pb.h"
#include "services/registry/domain/authority.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

// Rows passed over at most to fill one page.
inline constexpr int kScannedMax = 10'000;

absl::StatusOr<v1::Region> Read(const store::Reader& tables, const v1::GetRegionRequest& request);
absl::StatusOr<v1::ListRegionsResponse> Read(const store::Reader& tables, const v1::ListRegionsRequest& request);
absl::StatusOr<v1::Stakeholder> Read(const store::Reader& tables, const v1::GetStakeholderRequest& request);
absl::StatusOr<v1::ListStakeholdersResponse> Read(const store::Reader& tables,
                                                  const v1::ListStakeholdersRequest& request);
absl::StatusOr<v1::Programme> Read(const store::Reader& tables, const v1::GetProgrammeRequest& request);
absl::StatusOr<v1::ListProgrammesResponse> Read(const store::Reader& tables, const v1::ListProgrammesRequest& request);
absl::StatusOr<v1::Officer> Read(const store::Reader& tables, const v1::GetOfficerRequest& request);
absl::StatusOr<v1::ListOfficersResponse> Read(const store::Reader& tables, const v1::ListOfficersRequest& request);
absl::StatusOr<v1::ListApiKeysResponse> Read(const store::Reader& tables, const v1::ListApiKeysRequest& request);

// What is of a household or person is shown to operators, and to officers of the region where it lives or lived last:
// REGION_NOT_YOURS.
absl::StatusOr<v1::Household> Read(const store::Reader& tables, const v1::GetHouseholdRequest& request,
                                   const Authority& caller);
// Of the region asked for, which must be the caller's; of all that are the caller's if none is.
absl::StatusOr<v1::ListHouseholdsResponse> Read(const store::Reader& tables, const v1::ListHouseholdsRequest& request,
                                                const Authority& caller);
absl::StatusOr<v1::Person> Read(const store::Reader& tables, const v1::GetPersonRequest& request,
                                const Authority& caller);
absl::StatusOr<v1::ListOpeningsResponse> Read(const store::Reader& tables, const v1::ListOpeningsRequest& request);
absl::StatusOr<v1::FindByNikResponse> FindByNik(const store::Reader& tables, const v1::FindByNikRequest& request,
                                                const CitySecrets& secrets, const Authority& caller);

// By id; the household with its families and persons.
absl::StatusOr<v1::Household> HouseholdById(const store::Reader& tables, CityNumber city, std::string_view id);
absl::StatusOr<v1::Person> PersonById(const store::Reader& tables, CityNumber city, std::string_view id);

}  // namespace padu::registry
