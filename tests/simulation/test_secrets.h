// The secrets of a simulated city: the same in every run.
#pragma once

#include "common/base/secrets.h"

namespace padu::simulation {

const Secrets& TestSecrets();

}  // namespace padu::simulation
