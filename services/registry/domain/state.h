// Questions that decisions ask of the tables. Reads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/days.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

// The membership that stands; nullptr if none does.
const pb::MembershipRow* Standing(const pb::PersonRow& person);

// Where the household lives now.
const pb::StayRow& PresentStay(const pb::HouseholdRow& household);

// Ids that follow a prefix of a key whose last part is an id, at most `max`.
std::vector<std::string> IdsUnder(const store::Reader& tables, const std::string& prefix, std::size_t max);

// Everybody who lives or ever lived in the household.
std::vector<std::string> ResidentsEver(const store::Reader& tables, std::string_view household);

struct Resident {
  std::string id;
  pb::PersonRow person;
};
// Those who live there now.
std::vector<Resident> Residents(const store::Reader& tables, std::string_view household);

// Families that belong to the household now.
std::vector<std::string> FamiliesOf(const store::Reader& tables, std::string_view household);

// Who has one of these tokens; empty if nobody.
std::string HolderOf(const store::Reader& tables, const google::protobuf::RepeatedPtrField<pb::Token>& tokens);

}  // namespace padu::registry
