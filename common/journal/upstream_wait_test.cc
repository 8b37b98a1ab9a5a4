#include "common/journal/upstream_wait.h"

#include <gtest/gtest.h>

#include "common/store/fake_store.h"
#include "common/stream/fake_log.h"

namespace padu::journal {
namespace {

constexpr Epoch kEpoch{1, 0xA};
constexpr std::int64_t kPatience = 30 * kMicrosPerSecond;
const stream::TopicPartition kTopic{"padu.up.journal.v1", 0};
const std::vector<std::string> kNoneStopped{""};

class UpstreamWaitTest : public testing::Test {
 protected:
  UpstreamWaitTest() { upstreams_.push_back(std::make_unique<JournalSource>(log_, kTopic, common::v1::ReaderState())); }
  void CreateTopic() {
    ASSERT_TRUE(log_.CreateTopic({.name = kTopic.topic}, absl::Seconds(1)).ok());
    broker_.Append(kTopic, EncodeMarker(kEpoch, "up"));
  }
  void AppendRow(Sequence sequence) {
    Row row;
    row.set_sequence(sequence);
    row.set_epoch_number(kEpoch.number);
    row.set_epoch_life(kEpoch.life);
    std::string run;
    AppendToRun(run, row.SerializeAsString());
    broker_.Append(kTopic, EncodeRows(kEpoch, sequence, 1, run));
  }
  void Read(int records) {
    const auto taken =
        upstreams_[0]->Poll(records, absl::ZeroDuration(), [](const RowHead&) { return absl::OkStatus(); });
    ASSERT_TRUE(taken.ok());
  }
  UpstreamWait MakeWait() { return {{log_, store_, clock_, watch_}, kPatience, upstreams_}; }

  FakeClock clock_{1'700'000'000 * kMicrosPerSecond};
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
  store::FakeStore store_;
  DirectWatch watch_{log_, clock_};
  std::vector<std::unique_ptr<JournalSource>> upstreams_;
};

TEST_F(UpstreamWaitTest, IsOverAtTheEndThatWasThere) {
  CreateTopic();
  AppendRow(0);
  AppendRow(1);
  UpstreamWait wait = MakeWait();
  AppendRow(2);  // later: not waited for
  wait.Look(kNoneStopped);
  EXPECT_FALSE(wait.over());
  EXPECT_EQ(wait.what(), "padu.up.journal.v1 up to offset 3, is at 0");
  Read(2);
  wait.Look(kNoneStopped);
  EXPECT_FALSE(wait.over());
  Read(1);
  wait.Look(kNoneStopped);
  EXPECT_TRUE(wait.over());
  EXPECT_EQ(wait.what(), "");
}

TEST_F(UpstreamWaitTest, AnInputThatStoppedIsNotWaitedFor) {
  CreateTopic();
  UpstreamWait wait = MakeWait();
  wait.Look(kNoneStopped);
  EXPECT_FALSE(wait.over());
  wait.Look({"UPSTREAM_ROW_CRASHES"});
  EXPECT_TRUE(wait.over());
}

TEST_F(UpstreamWaitTest, WhatDoesNotMoveIsWaitedForNoLonger) {
  CreateTopic();
  AppendRow(0);
  UpstreamWait wait = MakeWait();
  clock_.Advance(kPatience);
  Read(1);
  wait.Look(kNoneStopped);
  clock_.Advance(kPatience);
  wait.Look(kNoneStopped);
  EXPECT_FALSE(wait.over()) << "it had moved";
  clock_.Advance(1);
  wait.Look(kNoneStopped);
  EXPECT_TRUE(wait.over());
}

TEST_F(UpstreamWaitTest, AnEndThatCouldNotBeToldIsAskedForAgain) {
  watch_.Track(kTopic);
  UpstreamWait wait = MakeWait();  // there is no topic yet
  wait.Look(kNoneStopped);
  EXPECT_EQ(wait.what(), "the end of padu.up.journal.v1");
  CreateTopic();
  clock_.Advance(2 * kMicrosPerSecond);
  wait.Look(kNoneStopped);
  EXPECT_EQ(wait.what(), "padu.up.journal.v1 up to offset 1, is at 0");
  Read(1);
  wait.Look(kNoneStopped);
  EXPECT_TRUE(wait.over());
}

}  // namespace
}  // namespace padu::journal
