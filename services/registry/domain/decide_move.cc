#include <utility>

#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

// What becomes of the verval of a household that nobody lives in any more; unspecified: nothing.
pb::VerificationState AfterLast(pb::MembershipEnd reason) {
  switch (reason) {
    case pb::MEMBERSHIP_END_DECEASED:
      return pb::VERIFICATION_STATE_DECEASED;
    case pb::MEMBERSHIP_END_MOVED:
    case pb::MEMBERSHIP_END_LEFT_CITY:
    case pb::MEMBERSHIP_END_RECORD_MERGED:
      return pb::VERIFICATION_STATE_MOVED;
    default:
      return pb::VERIFICATION_STATE_UNSPECIFIED;
  }
}

absl::Status CheckDestination(const Context& context, const pb::MovePerson& command,
                              const pb::MembershipRow* standing) {
  if (command.household().empty()) {
    return standing == nullptr ? Refused(Reason::kPersonWithoutHousehold) : absl::OkStatus();
  }
  RETURN_IF_ERROR(FindHousehold(context, command.household(), Where::kAnyRegion));
  if (!command.family().empty()) RETURN_IF_ERROR(CheckFamilyOf(context, command.family(), command.household()));
  if (command.relation() == pb::RELATION_UNSPECIFIED && !command.family().empty()) {
    return RefusedField(Reason::kFieldMissing, "relation");
  }
  if (standing != nullptr && standing->membership().household() == command.household()) {
    // Within the household only from one family to another.
    return standing->membership().family() == command.family() ? Refused(Reason::kPersonAlreadyThere)
                                                               : absl::OkStatus();
  }
  return CheckRoom(context, command.household(), 1);
}

}  // namespace

void EndMembership(const Context& context, std::string_view person, const pb::Membership& membership, Day until,
                   pb::MembershipEnd reason) {
  pb::Fact fact = context.NewFact();
  pb::MembershipEnded& ended = *fact.mutable_membership_ended();
  ended.set_person(std::string(person));
  ended.set_household(membership.household());
  ended.set_from_day(membership.from_day());
  ended.set_until_day(until);
  ended.set_reason(reason);
  context.out.Emit(fact);

  const pb::VerificationState to = AfterLast(reason);
  const auto household = Get<pb::HouseholdRow>(context.tables, HouseholdKey(membership.household()));
  if (to == pb::VERIFICATION_STATE_UNSPECIFIED || household->members() > 0) return;
  pb::HouseholdVerificationChanged& changed = *fact.mutable_household_verification_changed();
  changed.set_household(membership.household());
  changed.set_from(household->verification().state());
  changed.set_to(to);
  changed.set_by(context.caller);
  context.out.Emit(fact);
}

void BeginMembership(const Context& context, std::string_view person, const pb::Membership& membership) {
  pb::Fact fact = context.NewFact();
  fact.mutable_membership_began()->set_person(std::string(person));
  *fact.mutable_membership_began()->mutable_membership() = membership;
  context.out.Emit(fact);
}

absl::Status Decide(const Context& context, const pb::MoveHousehold& command) {
  ASSIGN_OR_RETURN(const pb::HouseholdRow row, FindHousehold(context, command.household()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  const pb::Place& place = command.domicile();
  RETURN_IF_ERROR(CheckRegion(context.tables, context.city(), place.kelurahan(), true, "domicile.kelurahan"));
  RETURN_IF_ERROR(CheckPlace(place, "domicile"));
  RETURN_IF_ERROR(CheckSealed(command.sealed()));
  RETURN_IF_ERROR(CheckKey(context, row.sealed(), command.sealed()));
  ASSIGN_OR_RETURN(const Day from_day, DayOrToday(context, command.has_from_day(), command.from_day(), "from_day"));
  const pb::StayRow& present = PresentStay(row);
  if (from_day < present.from_day()) return Refused(Reason::kDayBeforeStay);
  if (row.stays_size() >= kStaysMax && from_day != present.from_day()) return Refused(Reason::kHistoryTooLong);
  pb::Fact fact = context.NewFact();
  pb::HouseholdMoved& moved = *fact.mutable_household_moved();
  moved.set_household(command.household());
  *moved.mutable_domicile() = place;
  moved.set_from_day(from_day);
  *moved.mutable_sealed() = command.sealed();
  moved.set_former_kelurahan(present.place().kelurahan());
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::MovePerson& command) {
  ASSIGN_OR_RETURN(const pb::PersonRow row, FindPerson(context, command.person()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  if (row.has_deceased_day()) return Refused(Reason::kPersonDeceased);
  const pb::MembershipRow* standing = Standing(row);
  RETURN_IF_ERROR(CheckDestination(context, command, standing));
  ASSIGN_OR_RETURN(const Day from_day, DayOrToday(context, command.has_from_day(), command.from_day(), "from_day"));
  const pb::Membership& last = row.memberships().rbegin()->membership();
  if (from_day < (standing != nullptr ? last.from_day() : last.until_day())) {
    return Refused(Reason::kDayBeforeMembership);
  }
  if (row.memberships_size() >= kMembershipsMax) return Refused(Reason::kHistoryTooLong);

  pb::Membership next;
  next.set_household(command.household());
  next.set_family(command.family());
  next.set_relation(command.relation());
  next.set_from_day(from_day);
  const bool leaves = command.household().empty();
  if (standing != nullptr) {
    const bool within = last.household() == command.household();
    const pb::MembershipEnd reason = leaves   ? pb::MEMBERSHIP_END_LEFT_CITY
                                     : within ? pb::MEMBERSHIP_END_CHANGED_FAMILY
                                              : pb::MEMBERSHIP_END_MOVED;
    EndMembership(context, command.person(), last, from_day, reason);
  }
  if (!leaves) BeginMembership(context, command.person(), next);
  return absl::OkStatus();
}

}  // namespace padu::registry
