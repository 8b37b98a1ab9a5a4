#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/ops/lifecycle.h"
#include "common/ops/stop.h"

namespace padu::ops {
namespace {

TEST(LifecycleTest, TellsItsMoves) {
  Lifecycle life;
  std::vector<LifeState> seen;
  life.OnMove([&](LifeState state) { seen.push_back(state); });
  for (const auto next : {LifeState::kRecovering, LifeState::kServing, LifeState::kDraining, LifeState::kStopped}) {
    life.MoveTo(next);
    EXPECT_EQ(life.state(), next);
  }
  EXPECT_THAT(seen, testing::ElementsAre(LifeState::kRecovering, LifeState::kServing, LifeState::kDraining,
                                         LifeState::kStopped));
}

TEST(LifecycleTest, MayDrainFromAnyStateBefore) {
  Lifecycle life;
  life.MoveTo(LifeState::kDraining);
  life.MoveTo(LifeState::kStopped);
  EXPECT_EQ(Name(life.state()), "stopped");
}

TEST(LifecycleTest, OtherMovesAbort) {
  Lifecycle life;
  EXPECT_DEATH(life.MoveTo(LifeState::kServing), "broken invariant");
  EXPECT_DEATH(life.MoveTo(LifeState::kStopped), "broken invariant");
  EXPECT_DEATH(life.MoveTo(LifeState::kStarting), "broken invariant");
  life.MoveTo(LifeState::kDraining);
  EXPECT_DEATH(life.MoveTo(LifeState::kRecovering), "broken invariant");
}

// Each in a process of its own: signals are the process's.
int InChild(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(StopSignalTest, SigtermIsTakenByWait) {
  EXPECT_EQ(InChild([] {
              StopSignal stop;
              std::thread other([] { ::kill(::getpid(), SIGTERM); });
              const std::string reason = stop.Wait();
              other.join();
              return reason == "SIGTERM" ? 3 : 4;
            }),
            3);
}

TEST(StopSignalTest, ARequestStopsWithItsReason) {
  EXPECT_EQ(InChild([] {
              StopSignal stop;
              stop.Request("fenced");
              stop.Request("later");
              return stop.Wait() == "fenced" ? 3 : 4;
            }),
            3);
}

TEST(DrainTest, StepsRunInOrder) {
  std::vector<std::string> ran;
  {
    Drain drain(absl::Seconds(30));
    for (const std::string name : {"health", "partitions", "stores"}) {
      drain.Step(name, [&] { ran.push_back(name); });
    }
  }
  EXPECT_THAT(ran, testing::ElementsAre("health", "partitions", "stores"));
}

TEST(DrainTest, EndsInAnyCase) {
  EXPECT_EQ(InChild([] {
              Drain drain(absl::Milliseconds(50));
              drain.Step("hangs", [] { absl::SleepFor(absl::Seconds(20)); });
              return 0;
            }),
            Drain::kDrainTimedOut);
}

}  // namespace
}  // namespace padu::ops
