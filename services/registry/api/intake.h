// From requests to commands: names become ids, texts days, personal data sealed fields and tokens. Reads the tables
// only for the keys that a subject already has. Any thread; each draft one.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/base/random.h"
#include "common/base/secrets.h"
#include "padu/registry/v1/commands.pb.h"
#include "padu/registry/v1/registry_service.pb.h"
#include "services/registry/api/sealer.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

// A command being made.
struct Draft {
  CityNumber city;
  UnixMicros now;
  Day today;
  const CitySecrets& secrets;
  Random& random;
  const store::Reader& tables;
  pb::Command& command;
  Sealer& sealer;

  std::string NewId(std::string_view prefix) const { return padu::NewId(prefix, random, now); }
};

absl::Status Fill(Draft& draft, const v1::CreateRegionRequest& request);
absl::Status Fill(Draft& draft, const v1::UpdateRegionRequest& request);
absl::Status Fill(Draft& draft, const v1::CreateStakeholderRequest& request);
absl::Status Fill(Draft& draft, const v1::UpdateStakeholderRequest& request);
absl::Status Fill(Draft& draft, const v1::CreateProgrammeRequest& request);
absl::Status Fill(Draft& draft, const v1::UpdateProgrammeRequest& request);
absl::Status Fill(Draft& draft, const v1::CreateOfficerRequest& request);
absl::Status Fill(Draft& draft, const v1::UpdateOfficerRequest& request);
absl::Status Fill(Draft& draft, const v1::ReleaseOfficerRequest& request);

absl::Status Fill(Draft& draft, const v1::HouseholdIntake& household);
absl::Status Fill(Draft& draft, const v1::AddFamilyRequest& request);
absl::Status Fill(Draft& draft, const v1::AddPersonRequest& request);
absl::Status Fill(Draft& draft, const v1::UpdatePersonRequest& request);
absl::Status Fill(Draft& draft, const v1::MoveHouseholdRequest& request);
absl::Status Fill(Draft& draft, const v1::MovePersonRequest& request);
absl::Status Fill(Draft& draft, const v1::MergeHouseholdsRequest& request);
absl::Status Fill(Draft& draft, const v1::MergePersonsRequest& request);
absl::Status Fill(Draft& draft, const v1::RecordDeathRequest& request);
absl::Status Fill(Draft& draft, const v1::ProposeVerificationRequest& request);
absl::Status Fill(Draft& draft, const v1::AdvanceVerificationRequest& request);
absl::Status Fill(Draft& draft, const v1::ApproveVerificationRequest& request);
absl::Status Fill(Draft& draft, const v1::RejectVerificationRequest& request);
absl::Status Fill(Draft& draft, const v1::RecordDesilRequest& request);
absl::Status Fill(Draft& draft, const v1::AnswerCriteriaRequest& request);
absl::Status Fill(Draft& draft, const v1::ErasePersonRequest& request);
absl::Status Fill(Draft& draft, const v1::OpenPersonalDataRequest& request);

// Shared by the files of the intake.
absl::Status ToPlace(const v1::Location& location, std::string_view field, pb::Place& place);
absl::Status ToDesil(const v1::Desil& desil, pb::DesilRecorded& out);
absl::Status ToCriteria(const v1::Criteria& criteria, pb::CriteriaAnswered& out, bool* has_day);
// Adds the address and the exact point of a household to the sealer, and its coarse point to the place.
absl::Status SealPlace(Draft& draft, const std::string& household, const std::string& address, const double* latitude,
                       const double* longitude, pb::Place& place, pb::SealedFields* into, std::string key_id);
absl::Status ToPerson(Draft& draft, const v1::PersonIntake& person, pb::SealedPerson& out);

}  // namespace padu::registry
