// Who is given what, by whom, when: the sample's aid before it is written down as submissions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/paductl/sample/city.h"
#include "services/paductl/sample/dice.h"
#include "services/paductl/sample/reference.h"

namespace padu::sample {

// One disbursement. Exactly one of rupiah, quantity and times is not 0.
struct Payment {
  const ProgrammeRow* programme = nullptr;
  std::string nik;  // of the receiver, or of the head of the family or household that receives
  std::int64_t rupiah = 0;
  std::int64_t quantity = 0;
  std::int64_t times = 0;
  absl::CivilDay day;
  // Both included; equal: no period.
  absl::CivilDay period_from;
  absl::CivilDay period_to;
};

// The payments of the days from `first` to `last`, both included, in the order of the days. Some households are given
// much, many something, and a quarter nothing at all: among them whole RTs. `reference` outlives the result.
std::vector<Payment> PlanAid(const Reference& reference, const City& city, absl::CivilDay first, absl::CivilDay last,
                             const Dice& dice);

}  // namespace padu::sample
