#include "common/journal/format.h"

#include <gtest/gtest.h>

#include "common/base/crypto.h"
#include "common/journal/engine_tables.h"
#include "common/journal/epoch_line.h"

namespace padu::journal {
namespace {

stream::Record AsRecord(const stream::OutRecord& out) {
  return {.offset = 0, .broker_time = 0, .key = out.key, .value = out.value, .headers = out.headers};
}

Row SampleRow(Sequence sequence) {
  Row row;
  row.set_sequence(sequence);
  row.set_epoch_number(3);
  row.set_epoch_life(0x0102030405060708);
  row.set_decided_at(1000);
  row.mutable_cause()->mutable_time();
  row.add_upstream_next(9);
  row.add_facts("f");
  return row;
}

TEST(FormatTest, MarkerHasTheseBytesForEver) {
  const stream::OutRecord marker = EncodeMarker({3, 0x0102030405060708}, "r-1");
  ASSERT_EQ(marker.headers.size(), 1u);
  EXPECT_EQ(marker.headers[0].first, "padu");
  EXPECT_EQ(Hex(marker.headers[0].second),
            "01010000000000000003010203040506070872"
            "2d31");
  EXPECT_EQ(marker.value, "");
}

TEST(FormatTest, RowsRecordHasTheseBytesForEver) {
  std::string run;
  AppendToRun(run, "ab");
  const stream::OutRecord rows = EncodeRows({3, 0x0102030405060708}, 7, 1, run);
  EXPECT_EQ(Hex(rows.headers.at(0).second),
            "0102000000000000000301020304050607080000000000000007"
            "00000001");
  EXPECT_EQ(Hex(*rows.value), "0a026162");
}

TEST(FormatTest, RowHasTheseBytesForEver) {
  EXPECT_EQ(Hex(SampleRow(7).SerializeAsString()),
            "08071003190807060504030201"
            "20e8072a022a00"
            "3201093a0166");
}

TEST(FormatTest, RunIsTheSerialisedRowRun) {
  common::v1::RowRun run;
  std::string bytes;
  for (const Sequence sequence : {0u, 1u, 300u}) {
    run.add_rows(SampleRow(sequence).SerializeAsString());
    AppendToRun(bytes, run.rows(run.rows_size() - 1));
  }
  EXPECT_EQ(bytes, run.SerializeAsString());
}

TEST(FormatTest, FramesComeBack) {
  auto marker = DecodeFrame(AsRecord(EncodeMarker({3, 4}, "r-1")));
  ASSERT_TRUE(marker.ok());
  EXPECT_EQ(marker->kind, Frame::Kind::kMarker);
  EXPECT_EQ(marker->published, (Epoch{3, 4}));
  EXPECT_EQ(marker->instance, "r-1");

  std::string run;
  AppendToRun(run, SampleRow(0).SerializeAsString());
  AppendToRun(run, SampleRow(1).SerializeAsString());
  const stream::Record record = AsRecord(EncodeRows({5, 6}, 0, 2, run));
  auto rows = DecodeFrame(record);
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(rows->published, (Epoch{5, 6}));
  auto heads = DecodeRun(*rows, *record.value);
  ASSERT_TRUE(heads.ok());
  ASSERT_EQ(heads->size(), 2u);
  EXPECT_EQ((*heads)[1].sequence, 1u);
  EXPECT_EQ((*heads)[1].decided, (Epoch{3, 0x0102030405060708}));
  EXPECT_EQ((*heads)[1].bytes, SampleRow(1).SerializeAsString());
}

TEST(FormatTest, BadRunsAreRefused) {
  std::string run;
  AppendToRun(run, SampleRow(4).SerializeAsString());
  Frame frame;
  frame.first = 4;
  frame.count = 1;
  EXPECT_TRUE(DecodeRun(frame, run).ok());
  EXPECT_FALSE(DecodeRun(frame, run.substr(0, run.size() - 1)).ok()) << "breaks off";
  EXPECT_FALSE(DecodeRun(frame, run + "x").ok());
  frame.count = 2;
  EXPECT_FALSE(DecodeRun(frame, run).ok()) << "fewer rows than the header says";
  frame.count = 1;
  frame.first = 5;
  EXPECT_FALSE(DecodeRun(frame, run).ok()) << "another first sequence";
}

TEST(FormatTest, BadHeadersAreRefused) {
  stream::Record record = AsRecord(EncodeMarker({1, 1}, "i"));
  std::string& header = record.headers[0].second;
  header[0] = 2;
  EXPECT_FALSE(DecodeFrame(record).ok()) << "a later version";
  header[0] = 1;
  header[1] = 3;
  EXPECT_FALSE(DecodeFrame(record).ok()) << "an unknown kind";
  header.resize(17);
  EXPECT_FALSE(DecodeFrame(record).ok()) << "too short";
  record.headers.clear();
  EXPECT_FALSE(DecodeFrame(record).ok());
}

TEST(EngineTablesTest, KeysHaveTheseBytesForEver) {
  EXPECT_EQ(Hex(OwnReaderKey()), "0001");
  EXPECT_EQ(Hex(ViewReaderKey(1)), "000200000001");
  EXPECT_EQ(Hex(FoldVersionKey()), "0003");
  EXPECT_EQ(Hex(CrashNoteKey()), "0004");
  EXPECT_EQ(Hex(RowKey(258)), "010000000000000102");
  EXPECT_EQ(Hex(EpochKey(1)), "020000000000000001");
  EXPECT_EQ(Hex(RequestKey("a", "b", "c")),
            "03"
            "610001"
            "620001"
            "630001");
  EXPECT_EQ(Hex(BoxKey("t")), "04740001");
}

TEST(EpochLineTest, NamesTheEpochOfEachRow) {
  EpochLine line;
  EXPECT_EQ(line.Last(), Epoch{});
  line.Add(0, {1, 1});
  line.Add(1, {1, 1});
  line.Add(2, {2, 7});
  line.Add(5, {2, 8});
  EXPECT_EQ(line.Of(1), (Epoch{1, 1}));
  EXPECT_EQ(line.Of(2), (Epoch{2, 7}));
  EXPECT_EQ(line.Of(4), (Epoch{2, 7}));
  EXPECT_EQ(line.Of(9), (Epoch{2, 8}));
  EXPECT_EQ(line.stretches().size(), 3u);
  line.CutAt(5);
  EXPECT_EQ(line.Last(), (Epoch{2, 7}));
  line.CutAt(0);
  EXPECT_TRUE(line.stretches().empty());
}

TEST(EpochLineDeathTest, ARowThatWasNeverAddedHasNoEpoch) {
  EpochLine line;
  line.Add(3, {1, 1});
  EXPECT_DEATH(line.Of(2), "broken invariant");
}

}  // namespace
}  // namespace padu::journal
