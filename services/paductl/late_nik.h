// The story of the NIK that the registry learns of later: offices have sent aid for it, and it waits.
#pragma once

#include "absl/status/statusor.h"
#include "services/paductl/sample/city.h"
#include "services/paductl/sample/reference.h"
#include "services/paductl/services.h"

namespace padu::ctl {

// Gives the person of `city.late` its NIK in the registry; the household must have been imported with this seed. False
// if it has it already. NOT_FOUND if no such person is there.
absl::StatusOr<bool> RegisterLateNik(const Registry& registry, const sample::Reference& reference,
                                     const sample::City& city, std::uint64_t seed);

}  // namespace padu::ctl
