// Registry, ledger, matching and notification: who is not served stays true whatever breaks beneath, and is told once.
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/simulation/matching_world.h"

namespace padu::simulation {
namespace {

constexpr int kRounds = 2500;

std::uint64_t Setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(MatchingSimulationTest, WhatStandsIsWhatTheRowsComeTo) {
  google::protobuf::SetLogHandler(nullptr);  // it has something to say of each damaged letter
  const bool one = std::getenv("PADU_SIM_SEED") != nullptr;
  const std::uint64_t first = Setting(one ? "PADU_SIM_SEED" : "PADU_SIM_FIRST", 1);
  const std::uint64_t enough = Setting("PADU_SIM_EVENTS", 300'000);
  std::uint64_t seed = first;
  std::uint64_t events = 0;
  std::uint64_t told = 0;
  do {
    MatchingWorld world(seed);
    try {
      world.Run(kRounds);
    } catch (const Broken& broken) {
      FAIL() << broken.what() << "\nPADU_SIM_SEED=" << seed << " after:\n" << world.Story();
    }
    events += world.events();
    told += world.told();
    ++seed;
  } while (!one && events < enough);
  EXPECT_GT(told, 0U) << "nobody was told of anything";
  std::printf("%llu events, %llu times told, in %llu worlds from seed %llu on\n",
              static_cast<unsigned long long>(events), static_cast<unsigned long long>(told),
              static_cast<unsigned long long>(seed - first), static_cast<unsigned long long>(first));
}

}  // namespace
}  // namespace padu::simulation
