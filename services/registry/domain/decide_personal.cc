#include <algorithm>
#include <set>

#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/sealed.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

// The ids of the records of one person.
using Records = std::set<std::string, std::less<>>;

// Whether somebody else whose data is readable belongs, or ever belonged, to the household or (if not empty) family.
bool SharedWithOthers(const Context& context, const Records& records, const std::string& household,
                      const std::string& family) {
  for (const std::string& id : ResidentsEver(context.tables, household)) {
    if (records.contains(id)) continue;
    const auto other = Get<pb::PersonRow>(context.tables, PersonKey(id));
    PADU_CHECK(other.has_value());
    if (other->erased()) continue;
    for (const pb::MembershipRow& row : other->memberships()) {
      if (family.empty() ? row.membership().household() == household : row.membership().family() == family) return true;
    }
  }
  return false;
}

void AddKey(std::string_view subject, const pb::SealedFields& sealed, pb::PersonErased& fact) {
  if (sealed.key_id().empty()) return;
  pb::ErasedKey& key = *fact.add_keys();
  key.set_subject(std::string(subject));
  key.set_key_id(sealed.key_id());
}

// Of the households and families of one of the person's records; `seen` are those looked at before.
void AddSharedKeys(const Context& context, const Records& records, const pb::PersonRow& row,
                   std::set<std::string>& seen, pb::PersonErased& fact) {
  for (const pb::MembershipRow& membership : row.memberships()) {
    const std::string& household = membership.membership().household();
    const std::string& family = membership.membership().family();
    if (seen.insert(household).second && !SharedWithOthers(context, records, household, "")) {
      AddKey(household, Get<pb::HouseholdRow>(context.tables, HouseholdKey(household))->sealed(), fact);
    }
    if (family.empty() || !seen.insert(family).second) continue;
    if (!SharedWithOthers(context, records, household, family)) {
      AddKey(family, Get<pb::FamilyRow>(context.tables, FamilyKey(family))->sealed(), fact);
    }
  }
}

// What purposes a caller may have: the last two are a desk's, not the field's.
bool MayHavePurpose(const Authority& caller, pb::Purpose purpose) {
  if (purpose == pb::PURPOSE_UNSPECIFIED || !pb::Purpose_IsValid(purpose)) return false;
  if (caller.kind == Authority::Kind::kOperator) return true;
  return purpose != pb::PURPOSE_SUBJECT_REQUEST && purpose != pb::PURPOSE_AUDIT;
}

// Of officers: operators, each its own, and notification how they are reached, to tell them something.
bool MayOpenOfficer(const Authority& caller, const pb::OpenSealed& command) {
  if (caller.kind == Authority::Kind::kOperator) return true;
  if (caller.kind == Authority::Kind::kOfficer) return caller.id == command.subject();
  if (caller.kind != Authority::Kind::kService || caller.id != "notification") return false;
  return command.purpose() == pb::PURPOSE_CONTACT && std::ranges::all_of(command.fields(), [](int field) {
           return field == pb::PERSONAL_FIELD_EMAIL || field == pb::PERSONAL_FIELD_PHONE;
         });
}

}  // namespace

absl::Status Decide(const Context& context, const pb::ErasePerson& command) {
  ASSIGN_OR_RETURN(const pb::PersonRow row, FindPerson(context, command.person()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  if (row.erased()) return Refused(Reason::kPersonErased);
  if (command.reason().empty()) return RefusedField(Reason::kFieldMissing, "reason");
  if (!IsReasonCode(command.reason())) return RefusedField(Reason::kFieldInvalid, "reason");
  pb::Fact fact = context.NewFact();
  pb::PersonErased& erased = *fact.mutable_person_erased();
  erased.set_person(command.person());
  erased.set_reason(command.reason());
  *erased.mutable_dropped_nik_tokens() = row.content().nik_tokens();
  erased.mutable_dropped_nik_tokens()->MergeFrom(row.content().other_nik_tokens());
  Records records(row.merged_persons().begin(), row.merged_persons().end());
  records.insert(command.person());
  std::set<std::string> seen;
  for (const std::string& id : records) {
    const auto record = Get<pb::PersonRow>(context.tables, PersonKey(id));
    PADU_CHECK(record.has_value());
    AddKey(id, record->sealed(), erased);
    AddSharedKeys(context, records, *record, seen, erased);
  }
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::OpenSealed& command) {
  ASSIGN_OR_RETURN(const SealedSubject subject, FindSealed(context.tables, context.city(), command.subject()));
  if (!subject.region.empty()) {
    RETURN_IF_ERROR(MayActIn(context.authority, context.city(), subject.region, context.tables));
  } else if (!MayOpenOfficer(context.authority, command)) {
    return Refused(Reason::kCallerNotPermitted);
  }
  if (subject.erased) return Refused(Reason::kPersonErased);
  if (!MayHavePurpose(context.authority, command.purpose())) {
    return Refused(Reason::kPurposeNotPermitted, {{"purpose", pb::Purpose_Name(command.purpose())}});
  }
  if (command.fields().empty()) return RefusedField(Reason::kFieldMissing, "fields");
  RETURN_IF_ERROR(CheckText(command.reference(), "reference", Presence::kOptional));
  pb::Fact fact = context.NewFact();
  pb::SealedOpened& opened = *fact.mutable_sealed_opened();
  opened.set_subject(command.subject());
  for (const pb::SealedField& field : subject.sealed.fields()) {
    const auto& asked = command.fields();
    if (std::find(asked.begin(), asked.end(), field.field()) != asked.end()) opened.add_fields(field.field());
  }
  if (opened.fields().empty()) return Refused(Reason::kNothingSealed);
  opened.set_purpose(command.purpose());
  opened.set_reference(command.reference());
  opened.set_by(context.caller);
  context.out.Emit(fact);
  return absl::OkStatus();
}

}  // namespace padu::registry
