#include "common/journal/topic_reader.h"

#include <gtest/gtest.h>

namespace padu::journal {
namespace {

using Kind = TopicReader::Fed::Kind;

constexpr Epoch kOne{1, 0xA};
constexpr Epoch kTwo{2, 0xB};

std::string RowBytes(Sequence sequence, const Epoch& decided) {
  Row row;
  row.set_sequence(sequence);
  row.set_epoch_number(decided.number);
  row.set_epoch_life(decided.life);
  row.set_decided_at(1000 + static_cast<std::int64_t>(sequence));
  return row.SerializeAsString();
}

// A topic being read: each call appends one record and feeds it.
class TopicReaderTest : public testing::Test {
 protected:
  stream::Record At(stream::Offset offset, stream::OutRecord out) {
    return {.offset = offset,
            .broker_time = 5000 + offset,
            .key = out.key,
            .value = std::move(out.value),
            .headers = std::move(out.headers)};
  }
  stream::Record Marker(const Epoch& epoch, const char* instance = "a") {
    return At(end_++, EncodeMarker(epoch, instance));
  }
  // Rows [first, first + decided.size()), each decided in the epoch named.
  stream::Record Rows(const Epoch& published, Sequence first, const std::vector<Epoch>& decided) {
    std::string run;
    for (std::size_t i = 0; i < decided.size(); ++i) AppendToRun(run, RowBytes(first + i, decided[i]));
    return At(end_++, EncodeRows(published, first, static_cast<std::uint32_t>(decided.size()), run));
  }
  Kind FeedRecord(const stream::Record& record) {
    const TopicReader::Fed fed = reader_.Feed(record);
    accepted_.clear();
    for (const RowHead& head : fed.accepted) accepted_.push_back(head.sequence);
    return fed.kind;
  }
  using Sequences = std::vector<Sequence>;

  TopicReader reader_;
  stream::Offset end_ = 0;
  Sequences accepted_;
};

TEST_F(TopicReaderTest, AcceptsTheNextSequencesOfTheEpochInForce) {
  EXPECT_EQ(FeedRecord(Marker(kOne)), Kind::kMarker);
  EXPECT_EQ(reader_.in_force(), kOne);
  EXPECT_EQ(FeedRecord(Rows(kOne, 0, {kOne, kOne})), Kind::kRows);
  EXPECT_EQ(accepted_, Sequences({0, 1}));
  EXPECT_EQ(FeedRecord(Rows(kOne, 2, {kOne})), Kind::kRows);
  EXPECT_EQ(accepted_, Sequences({2}));
  EXPECT_EQ(reader_.next(), 3u);
  EXPECT_EQ(reader_.offset(), 3);
}

TEST_F(TopicReaderTest, PassesOverRecordsOfALowerEpoch) {
  FeedRecord(Marker(kOne));
  FeedRecord(Marker(kTwo));
  EXPECT_EQ(FeedRecord(Rows(kOne, 0, {kOne})), Kind::kPassedOver);
  EXPECT_EQ(reader_.next(), 0u);
  EXPECT_EQ(reader_.offset(), 3);
}

TEST_F(TopicReaderTest, ReadsAgainOnceBelowARecordOfAHigherEpochThenPassesItOver) {
  FeedRecord(Marker(kOne));
  FeedRecord(Rows(kOne, 0, {kOne}));
  const stream::Record orphan = Rows({3, 0xC}, 1, {{3, 0xC}});
  EXPECT_EQ(FeedRecord(orphan), Kind::kReadAgain);
  EXPECT_EQ(reader_.offset(), 2) << "the record is still to be read";
  reader_.Restart(0);
  end_ = 0;
  EXPECT_EQ(FeedRecord(Marker(kOne)), Kind::kMarker);
  EXPECT_EQ(FeedRecord(Rows(kOne, 0, {kOne})), Kind::kRows);
  EXPECT_EQ(accepted_, Sequences()) << "taken before";
  EXPECT_EQ(FeedRecord(orphan), Kind::kPassedOver);
  EXPECT_EQ(reader_.next(), 1u);
  EXPECT_EQ(reader_.offset(), 3);
}

TEST_F(TopicReaderTest, TheSameNumberOfAnotherLifeIsNotTheEpochInForce) {
  FeedRecord(Marker(kOne));
  const Epoch other{1, 0xB};
  const stream::Record foreign = Rows(other, 0, {other});
  EXPECT_EQ(FeedRecord(foreign), Kind::kReadAgain);
  reader_.Restart(0);
  end_ = 0;
  FeedRecord(Marker(kOne));
  EXPECT_EQ(FeedRecord(foreign), Kind::kPassedOver);
  EXPECT_EQ(reader_.next(), 0u);
}

TEST_F(TopicReaderTest, ReadingAgainFindsAMarkerThatWasMissed) {
  FeedRecord(Marker(kOne));
  FeedRecord(Rows(kOne, 0, {kOne}));
  // The topic lost its tail and went on differently below this reader's position.
  const stream::Record theirs = Rows(kTwo, 1, {kTwo});
  EXPECT_EQ(FeedRecord(theirs), Kind::kReadAgain);
  reader_.Restart(0);
  end_ = 0;
  FeedRecord(Marker(kOne));
  EXPECT_EQ(FeedRecord(Marker(kTwo, "b")), Kind::kMarker);
  EXPECT_EQ(FeedRecord(theirs), Kind::kRows);
  EXPECT_EQ(accepted_, Sequences({1}));
  EXPECT_EQ(reader_.instance(), "b");
}

TEST_F(TopicReaderTest, AMarkerCountsOnlyWithTheNextNumber) {
  FeedRecord(Marker(kOne, "a"));
  EXPECT_EQ(FeedRecord(Marker({1, 0xB}, "b")), Kind::kVoidMarker) << "two began at once: the later is void";
  EXPECT_EQ(FeedRecord(Marker({3, 0xC}, "c")), Kind::kVoidMarker);
  EXPECT_EQ(reader_.in_force(), kOne);
  EXPECT_EQ(reader_.instance(), "a");
  EXPECT_EQ(FeedRecord(Marker(kTwo, "b")), Kind::kMarker);
}

TEST_F(TopicReaderTest, ALowerSequenceMustHaveTheDecidedEpochThatIsHeld) {
  FeedRecord(Marker(kOne));
  FeedRecord(Rows(kOne, 0, {kOne, kOne}));
  FeedRecord(Marker(kTwo));
  EXPECT_EQ(FeedRecord(Rows(kTwo, 0, {kOne, kOne, kTwo})), Kind::kRows) << "published again, overlapping";
  EXPECT_EQ(accepted_, Sequences({2}));
  EXPECT_EQ(FeedRecord(Rows(kTwo, 1, {kTwo})), Kind::kRewritten);
}

TEST_F(TopicReaderTest, ALowerSequenceOfTheSameNumberAndAnotherLifeIsRewrittenHistory) {
  FeedRecord(Marker(kOne));
  FeedRecord(Rows(kOne, 0, {kOne}));
  EXPECT_EQ(FeedRecord(Rows(kOne, 0, {{1, 0xB}})), Kind::kRewritten);
}

TEST_F(TopicReaderTest, ARewrittenRecordIsTakenNotAtAll) {
  FeedRecord(Marker(kOne));
  FeedRecord(Marker(kTwo));
  EXPECT_EQ(FeedRecord(Rows(kTwo, 0, {kTwo, kOne})), Kind::kRewritten) << "epochs of decisions never descend";
  EXPECT_EQ(reader_.next(), 0u);
  EXPECT_EQ(reader_.offset(), 2);
  EXPECT_TRUE(reader_.line().stretches().empty());
}

TEST_F(TopicReaderTest, AHigherSequenceOpensAGapThatPublishingAgainCloses) {
  FeedRecord(Marker(kOne));
  FeedRecord(Rows(kOne, 0, {kOne}));
  EXPECT_EQ(FeedRecord(Rows(kOne, 2, {kOne})), Kind::kRows);
  EXPECT_EQ(accepted_, Sequences());
  EXPECT_TRUE(reader_.gap());
  EXPECT_EQ(FeedRecord(Rows(kOne, 1, {kOne, kOne})), Kind::kRows);
  EXPECT_EQ(accepted_, Sequences({1, 2}));
  EXPECT_FALSE(reader_.gap());
}

TEST_F(TopicReaderTest, TheLineNamesTheEpochThatDecidedEachRow) {
  FeedRecord(Marker(kOne));
  FeedRecord(Rows(kOne, 0, {kOne}));
  FeedRecord(Marker(kTwo));
  FeedRecord(Rows(kTwo, 1, {kOne, kTwo, kTwo}));
  EXPECT_EQ(reader_.line().Of(1), kOne);
  EXPECT_EQ(reader_.line().Of(2), kTwo);
  EXPECT_EQ(reader_.line().stretches(), (std::vector<EpochLine::Stretch>{{kOne, 0}, {kTwo, 2}}));
}

TEST_F(TopicReaderTest, ItsStateComesBackWhole) {
  FeedRecord(Marker(kOne, "here"));
  FeedRecord(Rows(kOne, 0, {kOne, kOne}));
  FeedRecord(Marker(kTwo, "there"));
  FeedRecord(Rows(kTwo, 2, {kTwo}));
  const TopicReader back(reader_.state());
  EXPECT_EQ(back.in_force(), kTwo);
  EXPECT_EQ(back.instance(), "there");
  EXPECT_EQ(back.next(), 3u);
  EXPECT_EQ(back.offset(), 4);
  EXPECT_EQ(back.line(), reader_.line());
  EXPECT_EQ(back.last_digest(), reader_.last_digest());
  EXPECT_EQ(back.state().SerializeAsString(), reader_.state().SerializeAsString());
}

TEST_F(TopicReaderTest, ForgettingTakesTheRowsAnew) {
  FeedRecord(Marker(kOne));
  FeedRecord(Rows(kOne, 0, {kOne}));
  reader_.Forget(0);
  end_ = 0;
  FeedRecord(Marker(kTwo));
  EXPECT_EQ(reader_.in_force(), Epoch{}) << "nothing is in force at the topic's start but number 0";
  EXPECT_EQ(reader_.next(), 0u);
}

TEST_F(TopicReaderTest, ARecordWithoutTheHeaderStopsTheInput) {
  stream::Record record{.offset = 0, .broker_time = 0, .key = "", .value = "x", .headers = {}};
  EXPECT_EQ(FeedRecord(record), Kind::kUnreadable);
  EXPECT_EQ(reader_.offset(), 0);
}

TEST_F(TopicReaderTest, PartOfARecordCanBeTaken) {
  FeedRecord(Marker(kOne));
  const stream::Record record = Rows(kOne, 0, {kOne, kOne});
  TopicReader partial = reader_;
  const TopicReader::Fed fed = reader_.Feed(record);
  ASSERT_EQ(fed.accepted.size(), 2u);
  partial.TakePart(fed.accepted[0]);
  EXPECT_EQ(partial.next(), 1u);
  EXPECT_EQ(partial.offset(), 1) << "the record is read again";
  const TopicReader::Fed rest = partial.Feed(record);
  ASSERT_EQ(rest.accepted.size(), 1u);
  EXPECT_EQ(rest.accepted[0].sequence, 1u);
  EXPECT_EQ(partial.state().SerializeAsString(), reader_.state().SerializeAsString());
}

}  // namespace
}  // namespace padu::journal
