#include <algorithm>
#include <initializer_list>

#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

using State = pb::VerificationState;

// Where each state may go (standards: usul, musyawarah kelurahan, field check, entry, approval).
std::initializer_list<State> NextOf(State state) {
  static constexpr auto kAside = {pb::VERIFICATION_STATE_PROPOSED};
  switch (state) {
    case pb::VERIFICATION_STATE_UNVERIFIED:
    case pb::VERIFICATION_STATE_REJECTED:
    case pb::VERIFICATION_STATE_WITHDRAWN:
    case pb::VERIFICATION_STATE_GRADUATED:
    case pb::VERIFICATION_STATE_DECEASED:
    case pb::VERIFICATION_STATE_MOVED:
    case pb::VERIFICATION_STATE_EXPIRED:
      return kAside;
    case pb::VERIFICATION_STATE_PROPOSED: {
      static constexpr auto kNext = {pb::VERIFICATION_STATE_DELIBERATED, pb::VERIFICATION_STATE_REJECTED,
                                     pb::VERIFICATION_STATE_DISPUTED, pb::VERIFICATION_STATE_WITHDRAWN};
      return kNext;
    }
    case pb::VERIFICATION_STATE_DELIBERATED: {
      static constexpr auto kNext = {pb::VERIFICATION_STATE_FIELD_VERIFIED, pb::VERIFICATION_STATE_REJECTED,
                                     pb::VERIFICATION_STATE_DISPUTED, pb::VERIFICATION_STATE_WITHDRAWN};
      return kNext;
    }
    case pb::VERIFICATION_STATE_FIELD_VERIFIED: {
      static constexpr auto kNext = {pb::VERIFICATION_STATE_SUBMITTED, pb::VERIFICATION_STATE_REJECTED,
                                     pb::VERIFICATION_STATE_DISPUTED, pb::VERIFICATION_STATE_WITHDRAWN};
      return kNext;
    }
    case pb::VERIFICATION_STATE_SUBMITTED: {
      static constexpr auto kNext = {pb::VERIFICATION_STATE_APPROVED, pb::VERIFICATION_STATE_REJECTED,
                                     pb::VERIFICATION_STATE_DISPUTED, pb::VERIFICATION_STATE_WITHDRAWN};
      return kNext;
    }
    case pb::VERIFICATION_STATE_APPROVED: {
      static constexpr auto kNext = {pb::VERIFICATION_STATE_ACTIVE, pb::VERIFICATION_STATE_REJECTED,
                                     pb::VERIFICATION_STATE_DISPUTED, pb::VERIFICATION_STATE_WITHDRAWN};
      return kNext;
    }
    case pb::VERIFICATION_STATE_ACTIVE: {
      // Proposed again before it expires.
      static constexpr auto kNext = {pb::VERIFICATION_STATE_PROPOSED, pb::VERIFICATION_STATE_DISPUTED,
                                     pb::VERIFICATION_STATE_GRADUATED, pb::VERIFICATION_STATE_WITHDRAWN};
      return kNext;
    }
    case pb::VERIFICATION_STATE_DISPUTED: {
      // The objection is heard where everything else is: in the kelurahan.
      static constexpr auto kNext = {pb::VERIFICATION_STATE_DELIBERATED, pb::VERIFICATION_STATE_REJECTED,
                                     pb::VERIFICATION_STATE_WITHDRAWN};
      return kNext;
    }
    default:
      return {};
  }
}

bool NeedsReason(State to) {
  return to == pb::VERIFICATION_STATE_REJECTED || to == pb::VERIFICATION_STATE_DISPUTED ||
         to == pb::VERIFICATION_STATE_WITHDRAWN || to == pb::VERIFICATION_STATE_GRADUATED;
}

bool NeedsEvidence(State to) {
  return to == pb::VERIFICATION_STATE_DELIBERATED || to == pb::VERIFICATION_STATE_FIELD_VERIFIED;
}

bool Expires(State state) { return state == pb::VERIFICATION_STATE_APPROVED || state == pb::VERIFICATION_STATE_ACTIVE; }

// Who renews in time loses nothing meanwhile: on the way to the next approval the one before counts until its day.
bool Renews(State to) {
  return to == pb::VERIFICATION_STATE_PROPOSED || to == pb::VERIFICATION_STATE_DELIBERATED ||
         to == pb::VERIFICATION_STATE_FIELD_VERIFIED || to == pb::VERIFICATION_STATE_SUBMITTED;
}

absl::Status CheckEvidence(const Context& context, const pb::TakeVerificationStep& step) {
  if (step.evidence().empty() && NeedsEvidence(step.to())) return RefusedField(Reason::kEvidenceMissing, "evidence");
  if (step.evidence_size() > kEvidenceMax) return RefusedField(Reason::kFieldTooLong, "evidence");
  for (const pb::Evidence& evidence : step.evidence()) {
    if (!IsReasonCode(evidence.kind())) return RefusedField(Reason::kFieldInvalid, "evidence.kind");
    RETURN_IF_ERROR(CheckText(evidence.document_number(), "evidence.document_number", Presence::kOptional));
    constexpr std::size_t kSha256 = 32;
    if (!evidence.file_sha256().empty() && evidence.file_sha256().size() != kSha256) {
      return RefusedField(Reason::kFieldInvalid, "evidence.file_sha256");
    }
    RETURN_IF_ERROR(CheckPastDay(evidence.day(), context.today, "evidence.day"));
  }
  return absl::OkStatus();
}

std::string Short(State state) {
  constexpr std::size_t kPrefix = std::string_view("VERIFICATION_STATE_").size();
  return pb::VerificationState_Name(state).substr(kPrefix);
}

absl::Status CheckStep(const Context& context, const pb::HouseholdRow& row, const pb::TakeVerificationStep& step) {
  const State from = row.verification().state();
  const auto next = NextOf(from);
  if (std::find(next.begin(), next.end(), step.to()) == next.end()) {
    if (!pb::VerificationState_IsValid(step.to())) return RefusedField(Reason::kFieldInvalid, "state");
    return Refused(Reason::kIllegalTransition, {{"from", Short(from)}, {"to", Short(step.to())}});
  }
  if (step.to() == pb::VERIFICATION_STATE_PROPOSED && row.members() == 0) {
    return Refused(Reason::kHouseholdWithoutPersons);
  }
  if (step.to() == pb::VERIFICATION_STATE_APPROVED && row.verification().proposer() == context.caller) {
    return Refused(Reason::kFourEyes);
  }
  if (NeedsReason(step.to())) {
    if (step.reason().empty()) return RefusedField(Reason::kFieldMissing, "reason");
    if (!IsReasonCode(step.reason())) return RefusedField(Reason::kFieldInvalid, "reason");
  }
  return CheckEvidence(context, step);
}

}  // namespace

absl::Status Decide(const Context& context, const pb::TakeVerificationStep& step) {
  ASSIGN_OR_RETURN(const pb::HouseholdRow row, FindHousehold(context, step.household()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  RETURN_IF_ERROR(CheckStep(context, row, step));
  pb::Fact fact = context.NewFact();
  pb::HouseholdVerificationChanged& changed = *fact.mutable_household_verification_changed();
  changed.set_household(step.household());
  changed.set_from(row.verification().state());
  changed.set_to(step.to());
  changed.set_by(context.caller);
  *changed.mutable_evidence() = step.evidence();
  if (NeedsReason(step.to())) changed.set_reason(step.reason());
  const pb::VerificationRow& before = row.verification();
  if (Expires(step.to())) changed.set_expires_day(context.today + context.rules.verification_days);
  if (Renews(step.to()) && before.has_expires_day()) changed.set_expires_day(before.expires_day());
  context.out.Emit(fact);
  return absl::OkStatus();
}

void DecideExpiry(std::string_view key, const store::Reader& tables, journal::Emitter& out) {
  const std::string household = ReadExpiryHousehold(key);
  const auto row = Get<pb::HouseholdRow>(tables, HouseholdKey(household));
  PADU_CHECK(row.has_value() && row->verification().has_expires_day());
  const State from = row->verification().state();
  pb::Fact fact;
  fact.set_city(row->city());
  pb::HouseholdVerificationExpired& expired = *fact.mutable_household_verification_expired();
  expired.set_household(household);
  expired.set_from(from);
  expired.set_to(Expires(from) ? pb::VERIFICATION_STATE_EXPIRED : from);
  expired.set_day(row->verification().expires_day());
  out.Emit(fact);
}

}  // namespace padu::registry
