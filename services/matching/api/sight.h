// What a caller may see: operators all, officers the regions that the registry assigned to them, stakeholders what is
// their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// Regions of a city that a request is about. Any thread once made.
class Sight {
 public:
  // What an operator or officer asks for: `region` (code of a kelurahan, kecamatan or the city), or all that is the
  // caller's if it is empty. CALLER_NOT_PERMITTED, REGION_NOT_YOURS, REGION_INVALID.
  static absl::StatusOr<Sight> Of(const rpc::Caller& caller, const store::Reader& tables, CityNumber city,
                                  std::string_view region);
  // All of the city, for what narrows by other means.
  static Sight OfCity(CityNumber city);

  bool Sees(std::string_view kelurahan) const;

 private:
  explicit Sight(std::vector<std::string> regions) : regions_(std::move(regions)) {}

  std::vector<std::string> regions_;
};

}  // namespace padu::matching
