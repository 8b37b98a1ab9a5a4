// The engine under two toys: what is the engine's alone, in many worlds.
#include <gtest/gtest.h>

#include "tests/simulation/run_worlds.h"
#include "tests/simulation/toy_services.h"

namespace padu::simulation {
namespace {

TEST(SimulationTest, WhateverBreaksEveryReaderAcceptsOneSequence) {
  RunWorlds(1'000'000, [] { return std::make_unique<ToyServices>(); });
}

}  // namespace
}  // namespace padu::simulation
