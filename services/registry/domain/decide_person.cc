#include <algorithm>

#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/state.h"

namespace padu::registry {
namespace {

constexpr std::string_view kDistrictUnknown = "DISTRICT_UNKNOWN";

absl::Status CheckContent(const pb::PersonContent& content) {
  if (!content.registered_kelurahan().empty() && !IsRegionCode(content.registered_kelurahan())) {
    return RefusedField(Reason::kRegionUnknown, "registered_kelurahan");
  }
  return absl::OkStatus();
}

bool Holds(const google::protobuf::RepeatedPtrField<pb::Token>& tokens, const pb::Token& token) {
  return std::any_of(tokens.begin(), tokens.end(), [&](const pb::Token& own) { return own.token() == token.token(); });
}

// The NIK of a record that was merged may become the card's: it then stands there alone, and goes with it.
void TakeFromOthers(pb::PersonContent& content) {
  auto& others = *content.mutable_other_nik_tokens();
  others.erase(std::remove_if(others.begin(), others.end(),
                              [&](const pb::Token& other) { return Holds(content.nik_tokens(), other); }),
               others.end());
}

void Apply(const Context& context, const pb::UpdatePerson& command, pb::PersonChange change,
           pb::PersonContent& content) {
  const pb::PersonContent& from = command.content();
  switch (change) {
    case pb::PERSON_CHANGE_SEX:
      return content.set_sex(from.sex());
    case pb::PERSON_CHANGE_BIRTH_MONTH:
      return content.set_birth_month(from.birth_month());
    case pb::PERSON_CHANGE_NIK:
      TakeNik(from, content);
      JudgeNik(context, command.person(), content);
      return TakeFromOthers(content);
    case pb::PERSON_CHANGE_REGISTERED_KELURAHAN:
      return content.set_registered_kelurahan(from.registered_kelurahan());
    case pb::PERSON_CHANGE_PREGNANT:
      return content.set_pregnant(from.pregnant());
    case pb::PERSON_CHANGE_SEVERELY_DISABLED:
      return content.set_severely_disabled(from.severely_disabled());
    case pb::PERSON_CHANGE_ATTENDS_SCHOOL:
      return content.set_attends_school(from.attends_school());
    case pb::PERSON_CHANGE_EMPLOYED:
      return content.set_employed(from.employed());
    default:
      return;  // NIK_VERIFIED comes after all others
  }
}

bool ChangesNothing(const pb::UpdatePerson& command) {
  return command.changes().empty() && command.sealed().fields().empty() &&
         command.relation() == pb::RELATION_UNSPECIFIED;
}

}  // namespace

absl::Status CheckPerson(const pb::SealedPerson& person) {
  if (person.relation() == pb::RELATION_UNSPECIFIED && !person.family().empty()) {
    return RefusedField(Reason::kFieldMissing, "relation");
  }
  RETURN_IF_ERROR(CheckContent(person.content()));
  return CheckSealed(person.sealed());
}

void TakeNik(const pb::PersonContent& from, pb::PersonContent& to) {
  to.set_nik_status(from.nik_status());
  *to.mutable_nik_tokens() = from.nik_tokens();
  *to.mutable_nik_warnings() = from.nik_warnings();
  to.set_nik_district(from.nik_district());
  to.clear_claimed_nik_tokens();
  to.clear_duplicate_of();
}

void JudgeNik(const Context& context, std::string_view person, pb::PersonContent& content) {
  if (content.nik_tokens().empty()) return;
  const std::string& district = content.nik_district();
  if (district.starts_with(std::to_string(context.city()))) {
    const std::string code = CityCode(context.city()) + "." + district.substr(4);
    if (!Get<pb::RegionRow>(context.tables, RegionKey(context.city(), code))) {
      content.add_nik_warnings(std::string(kDistrictUnknown));
    }
  }
  const std::string holder = HolderOf(context.tables, content.nik_tokens());
  if (holder.empty() || holder == person) return;
  content.set_nik_status(pb::NIK_STATUS_DUPLICATE);
  content.mutable_claimed_nik_tokens()->Swap(content.mutable_nik_tokens());
  content.clear_nik_tokens();
  content.set_duplicate_of(holder);
}

absl::Status Decide(const Context& context, const pb::UpdatePerson& command) {
  ASSIGN_OR_RETURN(const pb::PersonRow row, FindPerson(context, command.person()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  if (row.erased()) return Refused(Reason::kPersonErased);
  if (ChangesNothing(command)) return Refused(Reason::kNothingToChange);
  if (command.relation() != pb::RELATION_UNSPECIFIED && Standing(row) == nullptr) {
    return Refused(Reason::kPersonWithoutHousehold);
  }
  RETURN_IF_ERROR(CheckContent(command.content()));
  RETURN_IF_ERROR(CheckSealed(command.sealed()));
  RETURN_IF_ERROR(CheckKey(context, row.sealed(), command.sealed()));
  pb::PersonContent content = row.content();
  bool verified = false;
  for (const int change : command.changes()) {
    verified |= change == pb::PERSON_CHANGE_NIK_VERIFIED;
    Apply(context, command, static_cast<pb::PersonChange>(change), content);
  }
  if (verified) {
    if (content.nik_tokens().empty()) return Refused(Reason::kNikNotHeld);
    content.set_nik_status(pb::NIK_STATUS_VERIFIED);
  }
  pb::Fact fact = context.NewFact();
  pb::PersonUpdated& updated = *fact.mutable_person_updated();
  updated.set_person(command.person());
  for (const pb::Token& token : row.content().nik_tokens()) {
    if (!Holds(content.nik_tokens(), token)) *updated.add_dropped_nik_tokens() = token;
  }
  *updated.mutable_content() = std::move(content);
  *updated.mutable_sealed() = command.sealed();
  updated.set_relation(command.relation());
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::RecordDeath& command) {
  ASSIGN_OR_RETURN(const pb::PersonRow row, FindPerson(context, command.person()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  if (row.has_deceased_day()) return Refused(Reason::kPersonDeceased);
  RETURN_IF_ERROR(CheckPastDay(command.day(), context.today, "day"));
  pb::Fact fact = context.NewFact();
  fact.mutable_person_died()->set_person(command.person());
  fact.mutable_person_died()->set_day(command.day());
  context.out.Emit(fact);
  if (const pb::MembershipRow* standing = Standing(row)) {
    // Somebody registered after the death never counted there: an empty span.
    const Day until = std::max(command.day() + 1, standing->membership().from_day());
    EndMembership(context, command.person(), standing->membership(), until, pb::MEMBERSHIP_END_DECEASED);
  }
  return absl::OkStatus();
}

}  // namespace padu::registry
