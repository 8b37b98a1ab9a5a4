#include "common/journal/journal_source.h"

#include <gtest/gtest.h>

#include "common/journal/format.h"
#include "common/stream/fake_log.h"

namespace padu::journal {
namespace {

constexpr Epoch kEpoch{1, 0xA};
const stream::TopicPartition kTopic{"padu.up.journal.v1", 0};

stream::OutRecord Rows(Sequence first, Sequence end) {
  std::string run;
  for (Sequence sequence = first; sequence < end; ++sequence) {
    Row row;
    row.set_sequence(sequence);
    row.set_epoch_number(kEpoch.number);
    row.set_epoch_life(kEpoch.life);
    AppendToRun(run, row.SerializeAsString());
  }
  return EncodeRows(kEpoch, first, static_cast<std::uint32_t>(end - first), run);
}

class JournalSourceTest : public testing::Test {
 protected:
  JournalSourceTest() {
    EXPECT_TRUE(log_.CreateTopic({.name = kTopic.topic}, absl::Seconds(1)).ok());
    broker_.Append(kTopic, EncodeMarker(kEpoch, "a"));
    for (Sequence sequence = 0; sequence < 6; ++sequence) broker_.Append(kTopic, Rows(sequence, sequence + 1));
  }
  void Read(int records) {
    const auto taken = source_.Poll(records, absl::ZeroDuration(), [](const RowHead&) { return absl::OkStatus(); });
    ASSERT_TRUE(taken.ok()) << taken.status();
  }

  FakeClock clock_{1'700'000'000 * kMicrosPerSecond};
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
  JournalSource source_{log_, kTopic, common::v1::ReaderState()};
};

// Offsets 4 to 6 are lost, and 4 is written anew, while the client still holds what was there.
TEST_F(JournalSourceTest, WhatWasFetchedBeforeAConnectionChangedIsNotTaken) {
  broker_.SetFetchedAhead(10);
  Read(3);
  ASSERT_EQ(source_.reader().offset(), 3);
  broker_.Truncate(kTopic, 4);
  broker_.Append(kTopic, Rows(3, 5));
  const auto stands = source_.StillStands();
  ASSERT_TRUE(stands.ok() && *stands) << "what was taken is still there";
  for (int i = 0; i < 5; ++i) Read(3);
  EXPECT_EQ(source_.reader().offset(), 5);
  EXPECT_EQ(source_.reader().next(), 5u) << "row 5 is not in the topic";
}

TEST_F(JournalSourceTest, ALastRecordThatIsGoneDoesNotStand) {
  Read(7);
  broker_.Truncate(kTopic, 4);
  EXPECT_FALSE(*source_.StillStands());
  broker_.Append(kTopic, Rows(3, 4));
  broker_.Append(kTopic, Rows(4, 5));
  broker_.Append(kTopic, Rows(5, 6));
  EXPECT_TRUE(*source_.StillStands()) << "written again as it was";
}

}  // namespace
}  // namespace padu::journal
