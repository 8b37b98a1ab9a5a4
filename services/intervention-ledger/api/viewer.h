// Who looks at the ledger, and what of it is shown.
//
// Aid is what stakeholders share: each sees what a household received, whoever gave it; so do services. Operators see
// all. Officers see the households, coverage and entries of the regions that the registry assigned to them. Submissions
// say no region: they are shown to operators, to officers of the whole city, and to the stakeholder whose they are.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/sight.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

class Viewer {
 public:
  // `region`: what is asked for, a region's code; empty: all that is the caller's. REGION_INVALID, REGION_NOT_YOURS,
  // CITY_NOT_YOURS.
  static absl::StatusOr<Viewer> Of(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                                   std::string_view region = "");

  CityNumber city() const { return city_; }
  bool Sees(std::string_view kelurahan) const { return sight_.Sees(kelurahan); }
  bool SeesSubmissionsOf(std::string_view stakeholder) const;

  // REGION_NOT_YOURS unless the household lives, or lived last, where the viewer sees; a person where its home is. Whom
  // the ledger does not know nobody is kept from.
  absl::Status MaySeeHousehold(std::string_view household, const store::Reader& tables) const;
  absl::Status MaySeePerson(std::string_view person, const store::Reader& tables) const;
  // STAKEHOLDER_MISMATCH; REGION_NOT_YOURS for officers.
  absl::Status MaySeeSubmissions(std::string_view stakeholder) const;

 private:
  Viewer(rpc::Caller caller, CityNumber city, rpc::Sight sight)
      : caller_(std::move(caller)), city_(city), sight_(std::move(sight)) {}

  rpc::Caller caller_;
  CityNumber city_;
  rpc::Sight sight_;
};

// STAKEHOLDER_MISMATCH.
absl::Status StakeholderMismatch();

}  // namespace padu::ledger
