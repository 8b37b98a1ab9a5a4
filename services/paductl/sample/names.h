// Invented names from common Indonesian words.
#pragma once

#include <string>

#include "services/paductl/sample/city.h"
#include "services/paductl/sample/dice.h"

namespace padu::sample {

std::string DrawName(Sex sex, Dice& dice);
std::string DrawStreet(Dice& dice);

}  // namespace padu::sample
