#include "services/registry/domain/state.h"

#include <utility>

#include "services/registry/domain/limits.h"

namespace padu::registry {

const pb::MembershipRow* Standing(const pb::PersonRow& person) {
  if (person.memberships().empty()) return nullptr;
  const pb::MembershipRow& last = *person.memberships().rbegin();
  return last.membership().has_until_day() ? nullptr : &last;
}

const pb::StayRow& PresentStay(const pb::HouseholdRow& household) {
  PADU_CHECK(!household.stays().empty());
  return *household.stays().rbegin();
}

std::vector<std::string> IdsUnder(const store::Reader& tables, const std::string& prefix, std::size_t max) {
  std::vector<std::string> ids;
  const auto cursor = tables.Scan(prefix, PrefixEnd(prefix));
  for (; cursor->Valid() && ids.size() < max; cursor->Next()) {
    ids.emplace_back(cursor->key().substr(prefix.size()));
  }
  return ids;
}

std::vector<std::string> ResidentsEver(const store::Reader& tables, std::string_view household) {
  return IdsUnder(tables, ResidentPrefix(household), kHouseholdPersonsEverMax);
}

std::vector<Resident> Residents(const store::Reader& tables, std::string_view household) {
  std::vector<Resident> residents;
  for (std::string& id : ResidentsEver(tables, household)) {
    auto person = Get<pb::PersonRow>(tables, PersonKey(id));
    PADU_CHECK(person.has_value());
    const pb::MembershipRow* standing = Standing(*person);
    if (standing == nullptr || standing->membership().household() != household) continue;
    residents.push_back({std::move(id), *std::move(person)});
  }
  return residents;
}

std::vector<std::string> FamiliesOf(const store::Reader& tables, std::string_view household) {
  return IdsUnder(tables, HouseholdFamilyPrefix(household), kHouseholdFamiliesMax);
}

std::string HolderOf(const store::Reader& tables, const google::protobuf::RepeatedPtrField<pb::Token>& tokens) {
  std::string person;
  for (const pb::Token& token : tokens) {
    if (tables.Get(TokenKey(token.token()), &person)) return person;
  }
  return "";
}

}  // namespace padu::registry
