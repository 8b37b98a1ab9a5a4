#include "common/journal/decider.h"

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "common/journal/fold.h"
#include "common/store/fake_store.h"
#include "google/protobuf/wrappers.pb.h"

namespace padu::journal {
namespace {

using google::protobuf::StringValue;

constexpr Epoch kEpoch{2, 0xA};

// Facts are texts; each is kept under its row and counted. "no" is refused, "read" reads its own effects.
class TextMachine final : public Machine {
 public:
  std::vector<std::string> Upstreams() const override { return {"up"}; }
  std::uint32_t FoldVersion() const override { return 1; }
  std::unique_ptr<MessageLite> NewFact() const override { return std::make_unique<StringValue>(); }
  bool Knows(const MessageLite& fact) const override { return Text(fact) != "unknown"; }
  void Evolve(const MessageLite& fact, const Place& place, store::Txn& own) const override {
    own.Put(KeyWriter(0x10).U64(place.sequence).U32(static_cast<std::uint32_t>(place.index)).str(), Text(fact));
  }
  absl::Status EvolveView(int upstream, const Row& row, store::Txn& view) const override {
    if (row.facts(0) == "unknown") return absl::FailedPreconditionError("unknown");
    view.Put(KeyWriter(0x80).U64(row.sequence()).str(), row.facts(0));
    return absl::OkStatus();
  }
  absl::StatusOr<Decision> DecideCommand(const Command& command, const Moment& moment, const store::Reader& tables,
                                         Emitter& out) const override {
    const std::string& text = Text(*command.request);
    if (text == "no")
      return Refuse(absl::StatusCode::kNotFound, {.reason = "NO", .text_id = "", .text_en = "", .metadata = {}});
    StringValue fact;
    fact.set_value(text);
    out.Emit(fact);
    std::string own;
    EXPECT_TRUE(tables.Get(KeyWriter(0x10).U64(moment.sequence).U32(0).str(), &own)) << "it reads its own effects";
    return Decision{};
  }
  void DecideUpstream(int, const Row& row, const Moment&, const store::Reader& tables, Emitter& out) const override {
    std::string view;
    EXPECT_TRUE(tables.Get(KeyWriter(0x80).U64(row.sequence()).str(), &view)) << "the view has the row already";
    if (view == "quiet") return;
    StringValue fact;
    fact.set_value("saw " + view);
    out.Emit(fact);
  }

 private:
  static const std::string& Text(const MessageLite& fact) { return static_cast<const StringValue&>(fact).value(); }
};

class DeciderTest : public testing::Test {
 protected:
  Command MakeCommand(const std::string& text, const std::string& request_id) {
    Command command;
    command.cause.set_caller("c");
    command.cause.set_method("M");
    command.cause.set_request_id(request_id);
    command.cause.mutable_digest()->set_hmac(text);
    auto request = std::make_shared<StringValue>();
    request->set_value(text);
    command.request = request;
    return command;
  }
  Row UpRow(Sequence sequence, const std::string& fact) {
    Row row;
    row.set_sequence(sequence);
    row.add_facts(fact);
    return row;
  }
  std::vector<DecidedRow> Commit() {
    store::Batch changes;
    std::vector<DecidedRow> rows;
    decider_.TakeBatch(changes, rows);
    store_.Commit(changes, store::Durability::kSynced);
    decider_.BatchCommitted();
    return rows;
  }

  TextMachine machine_;
  store::FakeStore store_;
  Decider decider_{machine_, store_, kEpoch, JournalEnd{}, EpochLine{}, {0}};
};

TEST_F(DeciderTest, ACommandBecomesOneRow) {
  const auto result = decider_.DecideCommand(MakeCommand("a", "r1"), 500);
  EXPECT_TRUE(result.refusal.ok());
  EXPECT_TRUE(result.emitted);
  EXPECT_EQ(result.row, 0u);
  const auto rows = Commit();
  ASSERT_EQ(rows.size(), 1u);
  Row row;
  ASSERT_TRUE(row.ParseFromString(rows[0].bytes));
  EXPECT_EQ(row.sequence(), 0u);
  EXPECT_EQ(row.epoch_number(), kEpoch.number);
  EXPECT_EQ(row.epoch_life(), kEpoch.life);
  EXPECT_EQ(row.decided_at(), 500);
  EXPECT_EQ(row.cause().command().request_id(), "r1");
  EXPECT_EQ(row.upstream_next(0), 0u);
  EXPECT_EQ(row.facts_size(), 1);
  EXPECT_EQ(ReadJournalEnd(store_).next, 1u);
}

// The key that writes has changed between a request and its repetition.
TEST_F(DeciderTest, TheSameRequestIsReplayedAcrossARotation) {
  decider_.DecideCommand(MakeCommand("a", "r1"), 500);
  Command again = MakeCommand("a", "r1");
  again.digests.push_back(again.cause.digest());
  again.cause.mutable_digest()->set_key_version(1);
  again.cause.mutable_digest()->set_hmac("a under the next key");
  again.digests.insert(again.digests.begin(), again.cause.digest());
  EXPECT_TRUE(decider_.DecideCommand(again, 501).replayed);
  again.digests.pop_back();  // the old key was taken out
  EXPECT_EQ(RefusalOf(decider_.DecideCommand(again, 502).refusal)->reason, "REQUEST_ID_REUSED");
  Command other = MakeCommand("b", "r1");
  other.digests = {other.cause.digest()};
  EXPECT_EQ(RefusalOf(decider_.DecideCommand(other, 503).refusal)->reason, "REQUEST_ID_REUSED");
}

TEST_F(DeciderTest, TheSameRequestIdIsReplayedWithinTheBatchAndAfterIt) {
  decider_.DecideCommand(MakeCommand("a", "r1"), 500);
  auto again = decider_.DecideCommand(MakeCommand("a", "r1"), 501);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.row, 0u);
  EXPECT_EQ(Commit().size(), 1u);
  again = decider_.DecideCommand(MakeCommand("a", "r1"), 502);
  EXPECT_TRUE(again.replayed);
  EXPECT_FALSE(again.emitted);
  EXPECT_EQ(again.row, 0u);
  EXPECT_EQ(Commit().size(), 0u);
}

TEST_F(DeciderTest, ARequestIdForAnotherRequestIsRefused) {
  decider_.DecideCommand(MakeCommand("a", "r1"), 500);
  const auto other = decider_.DecideCommand(MakeCommand("b", "r1"), 501);
  EXPECT_EQ(other.refusal.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(RefusalOf(other.refusal)->reason, "REQUEST_ID_REUSED");
  EXPECT_EQ(Commit().size(), 1u);
}

TEST_F(DeciderTest, WithoutARequestIdEachIsDecided) {
  decider_.DecideCommand(MakeCommand("a", ""), 500);
  EXPECT_EQ(decider_.DecideCommand(MakeCommand("a", ""), 500).row, 1u);
}

TEST_F(DeciderTest, ARefusalLeavesNoRowAndItsRequestIdFree) {
  const auto refused = decider_.DecideCommand(MakeCommand("no", "r1"), 500);
  EXPECT_EQ(refused.refusal.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(decider_.batch_rows(), 0u);
  EXPECT_EQ(decider_.next(), 0u);
  EXPECT_TRUE(decider_.DecideCommand(MakeCommand("a", "r1"), 501).emitted);
}

TEST_F(DeciderTest, AnUpstreamRowIsFoldedAndAnswered) {
  EXPECT_TRUE(decider_.DecideUpstream(0, UpRow(0, "x"), 500).ok());
  EXPECT_TRUE(decider_.DecideUpstream(0, UpRow(1, "quiet"), 500).ok());
  EXPECT_TRUE(decider_.DecideUpstream(0, UpRow(2, "y"), 500).ok());
  const auto rows = Commit();
  ASSERT_EQ(rows.size(), 2u) << "a reaction may emit nothing";
  Row row;
  ASSERT_TRUE(row.ParseFromString(rows[1].bytes));
  EXPECT_EQ(row.upstream_next(0), 3u);
  EXPECT_EQ(row.cause().upstream().sequence(), 2u);
}

TEST_F(DeciderTest, AnUpstreamFactThatIsNotKnownChangesNothing) {
  EXPECT_TRUE(absl::IsFailedPrecondition(decider_.DecideUpstream(0, UpRow(0, "unknown"), 500)));
  EXPECT_EQ(Commit().size(), 0u);
  EXPECT_TRUE(decider_.DecideUpstream(0, UpRow(0, "x"), 500).ok()) << "its position did not move";
}

TEST_F(DeciderTest, RowsFoldToTheTablesThatTheDecisionsLeft) {
  decider_.DecideCommand(MakeCommand("a", "r1"), 500);
  decider_.DecideTime(400, 600);
  decider_.DecideCommand(MakeCommand("b", "r2"), 700);
  const auto rows = Commit();
  store::FakeStore rebuilt;
  store::Overlay overlay(rebuilt);
  EngineFold engine(EpochLine{});
  for (const DecidedRow& decided : rows) {
    Row row;
    ASSERT_TRUE(row.ParseFromString(decided.bytes));
    ASSERT_TRUE(FoldRow(machine_, row, engine, overlay).ok());
    overlay.Put(RowKey(row.sequence()), decided.bytes);
  }
  store::Batch batch;
  overlay.TakeTo(batch);
  rebuilt.Commit(batch, store::Durability::kSynced);
  EXPECT_EQ(TableHash(rebuilt), TableHash(store_));
  EXPECT_EQ(ReadInputTime(rebuilt), 400);
}

TEST_F(DeciderTest, AFactThatIsNotKnownStopsTheFold) {
  Row row;
  StringValue fact;
  fact.set_value("unknown");
  row.add_facts(fact.SerializeAsString());
  store::Overlay overlay(store_);
  EngineFold engine(EpochLine{});
  EXPECT_TRUE(absl::IsFailedPrecondition(FoldRow(machine_, row, engine, overlay)));
  EXPECT_TRUE(overlay.empty());
}

TEST_F(DeciderTest, FoldsOfTheOtherKindAreTurnedAway) {
  store::Overlay overlay(store_);
  TagGuard own = OwnTables(overlay);
  TagGuard view = ViewTables(overlay);
  own.Put("\x10", "");
  own.Put("\x7F", "");
  view.Put("\x80", "");
  view.Put("\xFF", "");
  std::string value;
  EXPECT_DEATH(static_cast<void>(own.Get("\x80", &value)), "other kind");
  EXPECT_DEATH(own.Put("\x0F", ""), "other kind");
  EXPECT_DEATH(view.Put("\x7F", ""), "other kind");
  EXPECT_DEATH(static_cast<void>(view.Scan("\x10", "\x11")), "other kind");
  EXPECT_DEATH(static_cast<void>(own.ScanBack("\x80", "\x81")), "other kind");
  EXPECT_DEATH(view.Delete(""), "other kind");
}

TEST_F(DeciderTest, TimeNeverGoesBack) {
  decider_.DecideTime(1, 500);
  EXPECT_DEATH(decider_.DecideTime(1, 499), "broken invariant");
}

}  // namespace
}  // namespace padu::journal
