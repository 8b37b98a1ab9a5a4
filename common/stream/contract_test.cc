// The log port's promises, held by the fake (stream_fake_test) and by Kafka (stream_kafka_test) alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "common/stream/contract_harness.h"
#include "common/stream/stream.h"

namespace padu::stream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr absl::Duration kWait = absl::Milliseconds(100);
constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr int kPatience = 150;  // polls of kWait

class LogContractTest : public testing::Test {
 protected:
  // A topic of this run alone.
  std::string Name(const std::string& name) {
    return "contract." + std::to_string(getpid()) + "." + std::to_string(SystemClock().BootNow()) + "." + name;
  }

  std::string Create(const std::string& name, int partitions = 1) {
    std::string topic = Name(name);
    Recreate(topic, partitions);
    return topic;
  }

  void Recreate(const std::string& topic, int partitions = 1) {
    const absl::Status status = log().CreateTopic(
        {.name = topic, .partitions = partitions, .config = {{"message.timestamp.type", "LogAppendTime"}}}, kTimeout);
    ASSERT_TRUE(status.ok()) << status;
  }

  // Writes records with values "0", "1", ... and sees each delivered.
  void Fill(const TopicPartition& tp, int n) {
    auto writer = log().OpenWriter();
    for (int i = 0; i < n; ++i) {
      ASSERT_TRUE(writer->Produce(tp, {"k", std::to_string(i), {}}, static_cast<std::uint64_t>(i)));
    }
    for (const Delivery& delivery : Await(*writer, static_cast<std::size_t>(n))) {
      ASSERT_TRUE(delivery.status.ok()) << delivery.status;
    }
  }

  static std::vector<Delivery> Await(Writer& writer, std::size_t n) {
    std::vector<Delivery> all;
    for (int i = 0; i < kPatience && all.size() < n; ++i) {
      for (Delivery& delivery : writer.Poll(kWait)) all.push_back(std::move(delivery));
    }
    EXPECT_THAT(all, SizeIs(n));
    return all;
  }

  // Polls until n records or an error came.
  static Polled Await(Reader& reader, std::size_t n, int max_records = 1000) {
    Polled all;
    for (int i = 0; i < kPatience && all.records.size() < n && all.error.ok(); ++i) {
      Polled polled = reader.Poll(max_records, kWait);
      EXPECT_LE(polled.records.size(), static_cast<std::size_t>(max_records));
      for (Record& record : polled.records) all.records.push_back(std::move(record));
      all.error = polled.error;
    }
    return all;
  }

  static std::vector<Offset> Offsets(const Polled& polled) {
    std::vector<Offset> offsets;
    for (const Record& record : polled.records) offsets.push_back(record.offset);
    return offsets;
  }

  absl::StatusCode ErrorAt(const TopicPartition& tp, Offset offset) {
    const Polled polled = Await(*log().OpenReader(tp, offset), 1);
    EXPECT_THAT(polled.records, IsEmpty());
    return polled.error.code();
  }

  Log& log() { return harness_->log(); }

  std::unique_ptr<ContractHarness> harness_ = ContractHarness::Make();
};

TEST_F(LogContractTest, WhatIsWrittenIsReadBackInOrder) {
  const TopicPartition tp{Create("round-trip"), 0};
  auto writer = log().OpenWriter();
  const std::string binary("\0\xff\n", 3);
  ASSERT_TRUE(writer->Produce(tp, {"key", binary, {{"h1", "v1"}, {"h2", ""}, {"h1", binary}}}, 7));
  ASSERT_TRUE(writer->Produce(tp, {"key", std::nullopt, {}}, 8));
  ASSERT_TRUE(writer->Produce(tp, {"", "", {}}, 9));
  const auto delivered = Await(*writer, 3);
  const Polled polled = Await(*log().OpenReader(tp, 0), 3);
  ASSERT_TRUE(polled.error.ok()) << polled.error;
  ASSERT_THAT(polled.records, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(delivered[i].id, 7 + i);
    EXPECT_TRUE(delivered[i].status.ok());
    EXPECT_EQ(delivered[i].offset, polled.records[i].offset);
    EXPECT_NEAR(static_cast<double>(polled.records[i].broker_time), static_cast<double>(harness_->Now()), 10e6);
  }
  EXPECT_EQ(polled.records[0].key, "key");
  EXPECT_EQ(polled.records[0].value, binary);
  EXPECT_EQ(polled.records[0].headers, (Headers{{"h1", "v1"}, {"h2", ""}, {"h1", binary}}));
  EXPECT_EQ(polled.records[1].value, std::nullopt);
  EXPECT_EQ(polled.records[2].key, "");
  EXPECT_EQ(polled.records[2].value, "");
  EXPECT_THAT(polled.records[2].headers, IsEmpty());
}

TEST_F(LogContractTest, DeliveriesComeInTheOrderOfProduction) {
  const std::string topic = Create("deliveries", 3);
  auto writer = log().OpenWriter();
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(writer->Produce({topic, i % 3}, {"k", std::to_string(i), {}}, static_cast<std::uint64_t>(i)));
  }
  const auto delivered = Await(*writer, 3000);
  for (std::size_t i = 0; i < delivered.size(); ++i) {
    ASSERT_EQ(delivered[i].id, i);
    ASSERT_TRUE(delivered[i].status.ok());
    ASSERT_EQ(delivered[i].offset, static_cast<Offset>(i / 3));
  }
  EXPECT_THAT(writer->Poll(absl::ZeroDuration()), IsEmpty());
}

TEST_F(LogContractTest, ReadingBeginsWhereItIsTold) {
  const TopicPartition tp{Create("middle"), 0};
  Fill(tp, 5);
  EXPECT_THAT(Offsets(Await(*log().OpenReader(tp, 3), 2)), ElementsAre(3, 4));
}

TEST_F(LogContractTest, APollTakesNoMoreThanItMay) {
  const TopicPartition tp{Create("bounded"), 0};
  Fill(tp, 5);
  auto reader = log().OpenReader(tp, 0);
  EXPECT_THAT(Offsets(Await(*reader, 5, 2)), ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(LogContractTest, AtTheEndNothingComesAndLaterWhatIsNew) {
  const TopicPartition tp{Create("end"), 0};
  Fill(tp, 2);
  auto reader = log().OpenReader(tp, 2);
  const Polled none = reader->Poll(10, kWait);
  EXPECT_TRUE(none.error.ok()) << none.error;
  EXPECT_THAT(none.records, IsEmpty());
  Fill(tp, 1);
  EXPECT_THAT(Offsets(Await(*reader, 1)), ElementsAre(2));
}

TEST_F(LogContractTest, ReadersOfOnePartitionDoNotDisturbEachOther) {
  const TopicPartition tp{Create("twice"), 0};
  Fill(tp, 4);
  auto first = log().OpenReader(tp, 2);
  auto second = log().OpenReader(tp, 0);
  EXPECT_THAT(Offsets(Await(*first, 2)), ElementsAre(2, 3));
  EXPECT_THAT(Offsets(Await(*second, 4)), ElementsAre(0, 1, 2, 3));
  first.reset();
  first = log().OpenReader(tp, 1);
  EXPECT_THAT(Offsets(Await(*first, 3)), ElementsAre(1, 2, 3));
}

TEST_F(LogContractTest, PositionsOutsideThePartitionAreErrorsThatStay) {
  const TopicPartition tp{Create("range"), 0};
  Fill(tp, 5);
  harness_->DeleteRecords(tp, 2);
  EXPECT_EQ(ErrorAt(tp, -1), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ErrorAt(tp, 1), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(Offsets(Await(*log().OpenReader(tp, 2), 3)), ElementsAre(2, 3, 4));
  auto beyond = log().OpenReader(tp, 6);
  EXPECT_EQ(Await(*beyond, 1).error.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(beyond->Poll(10, absl::ZeroDuration()).error.code(), absl::StatusCode::kOutOfRange);
}

TEST_F(LogContractTest, BoundsAreThoseOfThePartition) {
  const std::string topic = Create("bounds", 2);
  Fill({topic, 1}, 5);
  harness_->DeleteRecords({topic, 1}, 2);
  const auto bounds = log().QueryBounds({topic, 1}, kTimeout);
  ASSERT_TRUE(bounds.ok()) << bounds.status();
  EXPECT_EQ(bounds->begin, 2);
  EXPECT_EQ(bounds->end, 5);
  EXPECT_EQ(log().QueryBounds({topic, 0}, kTimeout)->end, 0);
  EXPECT_EQ(log().QueryBounds({topic, 2}, kTimeout).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(log().QueryBounds({Name("nowhere"), 0}, kTimeout).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(LogContractTest, TopicsAreCreatedOnceAndListedByPrefix) {
  const std::string prefix = Name("list");
  Recreate(prefix + ".b", 2);
  Recreate(prefix + ".a", 1);
  Recreate(prefix + ".b", 2);
  EXPECT_EQ(log().CreateTopic({.name = prefix + ".b", .partitions = 3}, kTimeout).code(),
            absl::StatusCode::kFailedPrecondition);
  const auto topics = log().ListTopics(prefix, kTimeout);
  ASSERT_TRUE(topics.ok()) << topics.status();
  ASSERT_THAT(*topics, SizeIs(2));
  EXPECT_EQ((*topics)[0].name, prefix + ".a");
  EXPECT_EQ((*topics)[0].partitions, 1);
  EXPECT_EQ((*topics)[1].name, prefix + ".b");
  EXPECT_EQ((*topics)[1].partitions, 2);
}

TEST_F(LogContractTest, ATopicThatIsNotThereIsNotFound) {
  const TopicPartition tp{Name("nowhere"), 0};
  EXPECT_EQ(ErrorAt(tp, 0), absl::StatusCode::kNotFound);
  auto writer = log().OpenWriter();
  ASSERT_TRUE(writer->Produce(tp, {"k", "v", {}}, 1));
  ASSERT_TRUE(writer->Produce(tp, {"k", "v", {}}, 2));
  const auto delivered = Await(*writer, 2);
  EXPECT_EQ(delivered.at(0).id, 1U);
  EXPECT_EQ(delivered.at(0).status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(delivered.at(1).status.code(), absl::StatusCode::kNotFound);
}

TEST_F(LogContractTest, AfterAFailureAWriterFailsEverything) {
  const std::string topic = Create("failed");
  auto writer = log().OpenWriter();
  ASSERT_TRUE(writer->Produce({topic, 5}, {"k", "v", {}}, 1));
  ASSERT_FALSE(Await(*writer, 1).at(0).status.ok());
  ASSERT_TRUE(writer->Produce({topic, 0}, {"k", "v", {}}, 2));
  const auto delivered = Await(*writer, 1);
  EXPECT_EQ(delivered.at(0).id, 2U);
  EXPECT_FALSE(delivered.at(0).status.ok());
  EXPECT_EQ(log().QueryBounds({topic, 0}, kTimeout)->end, 0);
}

TEST_F(LogContractTest, ARecreatedTopicIsNoticedByAReaderBeyondItsEnd) {
  const TopicPartition tp{Create("again"), 0};
  Fill(tp, 5);
  auto reader = log().OpenReader(tp, 0);
  ASSERT_THAT(Await(*reader, 5).records, SizeIs(5));
  harness_->DeleteTopic(tp.topic);
  Recreate(tp.topic);
  const Polled polled = Await(*reader, 1);
  EXPECT_THAT(polled.records, IsEmpty());
  EXPECT_TRUE(absl::IsOutOfRange(polled.error) || absl::IsNotFound(polled.error)) << polled.error;
  Fill(tp, 1);
  EXPECT_THAT(Offsets(Await(*log().OpenReader(tp, 0), 1)), ElementsAre(0));
}

TEST_F(LogContractTest, ADestroyedWriterDoesNotWait) {
  const TopicPartition tp{Create("dropped"), 0};
  auto writer = log().OpenWriter();
  for (std::uint64_t i = 0; i < 1000; ++i) ASSERT_TRUE(writer->Produce(tp, {"k", "v", {}}, i));
  const std::int64_t before = SystemClock().BootNow();
  writer.reset();
  EXPECT_LT(SystemClock().BootNow() - before, kMicrosPerSecond);
}

}  // namespace
}  // namespace padu::stream
