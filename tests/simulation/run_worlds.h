// Runs worlds from ascending seeds until they have come to enough events. PADU_SIM_SEED=n runs that world alone and
// tells its story; PADU_SIM_EVENTS sets the events, PADU_SIM_SECONDS a time instead of them, PADU_SIM_FIRST the first
// seed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "tests/simulation/services.h"

namespace padu::simulation {

// Each world gets services of its own. What breaks is a failure of the running test, with seed and story; so is what no
// world went through, if at least `events` were explored.
void RunWorlds(std::uint64_t events, const std::function<std::unique_ptr<Services>()>& make_services);

}  // namespace padu::simulation
