#include "tests/simulation/naive_city.h"

#include <algorithm>

#include "tests/simulation/oracle.h"

namespace padu::simulation {

namespace reg = ::padu::registry::v1;

const Stay* Person::Standing() const {
  return stays.empty() || stays.back().until.has_value() ? nullptr : &stays.back();
}

std::string Household::KelurahanOn(int day) const {
  const auto after = kelurahan.upper_bound(day);
  return after == kelurahan.begin() ? after->second : std::prev(after)->second;
}

const Stay* NaiveCity::StayOn(const std::vector<Stay>& stays, int day) {
  const Stay* covers = nullptr;
  const Stay* begun = nullptr;
  const Stay* first = nullptr;
  for (const Stay& stay : stays) {
    if (stay.Covers(day) && (covers == nullptr || stay.from >= covers->from)) covers = &stay;
    if (stay.from <= day && (begun == nullptr || stay.from >= begun->from)) begun = &stay;
    if (first == nullptr || stay.from < first->from) first = &stay;
  }
  return covers != nullptr ? covers : begun != nullptr ? begun : first;
}

std::string NaiveCity::Survivor(std::string household, int day) const {
  for (auto at = households.find(household); at != households.end(); at = households.find(household)) {
    if (at->second.merged_into.empty() || day < at->second.merged_day) break;
    household = at->second.merged_into;
  }
  return household;
}

std::string NaiveCity::PersonOf(std::string person) const {
  for (auto at = persons.find(person); at != persons.end() && !at->second.merged_into.empty();
       at = persons.find(person)) {
    person = at->second.merged_into;
  }
  return person;
}

int NaiveCity::members(const std::string& household) const {
  return static_cast<int>(std::count_if(persons.begin(), persons.end(), [&household](const auto& person) {
    const Stay* standing = person.second.Standing();
    return standing != nullptr && standing->household == household;
  }));
}

Person& NaiveCity::PersonAt(const std::string& id) {
  const auto at = persons.find(id);
  PADU_MUST(at != persons.end(), "a fact about a person who is not registered");
  return at->second;
}

Household& NaiveCity::HouseholdAt(const std::string& id) {
  const auto at = households.find(id);
  PADU_MUST(at != households.end(), "a fact about a household that is not registered");
  return at->second;
}

void NaiveCity::Fold(const common::v1::Row& row) {
  for (const std::string& bytes : row.facts()) {
    reg::Fact fact;
    PADU_MUST(fact.ParseFromString(bytes), "a fact of the registry does not parse");
    try {
      Fold(fact, row.cause().command().caller());
    } catch (const Broken& broken) {
      throw Broken(std::string(broken.what()) + " in row " + std::to_string(row.sequence()) + " of the registry");
    }
    for (const std::string& id : Touched(fact)) touched[id] = row.sequence();
  }
}

void NaiveCity::Fold(const reg::Fact& fact, const std::string& caller) {
  switch (fact.kind_case()) {
    case reg::Fact::kStakeholderRegistered:
      stakeholders[fact.stakeholder_registered().stakeholder()] = fact.stakeholder_registered();
      return;
    case reg::Fact::kStakeholderUpdated:
      stakeholders[fact.stakeholder_updated().stakeholder()] = fact.stakeholder_updated();
      return;
    case reg::Fact::kProgrammeSaved:
      programmes[fact.programme_saved().programme()] = fact.programme_saved();
      return;
    case reg::Fact::kHouseholdRegistered: {
      const auto& household = fact.household_registered();
      const bool fresh = households.try_emplace(household.household()).second;
      PADU_MUST(fresh, "a household is registered twice");
      households[household.household()].kelurahan[household.from_day()] = household.domicile().kelurahan();
      return;
    }
    case reg::Fact::kHouseholdMoved:
      HouseholdAt(fact.household_moved().household()).kelurahan[fact.household_moved().from_day()] =
          fact.household_moved().domicile().kelurahan();
      return;
    case reg::Fact::kHouseholdsMerged: {
      Household& gone = HouseholdAt(fact.households_merged().household());
      PADU_MUST(gone.merged_into.empty(), "a household is merged twice");
      PADU_MUST(members(fact.households_merged().household()) == 0, "somebody stays in a merged household");
      gone.merged_into = fact.households_merged().into();
      gone.merged_day = fact.households_merged().day();
      return;
    }
    case reg::Fact::kFamilyAdded:
      families[fact.family_added().family()].stays = {
          {fact.family_added().household(), "", fact.family_added().from_day(), std::nullopt}};
      return;
    case reg::Fact::kFamilyMoved: {
      const auto& moved = fact.family_moved();
      std::vector<Stay>& stays = families.at(moved.family()).stays;
      PADU_MUST(stays.back().household == moved.from_household(), "a family moves from where it is not");
      stays.back().until = moved.from_day();
      stays.push_back({moved.household(), "", moved.from_day(), std::nullopt});
      return;
    }
    case reg::Fact::kHouseholdVerificationChanged:
      return Verify(fact.household_verification_changed(), caller);
    case reg::Fact::kHouseholdVerificationExpired:
      return Expire(fact.household_verification_expired());
    default:
      return FoldPerson(fact);
  }
}

void NaiveCity::FoldPerson(const reg::Fact& fact) {
  switch (fact.kind_case()) {
    case reg::Fact::kPersonRegistered: {
      const auto& registered = fact.person_registered();
      PADU_MUST(persons.try_emplace(registered.person()).second, "a person is registered twice");
      if (registered.has_membership()) Begin(registered.person(), registered.membership());
      return TakeTokens(registered.person(), registered.content());
    }
    case reg::Fact::kPersonUpdated:
      DropTokens(fact.person_updated().person());
      return TakeTokens(fact.person_updated().person(), fact.person_updated().content());
    case reg::Fact::kMembershipBegan:
      return Begin(fact.membership_began().person(), fact.membership_began().membership());
    case reg::Fact::kMembershipEnded:
      return End(fact.membership_ended());
    case reg::Fact::kPersonDied: {
      Person& person = PersonAt(fact.person_died().person());
      PADU_MUST(!person.died.has_value(), "somebody dies twice");
      person.died = fact.person_died().day();
      return;
    }
    case reg::Fact::kPersonsMerged:
      return Merge(fact.persons_merged());
    case reg::Fact::kPersonErased:
      PADU_MUST(!PersonAt(fact.person_erased().person()).erased, "somebody is erased twice");
      PADU_MUST(PersonAt(fact.person_erased().person()).merged_into.empty(), "a merged record is erased by itself");
      for (auto& [id, person] : persons) {
        if (PersonOf(id) != fact.person_erased().person()) continue;
        DropTokens(id);
        person.erased = true;
      }
      return;
    default:
      return;
  }
}

void NaiveCity::Merge(const reg::PersonsMerged& fact) {
  Person& gone = PersonAt(fact.person());
  const Person& stays = PersonAt(fact.into());
  PADU_MUST(fact.person() != fact.into(), "a record is merged with itself");
  PADU_MUST(gone.merged_into.empty() && stays.merged_into.empty(), "a record is merged that was merged");
  PADU_MUST(!gone.erased && !stays.erased, "an erased record is merged");
  PADU_MUST(gone.died.has_value() == stays.died.has_value(), "a dead person is merged with a living one");
  DropTokens(fact.person());
  gone.merged_into = fact.into();
}

void NaiveCity::Begin(const std::string& id, const reg::Membership& membership) {
  Person& person = PersonAt(id);
  PADU_MUST(person.Standing() == nullptr, "a person is in two households");
  PADU_MUST(!person.died.has_value(), "somebody moves who died");
  PADU_MUST(HouseholdAt(membership.household()).merged_into.empty(), "somebody moves into a merged household");
  person.stays.push_back({membership.household(), membership.family(), membership.from_day(), std::nullopt});
}

void NaiveCity::End(const reg::MembershipEnded& fact) {
  Person& person = PersonAt(fact.person());
  const Stay* standing = person.Standing();
  PADU_MUST(standing != nullptr && standing->household == fact.household() && standing->from == fact.from_day(),
            "a membership ends that does not stand");
  person.stays.back().until = fact.until_day();
}

void NaiveCity::TakeTokens(const std::string& id, const reg::PersonContent& content) {
  Person& person = PersonAt(id);
  PADU_MUST(!person.erased || content.nik_tokens().empty(), "an erased person gets a NIK");
  std::vector<reg::Token> tokens(content.nik_tokens().begin(), content.nik_tokens().end());
  tokens.insert(tokens.end(), content.other_nik_tokens().begin(), content.other_nik_tokens().end());
  PADU_MUST(person.merged_into.empty() || tokens.empty(), "a merged record gets a NIK");
  for (const reg::Token& token : tokens) {
    PADU_MUST(holders.emplace(token.token(), id).second, "two persons have one NIK");
    person.tokens.insert(token.token());
  }
  for (const reg::Token& token : content.claimed_nik_tokens()) {
    const auto holder = holders.find(token.token());
    PADU_MUST(holder == holders.end() || holder->second != id, "a person claims what it has");
  }
}

void NaiveCity::DropTokens(const std::string& id) {
  for (const std::string& token : PersonAt(id).tokens) holders.erase(token);
  PersonAt(id).tokens.clear();
}

void NaiveCity::Verify(const reg::HouseholdVerificationChanged& fact, const std::string& caller) {
  Household& household = HouseholdAt(fact.household());
  PADU_MUST(household.verification == fact.from(), "a step of verval from where it does not stand");
  PADU_MUST(fact.by() == caller, "a step of verval is said to be another's");
  if (fact.to() == reg::VERIFICATION_STATE_PROPOSED) household.proposer = fact.by();
  PADU_MUST(fact.to() != reg::VERIFICATION_STATE_APPROVED || fact.by() != household.proposer,
            "who proposed has approved");
  household.verification = fact.to();
  household.expires_day = fact.has_expires_day() ? std::optional<int>(fact.expires_day()) : std::nullopt;
}

void NaiveCity::Expire(const reg::HouseholdVerificationExpired& fact) {
  Household& household = HouseholdAt(fact.household());
  PADU_MUST(household.merged_into.empty() && household.expires_day == fact.day(), "an approval ends that has no end");
  PADU_MUST(household.verification == fact.from(), "an approval ends from where verval does not stand");
  const bool counted = fact.from() == reg::VERIFICATION_STATE_APPROVED || fact.from() == reg::VERIFICATION_STATE_ACTIVE;
  PADU_MUST(fact.to() == (counted ? reg::VERIFICATION_STATE_EXPIRED : fact.from()),
            "an approval ends in a wrong state");
  household.verification = fact.to();
  household.expires_day.reset();
}

std::set<std::string> Touched(const reg::Fact& fact) {
  switch (fact.kind_case()) {
    case reg::Fact::kStakeholderRegistered:
      return {fact.stakeholder_registered().stakeholder()};
    case reg::Fact::kStakeholderUpdated:
      return {fact.stakeholder_updated().stakeholder()};
    case reg::Fact::kHouseholdRegistered:
      return {fact.household_registered().household()};
    case reg::Fact::kHouseholdMoved:
      return {fact.household_moved().household()};
    case reg::Fact::kHouseholdsMerged:
      return {fact.households_merged().household(), fact.households_merged().into()};
    case reg::Fact::kFamilyAdded:
      return {fact.family_added().family(), fact.family_added().household()};
    case reg::Fact::kFamilyMoved:
      return {fact.family_moved().family(), fact.family_moved().household(), fact.family_moved().from_household()};
    case reg::Fact::kPersonRegistered:
      return {fact.person_registered().person(), fact.person_registered().membership().household()};
    case reg::Fact::kPersonUpdated:
      return {fact.person_updated().person()};
    case reg::Fact::kMembershipBegan:
      return {fact.membership_began().person(), fact.membership_began().membership().household()};
    case reg::Fact::kMembershipEnded:
      return {fact.membership_ended().person(), fact.membership_ended().household()};
    case reg::Fact::kPersonsMerged:
      return {fact.persons_merged().person(), fact.persons_merged().into()};
    case reg::Fact::kPersonDied:
      return {fact.person_died().person()};
    case reg::Fact::kHouseholdVerificationChanged:
      return {fact.household_verification_changed().household()};
    case reg::Fact::kHouseholdVerificationExpired:
      return {fact.household_verification_expired().household()};
    case reg::Fact::kDesilRecorded:
      return {fact.desil_recorded().household()};
    case reg::Fact::kCriteriaAnswered:
      return {fact.criteria_answered().household()};
    case reg::Fact::kPersonErased: {
      std::set<std::string> ids = {fact.person_erased().person()};
      for (const reg::ErasedKey& key : fact.person_erased().keys()) ids.insert(key.subject());
      return ids;
    }
    default:
      return {};
  }
}

}  // namespace padu::simulation
