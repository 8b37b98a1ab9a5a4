#include "common/journal/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/store/fake_store.h"

namespace padu::journal {
namespace {

using ::testing::ElementsAre;

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
                    const std::function<absl::Status(const store::Reader&, const Freshness&)>& read) override {
    Freshness fresh;
    fresh.position.next = now;
    return read(tables, fresh);
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

  store::FakeStore tables;
  Sequence now = 3;  // where a read stands
};

std::string At(Sequence next) {
  journal::Position position;
  position.next = next;
  return PositionText(position);
}

absl::Status Sees(const store::Reader&) { return absl::OkStatus(); }

absl::StatusOr<std::vector<Event>> EventsOf(const Row& row) {
  if (row.sequence() == 0) return std::vector<Event>{{"0a", ""}, {"0b", ""}};
  if (row.sequence() == 2) return std::vector<Event>{{"2a", ""}};
  return std::vector<Event>();
}

// What is told from `begin` on until the sign of life, "what@next".
std::vector<std::string> Told(const std::string& begin) {
  ThreeRows rows;
  std::vector<std::string> told;
  bool ended = false;
  const absl::Status status =
      Follow<Event>(rows, begin,
                    {absl::InfiniteFuture(), [&] { return ended; }, Sees, EventsOf,
                     [&](const Event& event) {
                       told.push_back(event.what + "@" + event.position.substr(event.position.rfind('.') + 1));
                       ended = event.what.empty() || event.what == "2a";
                       return true;
                     }});
  EXPECT_TRUE(status.ok()) << status;
  return told;
}

TEST(Follow, WhoGoesOnWithinARowGetsTheRowAgain) {
  EXPECT_THAT(Told(At(0)), ElementsAre("0a@0", "0b@1", "2a@3"));
  EXPECT_THAT(Told(At(1)), ElementsAre("2a@3"));
}

TEST(Follow, WithoutAPositionItBeginsNowAndAPositionAloneIsASignOfLife) { EXPECT_THAT(Told(""), ElementsAre("@3")); }

TEST(Follow, WhatMayBeSeenIsAskedBeforeEachLook) {
  ThreeRows rows;
  int looks = 0;
  const auto look = [&](const store::Reader&) {
    return ++looks < 3 ? absl::OkStatus() : absl::PermissionDeniedError("not any more");
  };
  std::vector<std::string> told;
  const auto write = [&](const Event& event) {
    told.push_back(event.what);
    return true;
  };
  const auto never = [] { return false; };
  EXPECT_EQ(Follow<Event>(rows, At(0), {absl::InfiniteFuture(), never, look, EventsOf, write}).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(told, ElementsAre("0a", "0b", "2a"));
}

TEST(Follow, EndsWithWhoListensWithTheDeadlineAndWithTheRows) {
  ThreeRows rows;
  const auto never = [] { return false; };
  const auto deaf = [](const Event&) { return false; };
  const auto fails = [](const Event&) -> bool {
    ADD_FAILURE();
    return true;
  };
  EXPECT_EQ(Follow<Event>(rows, At(0), {absl::InfiniteFuture(), never, Sees, EventsOf, deaf}).code(),
            absl::StatusCode::kCancelled);
  EXPECT_TRUE(Follow<Event>(rows, At(0), {absl::InfinitePast(), never, Sees, EventsOf, fails}).ok());
  EXPECT_EQ(Follow<Event>(rows, At(4), {absl::InfiniteFuture(), never, Sees, EventsOf, fails}).code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Follow<Event>(rows, "x", {absl::InfiniteFuture(), never, Sees, EventsOf, fails}).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace padu::journal
