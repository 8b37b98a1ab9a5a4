// Registry and ledger: their rows and tables stay true whatever breaks beneath them.
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include "common/base/log.h"
#include "tests/simulation/city_services.h"
#include "tests/simulation/run_worlds.h"

namespace padu::simulation {
namespace {

TEST(CitySimulationTest, WhateverBreaksWhatWasGivenStandsOnce) {
  google::protobuf::SetLogHandler(nullptr);          // it has something to say of each damaged letter
  SetLogOptions({.sink = [](std::string_view) {}});  // and the keys topic of each trouble
  RunWorlds(1'000'000, [] { return std::make_unique<CityServices>(); });
}

}  // namespace
}  // namespace padu::simulation
