// Each bound of limits.h from both sides: what is just allowed, what is just not, and that nothing is lost.
#include "common/journal/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "common/base/status.h"
#include "common/journal/owner.h"
#include "common/store/fake_store.h"
#include "common/stream/fake_log.h"
#include "google/protobuf/wrappers.pb.h"

namespace padu::journal {
namespace {

using google::protobuf::StringValue;

constexpr Epoch kEpoch{1, 0xA};
constexpr std::int64_t kDeadline = kMicrosPerHour;
const stream::TopicPartition kTopic{"padu.toy.journal.v1", 0};

std::shared_ptr<const MessageLite> Text(const std::string& text) {
  auto message = std::make_shared<StringValue>();
  message->set_value(text);
  return message;
}

// Facts are what comes in; each is counted in one own table.
class EchoMachine final : public Machine {
 public:
  std::uint32_t FoldVersion() const override { return 1; }
  std::unique_ptr<MessageLite> NewFact() const override { return std::make_unique<StringValue>(); }
  bool Knows(const MessageLite&) const override { return true; }
  void Evolve(const MessageLite&, const Place& place, store::Txn& own) const override {
    own.Put(KeyWriter(0x10).str(), KeyWriter().U64(place.sequence).str());
  }
  absl::StatusOr<Decision> DecideCommand(const Command& command, const Moment&, const store::Reader&,
                                         Emitter& out) const override {
    out.Emit(*command.request);
    return Decision{};
  }
  void DecideSubmission(const Submission& submission, const Moment&, const store::Reader&,
                        Emitter& out) const override {
    out.Emit(*submission.content);
  }
};

class EchoIntake final : public Intake {
 public:
  std::shared_ptr<const MessageLite> Translate(std::string_view, const stream::Record& record) const override {
    return Text(record.value.value_or(""));
  }
  common::v1::KeyedDigest Digest(std::string_view, const stream::Record& record) const override {
    common::v1::KeyedDigest digest;
    digest.set_hmac(record.value.value_or(""));
    return digest;
  }
};

Command MakeCommand(std::size_t bytes) {
  Command command;
  command.cause.set_caller("c");
  command.request = Text(std::string(bytes, 'x'));
  return command;
}

class DeciderLimitsTest : public testing::Test {
 protected:
  Decider MakeDecider() { return {machine_, store_, kEpoch, JournalEnd{}, EpochLine{}, {}}; }
  // The first row, of a command of so many bytes.
  DecidedRow RowOf(std::size_t bytes) {
    Decider decider = MakeDecider();
    decider.DecideCommand(MakeCommand(bytes), 1);
    store::Batch changes;
    std::vector<DecidedRow> rows;
    decider.TakeBatch(changes, rows);
    return std::move(rows.at(0));
  }
  // The bytes of a command whose row has exactly so many; the row's own are as many for all large ones.
  std::size_t BytesFor(std::size_t row_bytes) {
    const std::size_t near = row_bytes - 200;
    return row_bytes - (RowOf(near).bytes.size() - near);
  }

  EchoMachine machine_;
  store::FakeStore store_;
};

TEST_F(DeciderLimitsTest, ARowOfTheMostBytesIsDecided) {
  EXPECT_EQ(RowOf(BytesFor(kMaxRowBytes)).bytes.size(), kMaxRowBytes);
}

TEST_F(DeciderLimitsTest, AByteMoreIsABrokenInvariant) {
  EXPECT_DEATH(RowOf(BytesFor(kMaxRowBytes) + 1), "kMaxRowBytes");
}

TEST_F(DeciderLimitsTest, ARunIsClosedOnceItReachesItsBytes) {
  FakeClock clock{1'000'000};
  stream::FakeBroker broker{clock};
  stream::FakeLog log{broker};
  ASSERT_TRUE(log.CreateTopic({.name = kTopic.topic}, absl::Seconds(1)).ok());
  const auto in_run = [](const DecidedRow& row) {
    std::string run;
    AppendToRun(run, row.bytes);
    return run.size();
  };
  DecidedRow small = RowOf(1);
  small.sequence = 1;
  const std::size_t rest = kRunBytes - in_run(RowOf(BytesFor(kRunBytes / 2)));
  const auto records_of = [&](std::size_t run_bytes) {
    // Two rows that fill a run to so many bytes, and a small one.
    DecidedRow second = RowOf(BytesFor(run_bytes - (kRunBytes - rest) - 4));
    EXPECT_EQ(in_run(second), rest + run_bytes - kRunBytes);
    second.sequence = 1;
    DecidedRow third = small;
    third.sequence = 2;
    const stream::Offset before = broker.BoundsOf(kTopic).end;
    Publisher publisher(log, kTopic, kEpoch);
    publisher.Add(RowOf(BytesFor(kRunBytes / 2)));
    publisher.Add(std::move(second));
    publisher.Add(std::move(third));
    publisher.Poll();
    return broker.BoundsOf(kTopic).end - before;
  };
  EXPECT_EQ(records_of(kRunBytes - 1), 1) << "a row more is taken up";
  EXPECT_EQ(records_of(kRunBytes), 2);
}

TEST_F(DeciderLimitsTest, ARunAndARowMoreFitARecord) {
  std::string run(kRunBytes - 1, 'x');
  AppendToRun(run, RowOf(BytesFor(kMaxRowBytes)).bytes);
  const stream::OutRecord record = EncodeRows(kEpoch, 0, 2, run);
  std::size_t bytes = record.key.size() + record.value->size();
  for (const auto& [name, value] : record.headers) bytes += name.size() + value.size();
  constexpr std::size_t kFraming = 1024;
  EXPECT_LT(bytes + kFraming, kMaxRecordBytes);
}

// An owner that serves. Its first row says the time.
class OwnerLimitsTest : public DeciderLimitsTest {
 protected:
  OwnerLimitsTest() {
    EXPECT_TRUE(log_.CreateTopic({.name = kTopic.topic}, absl::Seconds(1)).ok());
    OwnerOptions options;
    options.service = "toy";
    options.instance = "a";
    options.life = 7;
    options.intake = &intake_;
    options.box_prefix = "box.";
    options.owns_box = [](const std::string&) { return true; };
    owner_ = std::make_unique<Owner>(machine_, Ports{log_, store_, clock_, watch_}, std::move(options));
    for (int step = 0; step < 1000 && !Settled(); ++step) owner_->Step();
    EXPECT_TRUE(Settled());
  }
  bool Settled() const { return owner_->serving() && owner_->committed() == 1 && owner_->confirmed() == 1; }
  void Submit(std::size_t bytes) {
    owner_->Submit(MakeCommand(bytes), kDeadline,
                   [this](const absl::StatusOr<Answer>& answer) { answer.ok() ? ++answered_ : ++refused_; });
  }
  void Submit(std::size_t count, std::size_t bytes) {
    for (std::size_t i = 0; i < count; ++i) Submit(bytes);
  }
  void Steps(int count = 5) {
    for (int i = 0; i < count; ++i) owner_->Step();
  }
  // A step begins to commit it, the next one ends that.
  void DecideOneBatch() { Steps(2); }
  std::size_t RowBytes(Sequence sequence) const {
    std::string bytes;
    EXPECT_TRUE(store_.Get(RowKey(sequence), &bytes));
    return bytes.size();
  }
  // The network brings what it held, and all of it is confirmed and answered.
  void ExpectNothingLost(std::size_t commands) {
    broker_.SetPolicy(nullptr);
    for (int i = 0; i < 1000 && owner_->confirmed() < commands + 1; ++i) owner_->Step();
    Steps();
    EXPECT_EQ(owner_->confirmed(), commands + 1);
    EXPECT_EQ(answered_, commands);
    EXPECT_EQ(refused_, 0u);
  }

  FakeClock clock_{1'700'000'000 * kMicrosPerSecond};
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
  DirectWatch watch_{log_, clock_};
  EchoIntake intake_;
  std::unique_ptr<Owner> owner_;
  std::size_t answered_ = 0;
  std::size_t refused_ = 0;
};

TEST_F(OwnerLimitsTest, ABatchTakesSoManyRowsAndTheNextOneTheRest) {
  Submit(kBatchRows, 1);
  DecideOneBatch();
  EXPECT_EQ(owner_->committed(), 1 + kBatchRows) << "just in one batch";
  Submit(kBatchRows + 1, 1);
  DecideOneBatch();
  EXPECT_EQ(owner_->committed(), 1 + 2 * kBatchRows);
  ExpectNothingLost(2 * kBatchRows + 1);
}

TEST_F(OwnerLimitsTest, ABatchIsClosedOnceItReachesItsBytes) {
  constexpr std::size_t kBytes = 100'000;
  Decider decider = MakeDecider();
  std::size_t most = 0;
  for (; decider.batch_bytes() < kBatchBytes; ++most) decider.DecideCommand(MakeCommand(kBytes), 1);
  Submit(most + 1, kBytes);
  DecideOneBatch();
  EXPECT_EQ(owner_->committed(), 1 + most);
  ExpectNothingLost(most + 1);
}

TEST_F(OwnerLimitsTest, AtTheMostUnconfirmedRowsNoMoreIsDecided) {
  broker_.Hold();
  const auto fill_to = [&](Sequence rows) {
    while (owner_->committed() < 1 + rows) {
      Submit(std::min<std::size_t>(kBatchRows, 1 + rows - owner_->committed()), 1);
      DecideOneBatch();
    }
    ASSERT_EQ(owner_->committed(), 1 + rows);
  };
  fill_to(kUnconfirmedRows - 1);
  Submit(1);
  Steps();
  EXPECT_EQ(owner_->committed(), 1 + kUnconfirmedRows) << "just allowed";
  Submit(1);
  Steps();
  EXPECT_EQ(owner_->committed(), 1 + kUnconfirmedRows) << "it waits";
  ExpectNothingLost(kUnconfirmedRows + 1);
}

TEST_F(OwnerLimitsTest, AtTheMostUnconfirmedBytesNoMoreIsDecided) {
  broker_.Hold();
  std::size_t commands = 0;
  std::size_t bytes = 0;
  const auto decide = [&](std::size_t row_bytes) {
    Submit(BytesFor(row_bytes));
    Steps();
    ASSERT_EQ(owner_->committed(), 1 + ++commands);
    bytes += RowBytes(commands);
  };
  while (bytes + kMaxRowBytes < kUnconfirmedBytes) decide(kMaxRowBytes / 2);
  // Rows of later sequences and times are some bytes longer than the first one.
  const std::size_t more = RowBytes(commands) - kMaxRowBytes / 2;
  decide((kUnconfirmedBytes - bytes) / 2);
  decide(kUnconfirmedBytes - 1 - bytes - more);
  ASSERT_EQ(bytes, kUnconfirmedBytes - 1);
  decide(1000);  // just allowed
  Submit(1);
  Steps();
  EXPECT_EQ(owner_->committed(), 1 + commands) << "it waits";
  ExpectNothingLost(commands + 1);
}

TEST_F(OwnerLimitsTest, AFullMailboxRefuses) {
  Submit(kMailboxCommands, 1);
  EXPECT_EQ(refused_, 0u);
  owner_->Submit(MakeCommand(1), kDeadline, [](const absl::StatusOr<Answer>& answer) {
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(RefusalOf(answer.status())->reason, "MAILBOX_FULL");
  });
  ExpectNothingLost(kMailboxCommands);
}

TEST_F(OwnerLimitsTest, AnInputHasItsTurnAfterSoManyRecordsOfAnother) {
  for (const char* box : {"box.a", "box.b"}) ASSERT_TRUE(log_.CreateTopic({.name = box}, absl::Seconds(1)).ok());
  Steps();
  const Sequence opened = owner_->committed();
  ASSERT_EQ(opened, 3u);
  for (int i = 0; i < kRecordsPerTurn + 1; ++i) {
    broker_.Append({"box.a", 0}, {.key = "", .value = "a" + std::to_string(i), .headers = {}});
  }
  broker_.Append({"box.b", 0}, {.key = "", .value = "b", .headers = {}});
  Steps();
  ASSERT_EQ(owner_->committed(), opened + kRecordsPerTurn + 2);
  const auto box_of = [&](Sequence sequence) {
    return GetProto<Row>(store_, RowKey(sequence)).value().cause().box().box();
  };
  // Whichever has the first turn, the last record of one box waits for the other.
  const bool a_first = box_of(opened) == "box.a";
  const Sequence b = a_first ? opened + kRecordsPerTurn : opened;
  for (Sequence sequence = opened; sequence < owner_->committed(); ++sequence) {
    EXPECT_EQ(box_of(sequence), sequence == b ? "box.b" : "box.a") << sequence - opened;
  }
}

}  // namespace
}  // namespace padu::journal
