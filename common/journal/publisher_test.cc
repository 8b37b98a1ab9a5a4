#include "common/journal/publisher.h"

#include <gtest/gtest.h>

#include "common/journal/limits.h"
#include "common/journal/topic_reader.h"
#include "common/stream/fake_log.h"

namespace padu::journal {
namespace {

constexpr Epoch kEpoch{1, 0xA};
const stream::TopicPartition kTopic{"padu.toy.journal.v1", 0};

class PublisherTest : public testing::Test {
 protected:
  PublisherTest() {
    EXPECT_TRUE(
        log_.CreateTopic({.name = kTopic.topic, .partitions = 1, .replication = 1, .config = {}}, absl::Seconds(1))
            .ok());
    broker_.Append(kTopic, EncodeMarker(kEpoch, "a"));
  }
  DecidedRow MakeRow(Sequence sequence, std::size_t padding = 0) {
    Row row;
    row.set_sequence(sequence);
    row.set_epoch_number(kEpoch.number);
    row.set_epoch_life(kEpoch.life);
    row.add_facts(std::string(padding, 'x'));
    return {.sequence = sequence, .decided = kEpoch, .bytes = row.SerializeAsString()};
  }
  void AddRows(Publisher& publisher, Sequence first, Sequence end) {
    for (Sequence sequence = first; sequence < end; ++sequence) publisher.Add(MakeRow(sequence));
  }
  // How far any reader comes in the topic.
  Sequence Accepted() {
    TopicReader reader;
    for (const stream::Record& record : broker_.Records(kTopic)) reader.Feed(record);
    return reader.next();
  }

  FakeClock clock_{1'000'000};
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
};

TEST_F(PublisherTest, SendsRowsInOrderInOneRun) {
  Publisher publisher(log_, kTopic, kEpoch);
  AddRows(publisher, 0, 5);
  EXPECT_FALSE(publisher.rows_out());
  publisher.Poll();
  EXPECT_TRUE(publisher.rows_out());
  EXPECT_EQ(broker_.Records(kTopic).size(), 2u);
  EXPECT_EQ(Accepted(), 5u);
}

TEST_F(PublisherTest, KeepsRowsUntilTheyAreConfirmed) {
  Publisher publisher(log_, kTopic, kEpoch);
  AddRows(publisher, 7, 10);
  publisher.Poll();
  EXPECT_EQ(publisher.unconfirmed_rows(), 3u);
  EXPECT_EQ(publisher.Find(8), MakeRow(8).bytes);
  publisher.Confirm(9);
  EXPECT_EQ(publisher.unconfirmed_rows(), 1u);
  EXPECT_EQ(publisher.Find(8), std::nullopt);
  EXPECT_EQ(publisher.Find(9), MakeRow(9).bytes);
  EXPECT_EQ(publisher.Find(10), std::nullopt);
  EXPECT_TRUE(publisher.rows_out());
  publisher.Confirm(10);
  EXPECT_FALSE(publisher.rows_out());
  EXPECT_EQ(publisher.unconfirmed_bytes(), 0u);
}

TEST_F(PublisherTest, SendsAgainFromTheFirstUnconfirmedRowAfterAFailedReport) {
  Publisher publisher(log_, kTopic, kEpoch);
  AddRows(publisher, 0, 2);
  publisher.Poll();
  publisher.Confirm(1);
  broker_.NextFate(stream::Fate::kLoseThenFail);
  AddRows(publisher, 2, 4);
  publisher.Poll();
  EXPECT_EQ(Accepted(), 2u);
  publisher.Poll();
  EXPECT_EQ(Accepted(), 4u);
  const auto last = DecodeFrame(broker_.Records(kTopic).back());
  EXPECT_EQ(last->first, 1u) << "from the first unconfirmed, not from the first that failed";
}

TEST_F(PublisherTest, ResendingPublishesTheSameBytes) {
  Publisher publisher(log_, kTopic, kEpoch);
  AddRows(publisher, 0, 3);
  publisher.Poll();
  publisher.Resend();
  EXPECT_FALSE(publisher.rows_out());
  publisher.Poll();
  const auto& records = broker_.Records(kTopic);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[1].value, records[2].value);
  EXPECT_EQ(Accepted(), 3u);
}

TEST_F(PublisherTest, ARunIsClosedOnceItReachesItsBound) {
  Publisher publisher(log_, kTopic, kEpoch);
  const std::size_t half = kRunBytes / 2;
  for (Sequence sequence = 0; sequence < 5; ++sequence) publisher.Add(MakeRow(sequence, half));
  publisher.Add(MakeRow(5, kMaxRowBytes - 100));
  publisher.Poll();
  EXPECT_EQ(Accepted(), 6u);
  for (const stream::Record& record : broker_.Records(kTopic)) EXPECT_LT(record.value->size(), kMaxRecordBytes);
  EXPECT_GE(broker_.Records(kTopic).size(), 4u);
}

TEST_F(PublisherTest, WaitsWhileTheWritersQueueIsFull) {
  broker_.SetQueueBound(1);
  broker_.Hold();
  Publisher publisher(log_, kTopic, kEpoch);
  AddRows(publisher, 0, 1);
  EXPECT_TRUE(publisher.Poll());
  AddRows(publisher, 1, 3);
  EXPECT_FALSE(publisher.Poll());
  broker_.SetPolicy(nullptr);
  EXPECT_TRUE(publisher.Poll());
  EXPECT_EQ(Accepted(), 3u);
}

}  // namespace
}  // namespace padu::journal
