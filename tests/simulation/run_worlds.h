// Runs worlds from ascending seeds until the time is over. PADU_SIM_SEED=n runs that world alone and tells its story;
// PADU_SIM_SECONDS sets the time (default 30), PADU_SIM_FIRST the first seed.
#pragma once

#include <functional>
#include <memory>

#include "tests/simulation/services.h"

namespace padu::simulation {

// Each world gets services of its own. What breaks is a failure of the running test, with seed and story.
void RunWorlds(const std::function<std::unique_ptr<Services>()>& make_services);

}  // namespace padu::simulation
