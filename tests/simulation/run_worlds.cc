#include "tests/simulation/run_worlds.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "tests/simulation/world.h"

namespace padu::simulation {
namespace {

constexpr int kDefaultSeconds = 30;
constexpr int kRounds = 3000;

const World* running = nullptr;
std::uint64_t running_seed = 0;

// A broken invariant aborts: the seed is said before.
void TellAndDie(int) {
  std::fprintf(stderr, "PADU_SIM_SEED=%llu aborted after:\n%s\n", static_cast<unsigned long long>(running_seed),
               running == nullptr ? "" : running->Story().c_str());
  std::signal(SIGABRT, SIG_DFL);
}

std::uint64_t Setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The events of one world.
std::uint64_t RunWorld(std::uint64_t seed, Services& services) {
  World world(seed, services);
  running = &world;
  running_seed = seed;
  try {
    world.Run(kRounds);
  } catch (const Broken& broken) {
    ADD_FAILURE() << broken.what() << "\nPADU_SIM_SEED=" << seed << " after:\n" << world.Story();
  }
  running = nullptr;
  if (std::getenv("PADU_SIM_SEED") != nullptr) std::printf("%s", world.Story().c_str());
  return world.events();
}

}  // namespace

void RunWorlds(const std::function<std::unique_ptr<Services>()>& make_services) {
  std::signal(SIGABRT, TellAndDie);
  if (std::getenv("PADU_SIM_SEED") != nullptr) {
    RunWorld(Setting("PADU_SIM_SEED", 0), *make_services());
    return;
  }
  const auto seconds = std::chrono::seconds(Setting("PADU_SIM_SECONDS", kDefaultSeconds));
  const auto end = std::chrono::steady_clock::now() + seconds;
  const std::uint64_t first = Setting("PADU_SIM_FIRST", 1);
  std::uint64_t seed = first;
  std::uint64_t events = 0;
  for (; std::chrono::steady_clock::now() < end && !::testing::Test::HasFailure(); ++seed) {
    events += RunWorld(seed, *make_services());
  }
  std::printf("%llu events in %llu worlds from seed %llu on\n", static_cast<unsigned long long>(events),
              static_cast<unsigned long long>(seed - first), static_cast<unsigned long long>(first));
  EXPECT_GT(events, 0u);
}

}  // namespace padu::simulation
