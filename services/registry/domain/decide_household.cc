#include <set>

#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

absl::Status CheckFamily(const Context& context, const pb::FamilyAdded& family, const std::string& field) {
  if (Get<pb::FamilyRow>(context.tables, FamilyKey(family.family()))) return Refused(Reason::kHouseholdAlreadyExists);
  const std::string& registered = family.registered().kelurahan();
  if (!registered.empty() && !IsRegionCode(registered)) {
    return RefusedField(Reason::kRegionUnknown, field + ".kelurahan");
  }
  RETURN_IF_ERROR(CheckPlace(family.registered(), field));
  return CheckSealed(family.sealed());
}

absl::Status CheckFamilies(const Context& context, const pb::RegisterHousehold& command) {
  if (command.families_size() > kHouseholdFamiliesMax) return Refused(Reason::kHouseholdTooLarge);
  for (const pb::FamilyAdded& family : command.families()) {
    RETURN_IF_ERROR(CheckFamily(context, family, "families.registered"));
  }
  return absl::OkStatus();
}

absl::Status CheckPersons(const pb::RegisterHousehold& command) {
  if (command.persons().empty()) return Refused(Reason::kHouseholdWithoutPersons);
  if (command.persons_size() > kHouseholdPersonsMax) return Refused(Reason::kHouseholdTooLarge);
  std::set<std::string> families;
  for (const pb::FamilyAdded& family : command.families()) families.insert(family.family());
  for (const pb::SealedPerson& person : command.persons()) {
    if (!person.family().empty() && !families.contains(person.family())) {
      return Refused(Reason::kFamilyNotOfHousehold);
    }
    RETURN_IF_ERROR(CheckPerson(person));
  }
  return absl::OkStatus();
}

void EmitPerson(const Context& context, const pb::SealedPerson& person, const std::string& household, Day from_day) {
  pb::Fact fact = context.NewFact();
  pb::PersonRegistered& registered = *fact.mutable_person_registered();
  registered.set_person(person.person());
  pb::Membership& membership = *registered.mutable_membership();
  membership.set_household(household);
  membership.set_family(person.family());
  membership.set_relation(person.relation());
  membership.set_from_day(from_day);
  *registered.mutable_content() = person.content();
  JudgeNik(context, person.person(), *registered.mutable_content());
  *registered.mutable_sealed() = person.sealed();
  context.out.Emit(fact);
}

void EmitHousehold(const Context& context, const pb::RegisterHousehold& command, Day from_day) {
  const std::string& household = command.household().household();
  pb::Fact fact = context.NewFact();
  *fact.mutable_household_registered() = command.household();
  fact.mutable_household_registered()->set_from_day(from_day);
  context.out.Emit(fact);
  for (const pb::FamilyAdded& family : command.families()) {
    *fact.mutable_family_added() = family;
    fact.mutable_family_added()->set_household(household);
    fact.mutable_family_added()->set_from_day(from_day);
    context.out.Emit(fact);
  }
  for (const pb::SealedPerson& person : command.persons()) EmitPerson(context, person, household, from_day);
  if (command.has_desil()) {
    *fact.mutable_desil_recorded() = command.desil();
    fact.mutable_desil_recorded()->set_household(household);
    context.out.Emit(fact);
  }
  if (command.has_criteria()) {
    *fact.mutable_criteria_answered() = command.criteria();
    fact.mutable_criteria_answered()->set_household(household);
    context.out.Emit(fact);
  }
}

}  // namespace

absl::Status Decide(const Context& context, const pb::RegisterHousehold& command) {
  const pb::HouseholdRegistered& household = command.household();
  const std::string& kelurahan = household.domicile().kelurahan();
  RETURN_IF_ERROR(CheckRegion(context.tables, context.city(), kelurahan, true, "household.domicile.kelurahan"));
  RETURN_IF_ERROR(MayActIn(context.authority, context.city(), kelurahan, context.tables));
  if (Get<pb::HouseholdRow>(context.tables, HouseholdKey(household.household()))) {
    return Refused(Reason::kHouseholdAlreadyExists);
  }
  RETURN_IF_ERROR(CheckPlace(household.domicile(), "household.domicile"));
  RETURN_IF_ERROR(CheckText(household.source(), "household.source", Presence::kOptional));
  RETURN_IF_ERROR(CheckSealed(household.sealed()));
  ASSIGN_OR_RETURN(const Day from_day,
                   DayOrToday(context, command.has_from_day(), household.from_day(), "household.from_day"));
  RETURN_IF_ERROR(CheckFamilies(context, command));
  RETURN_IF_ERROR(CheckPersons(command));
  if (command.has_desil()) RETURN_IF_ERROR(CheckDesil(context, command.desil()));
  if (command.has_criteria()) {
    RETURN_IF_ERROR(CheckCriteria(command.criteria()));
    RETURN_IF_ERROR(CheckPastDay(command.criteria().day(), context.today, "household.criteria.day"));
  }
  EmitHousehold(context, command, from_day);
  return absl::OkStatus();
}

absl::Status CheckRoom(const Context& context, std::string_view household, int more) {
  if (static_cast<int>(Residents(context.tables, household).size()) + more > kHouseholdPersonsMax) {
    return Refused(Reason::kHouseholdTooLarge);
  }
  if (static_cast<int>(ResidentsEver(context.tables, household).size()) + more > kHouseholdPersonsEverMax) {
    return Refused(Reason::kHistoryTooLong);
  }
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::AddFamily& command) {
  const pb::FamilyAdded& family = command.family();
  ASSIGN_OR_RETURN(const pb::HouseholdRow household, FindHousehold(context, family.household()));
  RETURN_IF_ERROR(CheckEtag(context, household.stamp()));
  RETURN_IF_ERROR(CheckFamily(context, family, "registered"));
  ASSIGN_OR_RETURN(const Day from_day, DayOrToday(context, command.has_from_day(), family.from_day(), "from_day"));
  if (FamiliesOf(context.tables, family.household()).size() >= kHouseholdFamiliesMax) {
    return Refused(Reason::kHouseholdTooLarge);
  }
  pb::Fact fact = context.NewFact();
  *fact.mutable_family_added() = family;
  fact.mutable_family_added()->set_from_day(from_day);
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::AddPerson& command) {
  ASSIGN_OR_RETURN(const pb::HouseholdRow household, FindHousehold(context, command.household()));
  RETURN_IF_ERROR(CheckEtag(context, household.stamp()));
  if (!command.person().family().empty()) {
    RETURN_IF_ERROR(CheckFamilyOf(context, command.person().family(), command.household()));
  }
  RETURN_IF_ERROR(CheckPerson(command.person()));
  ASSIGN_OR_RETURN(const Day from_day, DayOrToday(context, command.has_from_day(), command.from_day(), "from_day"));
  RETURN_IF_ERROR(CheckRoom(context, command.household(), 1));
  EmitPerson(context, command.person(), command.household(), from_day);
  return absl::OkStatus();
}

}  // namespace padu::registry
