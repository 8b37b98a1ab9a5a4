// Two that turned out to be one: households, and records of persons (README.md, "Merging persons").
#include <algorithm>
#include <utility>

#include "common/base/status.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

void EmitFamilyMoved(const Context& context, const std::string& family, const pb::MergeHouseholds& command) {
  pb::Fact fact = context.NewFact();
  pb::FamilyMoved& moved = *fact.mutable_family_moved();
  moved.set_family(family);
  moved.set_from_household(command.household());
  moved.set_household(command.into());
  moved.set_from_day(context.today);
  context.out.Emit(fact);
}

bool HasSealedNik(const pb::PersonRow& person) {
  const auto& fields = person.sealed().fields();
  return std::any_of(fields.begin(), fields.end(),
                     [](const pb::SealedField& field) { return field.field() == pb::PERSONAL_FIELD_NIK; });
}

// What only the record that goes knows is taken over. Its NIK becomes that of the person if the person's record has no
// other; else it finds the person besides.
pb::PersonContent Joined(const pb::MergePersons& command, const pb::PersonRow& gone, const pb::PersonRow& stays) {
  pb::PersonContent content = stays.content();
  const pb::PersonContent& from = gone.content();
  if (content.sex() == pb::SEX_UNSPECIFIED) content.set_sex(from.sex());
  if (content.birth_month() == 0) content.set_birth_month(from.birth_month());
  if (content.registered_kelurahan().empty()) content.set_registered_kelurahan(from.registered_kelurahan());
  if (content.pregnant() == pb::ANSWER_UNSPECIFIED) content.set_pregnant(from.pregnant());
  if (content.severely_disabled() == pb::ANSWER_UNSPECIFIED) content.set_severely_disabled(from.severely_disabled());
  if (content.attends_school() == pb::ANSWER_UNSPECIFIED) content.set_attends_school(from.attends_school());
  if (content.employed() == pb::ANSWER_UNSPECIFIED) content.set_employed(from.employed());
  const bool claimed_it = content.duplicate_of() == command.person();
  const bool has_none = content.nik_tokens().empty() && (claimed_it || !HasSealedNik(stays));
  if (has_none && !from.nik_tokens().empty()) {
    TakeNik(from, content);
  } else {
    content.mutable_other_nik_tokens()->MergeFrom(from.nik_tokens());
  }
  content.mutable_other_nik_tokens()->MergeFrom(from.other_nik_tokens());
  return content;
}

// The person lives where a record says so: the membership of the one that stays, if it has one that stands.
void JoinMemberships(const Context& context, const pb::MergePersons& command, const pb::PersonRow& gone,
                     const pb::PersonRow& stays) {
  const pb::MembershipRow* left = Standing(gone);
  if (left == nullptr) return;
  const Day day = std::max(context.today, left->membership().from_day());
  if (Standing(stays) == nullptr) {
    pb::Membership next = left->membership();
    next.set_from_day(std::max(day, stays.memberships().rbegin()->membership().until_day()));
    BeginMembership(context, command.into(), next);
  }
  EndMembership(context, command.person(), left->membership(), day, pb::MEMBERSHIP_END_RECORD_MERGED);
}

absl::Status CheckMerge(const pb::PersonRow& gone, const pb::PersonRow& stays) {
  if (gone.erased() || stays.erased()) return Refused(Reason::kPersonErased);
  if (gone.has_deceased_day() != stays.has_deceased_day()) return Refused(Reason::kPersonsDifferInDeath);
  if (stays.merged_persons_size() + gone.merged_persons_size() + 1 > kMergedPersonsMax ||
      stays.memberships_size() >= kMembershipsMax) {
    return Refused(Reason::kHistoryTooLong);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Decide(const Context& context, const pb::MergeHouseholds& command) {
  ASSIGN_OR_RETURN(const pb::HouseholdRow gone, FindHousehold(context, command.household()));
  RETURN_IF_ERROR(CheckEtag(context, gone.stamp()));
  RETURN_IF_ERROR(FindHousehold(context, command.into()));
  if (command.household() == command.into()) return Refused(Reason::kHouseholdsSame);
  const std::vector<Resident> residents = Residents(context.tables, command.household());
  const std::vector<std::string> families = FamiliesOf(context.tables, command.household());
  RETURN_IF_ERROR(CheckRoom(context, command.into(), static_cast<int>(residents.size())));
  if (families.size() + FamiliesOf(context.tables, command.into()).size() > kHouseholdFamiliesMax) {
    return Refused(Reason::kHouseholdTooLarge);
  }
  for (const std::string& family : families) EmitFamilyMoved(context, family, command);
  for (const Resident& resident : residents) {
    pb::Membership membership = Standing(resident.person)->membership();
    const Day day = std::max(context.today, membership.from_day());
    EndMembership(context, resident.id, membership, day, pb::MEMBERSHIP_END_MERGED);
    membership.set_household(command.into());
    membership.set_from_day(day);
    BeginMembership(context, resident.id, membership);
  }
  pb::Fact fact = context.NewFact();
  pb::HouseholdsMerged& merged = *fact.mutable_households_merged();
  merged.set_household(command.household());
  merged.set_into(command.into());
  merged.set_day(context.today);
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::MergePersons& command) {
  ASSIGN_OR_RETURN(const pb::PersonRow gone, FindPerson(context, command.person()));
  RETURN_IF_ERROR(CheckEtag(context, gone.stamp()));
  ASSIGN_OR_RETURN(const pb::PersonRow stays, FindPerson(context, command.into()));
  if (command.person() == command.into()) return Refused(Reason::kPersonsSame);
  RETURN_IF_ERROR(CheckMerge(gone, stays));
  pb::Fact fact = context.NewFact();
  pb::PersonsMerged& merged = *fact.mutable_persons_merged();
  merged.set_person(command.person());
  merged.set_into(command.into());
  merged.set_day(context.today);
  context.out.Emit(fact);
  *fact.mutable_person_updated()->mutable_content() = Joined(command, gone, stays);
  fact.mutable_person_updated()->set_person(command.into());
  context.out.Emit(fact);
  JoinMemberships(context, command, gone, stays);
  return absl::OkStatus();
}

}  // namespace padu::registry
