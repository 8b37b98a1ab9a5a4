#include "common/journal/last_word.h"

#include <gtest/gtest.h>

#include <optional>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/status.h"

namespace padu::journal {
namespace {

TEST(LastWordTest, ACallerThatNobodyAnswersHearsOfItAtItsDeadline) {
  LastWord last_word;
  absl::Notification told;
  absl::Status heard;
  const absl::Time deadline = absl::Now() + absl::Milliseconds(50);
  const Partition::Done done = last_word.Guard(deadline, [&](absl::StatusOr<Answer> answer) {
    heard = answer.status();
    told.Notify();
  });
  ASSERT_TRUE(told.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_GE(absl::Now(), deadline);
  EXPECT_TRUE(absl::IsUnavailable(heard)) << heard;
  done(Answer());  // the owner, too late: nobody is answered twice
}

TEST(LastWordTest, WhoeverComesFirstAnswers) {
  LastWord last_word;
  int answers = 0;
  const Partition::Done done =
      last_word.Guard(absl::Now() + absl::Milliseconds(20), [&](absl::StatusOr<Answer> answer) {
        ++answers;
        EXPECT_TRUE(answer.ok());
      });
  done(Answer());
  absl::SleepFor(absl::Milliseconds(60));
  EXPECT_EQ(answers, 1);
}

TEST(LastWordTest, TheEarliestDeadlineComesFirst) {
  LastWord last_word;
  absl::Notification late;
  absl::Notification early;
  const auto notify = [](absl::Notification& told) { return [&told](const auto&) { told.Notify(); }; };
  const absl::Time now = absl::Now();
  const Partition::Done one = last_word.Guard(now + absl::Seconds(60), notify(late));
  const Partition::Done two = last_word.Guard(now + absl::Milliseconds(20), notify(early));
  EXPECT_TRUE(early.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_FALSE(late.HasBeenNotified());
}

TEST(LastWordTest, ATenthOfTheTimeIsKeptForTheWayBack) {
  const absl::Time now = absl::FromUnixSeconds(1'000);
  EXPECT_EQ(LastWordAt(now, now + absl::Seconds(1)), now + absl::Milliseconds(900));
  EXPECT_EQ(LastWordAt(now, now + absl::Milliseconds(50)), now + absl::Milliseconds(30)) << "at least 20 ms";
  EXPECT_EQ(LastWordAt(now, now + absl::Seconds(20)), now + absl::Milliseconds(19'800)) << "at most 200 ms";
}

}  // namespace
}  // namespace padu::journal
