#include "common/journal/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace padu::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Event {
  void set_position(const std::string& at) { position = at; }
  std::string what;
  std::string position;
};

// Three rows of two, none and one event.
class ThreeRows final : public Partition {
 public:
  void Submit(Command, absl::Time, Done) override { FAIL(); }
  absl::Status Read(const std::optional<journal::Position>&, absl::Time,
                    const std::function<absl::Status(const store::Reader&, const Freshness&)>&) override {
    return absl::UnimplementedError("not read");
  }
  absl::StatusOr<std::vector<Row>> Watch(Sequence from, int, absl::Time) override {
    if (from > 3) return absl::OutOfRangeError("beyond");
    std::vector<Row> rows;
    for (; from < 3; ++from) {
      Row& row = rows.emplace_back();
      row.set_sequence(from);
      row.set_epoch_number(7);
      row.set_epoch_life(1);
    }
    return rows;
  }
};

absl::StatusOr<std::vector<Event>> EventsOf(const Row& row) {
  if (row.sequence() == 0) return std::vector<Event>{{"0a", ""}, {"0b", ""}};
  if (row.sequence() == 2) return std::vector<Event>{{"2a", ""}};
  return std::vector<Event>();
}

// What is told from `begin` on until the sign of life, "what@next".
std::vector<std::string> Told(Sequence begin) {
  ThreeRows rows;
  std::vector<std::string> told;
  bool ended = false;
  journal::Position position;
  position.next = begin;
  const absl::Status status =
      Follow<Event>(rows, position,
                    {absl::InfiniteFuture(), [&] { return ended; }, EventsOf,
                     [&](const Event& event) {
                       told.push_back(event.what + "@" + event.position.substr(event.position.rfind('.') + 1));
                       ended = event.what.empty() || event.what == "2a";
                       return true;
                     }});
  EXPECT_TRUE(status.ok()) << status;
  return told;
}

TEST(Follow, WhoGoesOnWithinARowGetsTheRowAgain) {
  EXPECT_THAT(Told(0), ElementsAre("0a@0", "0b@1", "2a@3"));
  EXPECT_THAT(Told(1), ElementsAre("2a@3"));
}

TEST(Follow, APositionAloneIsASignOfLife) { EXPECT_THAT(Told(3), ElementsAre("@3")); }

TEST(Follow, EndsWithWhoListensWithTheDeadlineAndWithTheRows) {
  ThreeRows rows;
  journal::Position begin;
  const auto never = [] { return false; };
  EXPECT_EQ(
      Follow<Event>(rows, begin, {absl::InfiniteFuture(), never, EventsOf, [](const Event&) { return false; }}).code(),
      absl::StatusCode::kCancelled);
  std::vector<Event> late;
  EXPECT_TRUE(Follow<Event>(rows, begin,
                            {absl::InfinitePast(), never, EventsOf,
                             [&](const Event& event) {
                               late.push_back(event);
                               return true;
                             }})
                  .ok());
  EXPECT_THAT(late, IsEmpty());
  begin.next = 4;
  EXPECT_EQ(
      Follow<Event>(rows, begin, {absl::InfiniteFuture(), never, EventsOf, [](const Event&) { return true; }}).code(),
      absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace padu::journal
