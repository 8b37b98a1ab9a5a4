#include "common/journal/answers.h"

#include <gtest/gtest.h>

namespace padu::journal {
namespace {

class AnswersTest : public testing::Test {
 protected:
  Partition::Done Note(int id) {
    return [this, id](absl::StatusOr<Answer> answer) { seen_.emplace_back(id, answer.status().code()); };
  }
  void Add(int id, Sequence needs, std::int64_t deadline = 100) { answers_.Add(needs, deadline, Answer(), Note(id)); }
  using Seen = std::vector<std::pair<int, absl::StatusCode>>;
  static constexpr auto kOk = absl::StatusCode::kOk;
  static constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

  Answers answers_;
  Seen seen_;
};

TEST_F(AnswersTest, NothingLeavesBeforeItsRowsAreConfirmed) {
  Add(1, 3);
  Add(2, 5);
  answers_.Release(2);
  EXPECT_EQ(seen_, Seen{});
  answers_.Release(4);
  EXPECT_EQ(seen_, (Seen{{1, kOk}}));
  answers_.Release(5);
  EXPECT_EQ(seen_, (Seen{{1, kOk}, {2, kOk}}));
  EXPECT_TRUE(answers_.empty());
}

TEST_F(AnswersTest, RefusalsWaitToo) {
  answers_.Add(3, 100, absl::NotFoundError("refused"), Note(1));
  answers_.Release(2);
  EXPECT_EQ(seen_, Seen{});
  answers_.Release(3);
  EXPECT_EQ(seen_, (Seen{{1, absl::StatusCode::kNotFound}}));
}

TEST_F(AnswersTest, AtTheDeadlineTheCallerHearsUnavailableOnce) {
  Add(1, 3, 50);
  Add(2, 3, 60);
  answers_.Expire(49);
  EXPECT_EQ(seen_, Seen{});
  answers_.Expire(50);
  answers_.Expire(51);
  EXPECT_EQ(seen_, (Seen{{1, kUnavailable}}));
  answers_.Release(3);
  EXPECT_EQ(seen_, (Seen{{1, kUnavailable}, {2, kOk}}));
}

TEST_F(AnswersTest, AFencedOwnerAnswersNobody) {
  Add(1, 1);
  Add(2, 2);
  answers_.FailAll();
  answers_.Release(9);
  EXPECT_EQ(seen_, (Seen{{1, kUnavailable}, {2, kUnavailable}}));
}

}  // namespace
}  // namespace padu::journal
