// Rows of the tables as resources of the API. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "padu/registry/v1/api_key_requests.pb.h"
#include "padu/registry/v1/personal_requests.pb.h"
#include "padu/registry/v1/resources.pb.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

v1::Region ToRegion(CityNumber city, const pb::RegionRow& row);
v1::Stakeholder ToStakeholder(CityNumber city, const pb::StakeholderRow& row);
v1::Programme ToProgramme(CityNumber city, const pb::ProgrammeRow& row);
v1::Officer ToOfficer(CityNumber city, const pb::OfficerRow& row);
// Without families and persons.
v1::Household ToHousehold(std::string_view id, const pb::HouseholdRow& row);
v1::Family ToFamily(std::string_view id, const pb::FamilyRow& row);
// Adds those who belong to it now.
void AddMembers(const store::Reader& tables, std::string_view id, CityNumber city, v1::Household& household);
v1::Person ToPerson(std::string_view id, const pb::PersonRow& row);
v1::ApiKey ToApiKey(CityNumber city, const pb::ApiKeyRow& row);
v1::Opening ToOpening(const pb::OpeningRow& row);

// The etag of a row: the sequence of its last change.
std::string EtagOf(const pb::Stamp& stamp);

}  // namespace padu::registry
