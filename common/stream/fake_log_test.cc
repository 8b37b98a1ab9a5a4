// The faults of the fake; what it has in common with Kafka is in contract_test.cc.
#include "common/stream/fake_log.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace padu::stream {
namespace {

const TopicPartition kTp{"t", 0};
const TopicPartition kOther{"t", 1};

OutRecord Value(const std::string& value) { return {"k", value, {}}; }

class FakeLogTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(log_.CreateTopic({.name = "t", .partitions = 2}, absl::ZeroDuration()).ok()); }

  std::vector<std::string> Held(const TopicPartition& tp = kTp) const {
    std::vector<std::string> values;
    for (const Record& record : broker_.Records(tp)) values.push_back(record.value.value_or("(none)"));
    return values;
  }
  static std::vector<Delivery> Reports(Writer& writer) { return writer.Poll(absl::ZeroDuration()); }
  static std::vector<Offset> Read(Reader& reader) {
    std::vector<Offset> offsets;
    for (const Record& record : reader.Poll(100, absl::ZeroDuration()).records) offsets.push_back(record.offset);
    return offsets;
  }
  void Fill(int n) {
    for (int i = 0; i < n; ++i) broker_.Append(kTp, Value(std::to_string(i)));
  }

  FakeClock clock_{1'700'000'000'123'456};
  FakeBroker broker_{clock_};
  FakeLog log_{broker_};
};

using Values = std::vector<std::string>;
using Offsets = std::vector<Offset>;

TEST_F(FakeLogTest, TheBrokersTimeIsTheClocksInMilliseconds) {
  Fill(1);
  EXPECT_EQ(broker_.Records(kTp)[0].broker_time, 1'700'000'000'123'000);
}

TEST_F(FakeLogTest, AnAwayBrokerTakesNothingUntilItIsBack) {
  Fill(1);
  auto writer = log_.OpenWriter();
  auto reader = log_.OpenReader(kTp, 0);
  const auto changes = log_.ConnectionChanges();
  broker_.SetAway(true);
  ASSERT_TRUE(writer->Produce(kTp, Value("a"), 1));
  EXPECT_TRUE(Reports(*writer).empty());
  EXPECT_TRUE(Read(*reader).empty());
  EXPECT_EQ(log_.QueryBounds(kTp, absl::ZeroDuration()).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(broker_.InFlightCount(), 1U);
  broker_.SetAway(false);
  EXPECT_EQ(Reports(*writer).size(), 1U);
  EXPECT_EQ(Read(*reader), (Offsets{0, 1}));
  EXPECT_GT(log_.ConnectionChanges(), changes);
}

TEST_F(FakeLogTest, AWriterThatDiesWhileTheBrokerIsAwayLosesItsQueue) {
  auto writer = log_.OpenWriter();
  broker_.SetAway(true);
  ASSERT_TRUE(writer->Produce(kTp, Value("a"), 1));
  writer.reset();
  broker_.SetAway(false);
  EXPECT_TRUE(Held().empty());
}

TEST_F(FakeLogTest, ACutConnectionConcernsItsProcessAlone) {
  FakeLog other(broker_);
  auto writer = log_.OpenWriter();
  auto other_writer = other.OpenWriter();
  const auto changes = log_.ConnectionChanges();
  log_.SetCut(true);
  ASSERT_TRUE(writer->Produce(kTp, Value("mine"), 1));
  ASSERT_TRUE(other_writer->Produce(kTp, Value("other's"), 1));
  EXPECT_EQ(Held(), (Values{"other's"}));
  EXPECT_FALSE(log_.QueryBounds(kTp, absl::ZeroDuration()).ok());
  log_.SetCut(false);
  EXPECT_EQ(Held(), (Values{"other's", "mine"}));
  EXPECT_EQ(log_.ConnectionChanges(), changes + 1);
}

TEST_F(FakeLogTest, WhatACutProcessHadSentArrivesButItsReportWaits) {
  auto writer = log_.OpenWriter();
  broker_.Hold();
  ASSERT_TRUE(writer->Produce(kTp, Value("a"), 1));
  log_.SetCut(true);
  EXPECT_EQ(broker_.Deliver(1), 1U);
  EXPECT_EQ(Held(), (Values{"a"}));
  EXPECT_TRUE(Reports(*writer).empty());
  log_.SetCut(false);
  EXPECT_EQ(Reports(*writer).size(), 1U);
}

TEST_F(FakeLogTest, HeldRecordsAreWrittenOldestFirst) {
  auto first = log_.OpenWriter();
  auto second = log_.OpenWriter();
  broker_.Hold();
  ASSERT_TRUE(first->Produce(kTp, Value("a"), 1));
  ASSERT_TRUE(second->Produce(kTp, Value("b"), 1));
  ASSERT_TRUE(first->Produce(kTp, Value("c"), 2));
  EXPECT_EQ(broker_.Deliver(2), 2U);
  EXPECT_EQ(Held(), (Values{"a", "b"}));
  broker_.SetPolicy(nullptr);
  EXPECT_EQ(Held(), (Values{"a", "b", "c"}));
}

TEST_F(FakeLogTest, AZombiesRecordArrivesLateOrIsLost) {
  broker_.Hold();
  auto zombie = log_.OpenWriter();
  ASSERT_TRUE(zombie->Produce(kTp, Value("late"), 1));
  ASSERT_TRUE(zombie->Produce(kTp, Value("lost"), 2));
  zombie.reset();
  broker_.Append(kTp, Value("new owner's"));
  EXPECT_EQ(broker_.Deliver(1), 1U);
  broker_.DropOrphans();
  EXPECT_EQ(broker_.Deliver(1), 0U);
  EXPECT_EQ(Held(), (Values{"new owner's", "late"}));
}

TEST_F(FakeLogTest, AnUnknownOutcomeIsWrittenYetReportedAsFailed) {
  auto writer = log_.OpenWriter();
  ASSERT_TRUE(writer->Produce(kTp, Value("a"), 1));
  broker_.NextFate(Fate::kAppendThenFail);
  ASSERT_TRUE(writer->Produce(kTp, Value("b"), 2));
  ASSERT_TRUE(writer->Produce(kTp, Value("c"), 3));
  const auto reports = Reports(*writer);
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_TRUE(reports[0].status.ok());
  EXPECT_EQ(reports[0].offset, 0);
  EXPECT_FALSE(reports[1].status.ok());
  EXPECT_FALSE(reports[2].status.ok());
  EXPECT_EQ(Held(), (Values{"a", "b"}));
}

TEST_F(FakeLogTest, AfterALossNothingLaterOfThatWriterComesToThePartition) {
  auto writer = log_.OpenWriter();
  broker_.Hold();
  ASSERT_TRUE(writer->Produce(kTp, Value("a"), 1));
  ASSERT_TRUE(writer->Produce(kTp, Value("b"), 2));
  ASSERT_TRUE(writer->Produce(kOther, Value("c"), 3));
  broker_.NextFate(Fate::kLoseThenFail);
  EXPECT_EQ(broker_.Deliver(1), 1U);
  const auto reports = Reports(*writer);
  ASSERT_EQ(reports.size(), 3U);
  for (const Delivery& report : reports) EXPECT_FALSE(report.status.ok());
  EXPECT_EQ(broker_.Deliver(9), 1U);
  EXPECT_TRUE(Held().empty());
  EXPECT_EQ(Held(kOther), (Values{"c"}));
}

TEST_F(FakeLogTest, APolicyIsAskedUntilItDelays) {
  int asked = 0;
  broker_.SetPolicy([&](const InFlight& sent) {
    EXPECT_EQ(sent.to, kTp);
    return ++asked % 3 == 0 ? Fate::kAppend : Fate::kDelay;
  });
  auto writer = log_.OpenWriter();
  ASSERT_TRUE(writer->Produce(kTp, Value("a"), 1));  // asked once
  EXPECT_TRUE(Reports(*writer).empty());             // twice
  EXPECT_EQ(Reports(*writer).size(), 1U);
}

TEST_F(FakeLogTest, AFullQueueRefuses) {
  broker_.SetQueueBound(1);
  broker_.Hold();
  auto writer = log_.OpenWriter();
  EXPECT_TRUE(writer->Produce(kTp, Value("a"), 1));
  EXPECT_FALSE(writer->Produce(kTp, Value("b"), 2));
  broker_.Deliver(1);
  EXPECT_TRUE(writer->Produce(kTp, Value("b"), 2));
}

TEST_F(FakeLogTest, HolesAreSteppedOver) {
  Fill(1);
  broker_.SkipOffsets(kTp, 3);
  auto reader = log_.OpenReader(kTp, 2);
  EXPECT_TRUE(Read(*reader).empty());
  Fill(1);
  EXPECT_EQ(Read(*reader), (Offsets{4}));
  EXPECT_EQ(broker_.BoundsOf(kTp).end, 5);
}

TEST_F(FakeLogTest, ALostTailIsOutOfRangeUnlessItHasGrownAgain) {
  Fill(5);
  auto stuck = log_.OpenReader(kTp, 5);
  auto unaware = log_.OpenReader(kTp, 4);
  EXPECT_EQ(Read(*unaware), (Offsets{4}));
  const auto changes = log_.ConnectionChanges();
  broker_.Truncate(kTp, 2);
  EXPECT_EQ(log_.ConnectionChanges(), changes + 1);
  EXPECT_EQ(stuck->Poll(1, absl::ZeroDuration()).error.code(), absl::StatusCode::kOutOfRange);
  Fill(4);
  EXPECT_EQ(stuck->Poll(1, absl::ZeroDuration()).error.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Read(*unaware), (Offsets{5}));
}

TEST_F(FakeLogTest, RetentionRaisesTheBegin) {
  Fill(5);
  broker_.RaiseBegin(kTp, 3);
  EXPECT_EQ(log_.QueryBounds(kTp, absl::ZeroDuration())->begin, 3);
  EXPECT_EQ(log_.OpenReader(kTp, 2)->Poll(9, absl::ZeroDuration()).error.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Read(*log_.OpenReader(kTp, 3)), (Offsets{3, 4}));
}

TEST_F(FakeLogTest, ADeletedTopicIsNotFoundAndARecreatedOneIsEmpty) {
  Fill(5);
  auto reader = log_.OpenReader(kTp, 2);
  broker_.RecreateTopic("t");
  EXPECT_EQ(broker_.BoundsOf(kTp).end, 0);
  EXPECT_EQ(reader->Poll(9, absl::ZeroDuration()).error.code(), absl::StatusCode::kOutOfRange);
  broker_.DeleteTopic("t");
  EXPECT_EQ(log_.OpenReader(kTp, 0)->Poll(9, absl::ZeroDuration()).error.code(), absl::StatusCode::kNotFound);
  auto writer = log_.OpenWriter();
  ASSERT_TRUE(writer->Produce(kTp, Value("a"), 1));
  EXPECT_EQ(Reports(*writer).at(0).status.code(), absl::StatusCode::kNotFound);
}

TEST_F(FakeLogTest, AMillionRecordsAreCheap) {
  auto writer = log_.OpenWriter();
  auto reader = log_.OpenReader(kTp, 0);
  std::size_t read = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    ASSERT_TRUE(writer->Produce(kTp, Value("v"), static_cast<std::uint64_t>(i)));
    if (i % 100 == 99) read += reader->Poll(1000, absl::ZeroDuration()).records.size();
  }
  EXPECT_EQ(read, 1'000'000U);
  EXPECT_EQ(Reports(*writer).size(), 1'000'000U);
}

}  // namespace
}  // namespace padu::stream
