// How a household stands with its needs on a day. Assess is the truth of matching: whatever sets it off, what stands is
// what this comes to (README.md says the rules in words). Pure. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/matching/domain/aid_history.h"
#include "services/matching/domain/rulebook.h"
#include "services/matching/domain/rules/evaluate.h"

namespace padu::matching {

// A household as it is now, for all questions about it.
struct Household {
  pb::HouseholdView view;
  AidHistory history;
};
std::optional<Household> FindHousehold(const store::Reader& tables, CityNumber city, std::string_view household);

// What an assessment comes to.
struct Assessment {
  pb::Standing standing;
  // Unless it has the need.
  pb::Disqualification reason = pb::DISQUALIFICATION_UNSPECIFIED;
  // The aid that covers; nullptr: none ever did. As long as the household's history.
  const Aid* by = nullptr;
};

// `qualified_day`: from which day it has been seen to have the need; nullopt: not until now.
Assessment Assess(const Rulebook& book, const pb::Need& need, Household& household, std::optional<Day> qualified_day,
                  Day day);

// Whether verval stands on a day.
bool IsVerified(const pb::HouseholdView& household, Day day);
// Whether a programme gives aid on a day to those who live in the kelurahan, and the first later day on which it may be
// otherwise.
Outcome RunsFor(const Programme& programme, std::string_view kelurahan, Day day);
// Whether the household, one of its families or one of its persons, as the programme is meant, may receive from it.
Outcome IsEligible(const Programme& programme, const pb::HouseholdView& household, Day day);

}  // namespace padu::matching
