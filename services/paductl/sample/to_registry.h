// The sample as requests to the registry. Every write has a request_id that follows from the seed and the thing, so
// that loading twice registers once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "padu/registry/v1/household_requests.pb.h"
#include "padu/registry/v1/reference_requests.pb.h"
#include "services/paductl/sample/city.h"
#include "services/paductl/sample/reference.h"

namespace padu::sample {

// Parents before children.
std::vector<registry::v1::CreateRegionRequest> RegionRequests(const Reference& reference);
std::vector<registry::v1::CreateStakeholderRequest> StakeholderRequests(const Reference& reference);
std::vector<registry::v1::CreateProgrammeRequest> ProgrammeRequests(const Reference& reference);
std::vector<registry::v1::CreateOfficerRequest> OfficerRequests(const Reference& reference);

// One row of an import.
registry::v1::ImportHouseholdsRequest ImportRow(const Household& household, const Reference& reference,
                                                std::uint64_t seed);

// What names the person of `late` among those of its household, once that is read back from the registry: the one
// without a NIK, of this sex and month of birth.
struct LatePerson {
  registry::v1::Sex sex = registry::v1::SEX_UNSPECIFIED;
  std::string birth_month;  // "1950-03"
};
LatePerson FindLate(const City& city);

}  // namespace padu::sample
