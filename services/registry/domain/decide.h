// The registry's decisions: pure, one function a command. Each refuses before it emits, or emits at least one fact.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/days.h"
#include "common/journal/machine.h"
#include "padu/registry/v1/commands.pb.h"
#include "services/registry/domain/authority.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

// What a city may set otherwise.
struct Rules {
  // Days an approval of verval counts.
  int verification_days = kVerificationDays;
};

// A command being decided.
struct Context {
  const pb::Command& command;
  std::string caller;  // "officers/telihan-kesra"
  Authority authority;
  Day today;  // in the city
  UnixMicros now;
  const Rules& rules;
  const store::Reader& tables;
  journal::Emitter& out;

  CityNumber city() const { return command.city(); }
  // A fact of the command's city.
  pb::Fact NewFact() const {
    pb::Fact fact;
    fact.set_city(command.city());
    return fact;
  }
};

// Decides any command.
absl::Status Decide(const Context& context);

absl::Status Decide(const Context& context, const pb::SaveRegion& command);
absl::Status Decide(const Context& context, const pb::SaveStakeholder& command);
absl::Status Decide(const Context& context, const pb::SaveProgramme& command);
absl::Status Decide(const Context& context, const pb::SaveOfficer& command);
absl::Status Decide(const Context& context, const pb::ReleaseOfficer& command);
absl::Status Decide(const Context& context, const pb::RegisterHousehold& command);
absl::Status Decide(const Context& context, const pb::AddFamily& command);
absl::Status Decide(const Context& context, const pb::AddPerson& command);
absl::Status Decide(const Context& context, const pb::UpdatePerson& command);
absl::Status Decide(const Context& context, const pb::MoveHousehold& command);
absl::Status Decide(const Context& context, const pb::MovePerson& command);
absl::Status Decide(const Context& context, const pb::MergeHouseholds& command);
absl::Status Decide(const Context& context, const pb::MergePersons& command);
absl::Status Decide(const Context& context, const pb::RecordDeath& command);
absl::Status Decide(const Context& context, const pb::TakeVerificationStep& command);
absl::Status Decide(const Context& context, const pb::RecordDesil& command);
absl::Status Decide(const Context& context, const pb::AnswerCriteria& command);
absl::Status Decide(const Context& context, const pb::ErasePerson& command);
absl::Status Decide(const Context& context, const pb::OpenSealed& command);
absl::Status Decide(const Context& context, const pb::CreateApiKey& command);
absl::Status Decide(const Context& context, const pb::RevokeApiKey& command);

// Ends the approval that an entry of the list of due work is about.
void DecideExpiry(std::string_view key, const store::Reader& tables, journal::Emitter& out);

// Whether a caller must be assigned to the region of what it asks for.
enum class Where { kOwnRegion, kAnyRegion };

// A household of the command's city that is not merged.
absl::StatusOr<pb::HouseholdRow> FindHousehold(const Context& context, std::string_view household,
                                               Where where = Where::kOwnRegion);
// A person of the command's city that is not merged, where the caller may act: where it lives, or lived last.
absl::StatusOr<pb::PersonRow> FindPerson(const Context& context, std::string_view person);
// A family that belongs to the household now. FAMILY_NOT_OF_HOUSEHOLD, or FAMILY_NOT_FOUND.
absl::Status CheckFamilyOf(const Context& context, std::string_view family, std::string_view household);
// ETAG_MISMATCH unless the command's etag is empty or that of the row.
absl::Status CheckEtag(const Context& context, const pb::Stamp& stamp);
// A subject has one key: ETAG_MISMATCH if `sealed` is under another than `kept`, or under one that is to be erased.
absl::Status CheckKey(const Context& context, const pb::SealedFields& kept, const pb::SealedFields& sealed);
// The day if it was given, else today. In the past.
absl::StatusOr<Day> DayOrToday(const Context& context, bool has_day, Day day, std::string_view field);

absl::Status CheckDesil(const Context& context, const pb::DesilRecorded& desil);
absl::Status CheckCriteria(const pb::CriteriaAnswered& criteria);
// Whether the household has room for as many more persons.
absl::Status CheckRoom(const Context& context, std::string_view household, int more);

// Checks what is said of a person, apart from the household.
absl::Status CheckPerson(const pb::SealedPerson& person);
// The NIK and what is known of it, taken over.
void TakeNik(const pb::PersonContent& from, pb::PersonContent& to);
// What the registry knows better about a NIK: DUPLICATE, with its tokens as claimed, if somebody else than `person` has
// it; the warning DISTRICT_UNKNOWN if it names a district of the city that is not defined.
void JudgeNik(const Context& context, std::string_view person, pb::PersonContent& content);

// Ends a membership that stands; says DECEASED or MOVED of the household's verval if nobody is left.
void EndMembership(const Context& context, std::string_view person, const pb::Membership& membership, Day until,
                   pb::MembershipEnd reason);
void BeginMembership(const Context& context, std::string_view person, const pb::Membership& membership);

}  // namespace padu::registry
