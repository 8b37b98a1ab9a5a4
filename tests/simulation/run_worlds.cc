#include "tests/simulation/run_worlds.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "tests/simulation/world.h"

namespace padu::simulation {
namespace {

constexpr int kRounds = 3000;
// Of any two services.
const std::vector<std::string> kMustCover = {
    "answers",
    "refusals of a request id that is taken",
    "answers replayed",
    "dies",
    "dies in a commit",
    "paused",
    "new folds",
    "disk full",
    "broker away",
    "cut off",
    "clock jump",
    "old disk back",
    "disk lost",
    "lost unread",
    "lost tail",
    "box truncated",
    "box made anew",
    "box expired",
    "box re-opened",
    "stops drained",
    "stops fenced",
    "stops for a lost tail",
    "stops diverged",
    "two begin at once",
    "void markers",
    "further markers of one life",
    "records of zombies",
    "rows",
    "rows published again",
    "records late and failing",
};

const World* running = nullptr;
std::uint64_t running_seed = 0;

// A broken invariant aborts: the seed is said before.
void TellAndDie(int) {
  std::fprintf(stderr, "PADU_SIM_SEED=%llu aborted after:\n%s\n", static_cast<unsigned long long>(running_seed),
               running == nullptr ? "" : running->Story().c_str());
  std::signal(SIGABRT, SIG_DFL);
}

std::optional<std::uint64_t> Setting(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::nullopt : std::optional<std::uint64_t>(std::strtoull(text, nullptr, 10));
}

// The events of one world.
std::uint64_t RunWorld(std::uint64_t seed, Services& services, Coverage& coverage, std::string* story = nullptr) {
  World world(seed, services);
  running = &world;
  running_seed = seed;
  try {
    world.Run(kRounds);
  } catch (const Broken& broken) {
    ADD_FAILURE() << broken.what() << "\nPADU_SIM_SEED=" << seed << " after:\n" << world.Story();
  }
  running = nullptr;
  coverage.Add(world.coverage());
  if (story != nullptr) *story = world.Story();
  return world.events();
}

void RunOne(std::uint64_t seed, Services& services) {
  Coverage coverage;
  std::string story;
  const std::uint64_t events = RunWorld(seed, services, coverage, &story);
  std::printf("%s%llu events\n", story.c_str(), static_cast<unsigned long long>(events));
}

// A seed is of use only if it tells all.
void ExpectSameAgain(std::uint64_t seed, const std::function<std::unique_ptr<Services>()>& make_services) {
  std::string stories[2];
  std::uint64_t events[2] = {};
  for (int i : {0, 1}) {
    Coverage coverage;
    events[i] = RunWorld(seed, *make_services(), coverage, &stories[i]);
  }
  EXPECT_EQ(events[0], events[1]) << "seed " << seed << " is another world the second time";
  EXPECT_EQ(stories[0], stories[1]);
}

void ExpectCovered(const Coverage& coverage, const Services& services) {
  std::vector<std::string> wanted = kMustCover;
  for (const std::string& what : services.MustCover()) wanted.push_back(what);
  for (const auto& [what, times] : coverage.counts()) {
    std::printf("%12llu %s\n", static_cast<unsigned long long>(times), what.c_str());
  }
  for (const std::string& what : coverage.Missing(wanted)) ADD_FAILURE() << "never happened: " << what;
}

}  // namespace

void RunWorlds(std::uint64_t events, const std::function<std::unique_ptr<Services>()>& make_services) {
  std::signal(SIGABRT, TellAndDie);
  if (const auto seed = Setting("PADU_SIM_SEED")) return RunOne(*seed, *make_services());
  const auto seconds = Setting("PADU_SIM_SECONDS");
  const std::uint64_t wanted = Setting("PADU_SIM_EVENTS").value_or(events);
  const std::uint64_t first = Setting("PADU_SIM_FIRST").value_or(1);
  const auto begun = std::chrono::steady_clock::now();
  const auto enough = [&](std::uint64_t had) {
    if (!seconds.has_value()) return had >= wanted;
    return std::chrono::steady_clock::now() - begun >= std::chrono::seconds(*seconds);
  };
  Coverage coverage;
  std::uint64_t seed = first;
  std::uint64_t had = 0;
  for (; !enough(had) && !::testing::Test::HasFailure(); ++seed) had += RunWorld(seed, *make_services(), coverage);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("%llu events in %llu worlds from seed %llu on, in %.0f s\n", static_cast<unsigned long long>(had),
              static_cast<unsigned long long>(seed - first), static_cast<unsigned long long>(first), took.count());
  if (::testing::Test::HasFailure()) return;
  ExpectSameAgain(first, make_services);
  if (had >= events) ExpectCovered(coverage, *make_services());
}

}  // namespace padu::simulation
