#include <gtest/gtest.h>

#include "common/base/status.h"
#include "common/journal/owner.h"
#include "common/store/fake_store.h"
#include "common/stream/fake_log.h"
#include "google/protobuf/wrappers.pb.h"

namespace padu::journal {
namespace {

using google::protobuf::StringValue;

constexpr UnixMicros kStart = 1'700'000'000 * kMicrosPerSecond;
constexpr char kBox[] = "box.a";
constexpr char kOther[] = "box.b";

// A submission's text is its own id: the first is posted, more of the same are seen.
class SeenMachine final : public Machine {
 public:
  std::uint32_t FoldVersion() const override { return 1; }
  std::unique_ptr<MessageLite> NewFact() const override { return std::make_unique<StringValue>(); }
  bool Knows(const MessageLite& fact) const override { return true; }
  void Evolve(const MessageLite& fact, const Place&, store::Txn& own) const override {
    const std::string& text = static_cast<const StringValue&>(fact).value();
    if (text.starts_with("posted ")) own.Put(KeyWriter(0x10).Text(text.substr(7)).str(), "");
  }
  absl::StatusOr<Decision> DecideCommand(const Command&, const Moment&, const store::Reader&, Emitter&) const override {
    return absl::UnimplementedError("no commands");
  }
  void DecideSubmission(const Submission& submission, const Moment&, const store::Reader& tables,
                        Emitter& out) const override {
    const std::string& id = static_cast<const StringValue&>(*submission.content).value();
    std::string value;
    StringValue fact;
    fact.set_value((tables.Get(KeyWriter(0x10).Text(id).str(), &value) ? "seen " : "posted ") + id);
    out.Emit(fact);
  }
};

class TextIntake final : public Intake {
 public:
  std::shared_ptr<const MessageLite> Translate(std::string_view, const stream::Record& record) const override {
    auto text = std::make_shared<StringValue>();
    text->set_value(*record.value);
    return text;
  }
  common::v1::KeyedDigest Digest(std::string_view, const stream::Record& record) const override {
    common::v1::KeyedDigest digest;
    digest.set_hmac(*record.value);
    return digest;
  }
};

// An owner of one partition with two letter boxes, each round a millisecond.
class OwnerOperatorTest : public testing::Test {
 protected:
  OwnerOperatorTest() {
    for (const std::string& topic : {std::string(kBox), std::string(kOther), JournalTopic("down")}) {
      EXPECT_TRUE(
          log_.CreateTopic({.name = topic, .partitions = 1, .replication = 1, .config = {}}, absl::Seconds(1)).ok());
    }
    Start();
  }

  void Start() {
    owner_.reset();
    OwnerOptions options;
    options.service = "down";
    options.instance = "one";
    options.life = ++life_;
    options.intake = &intake_;
    options.box_prefix = "box.";
    options.owns_box = [](const std::string&) { return true; };
    owner_ = std::make_unique<Owner>(machine_, Ports{log_, store_, clock_, watch_}, std::move(options));
    Run();
    ASSERT_EQ(owner_->phase(), Owner::Phase::kServing) << owner_->stage_name();
  }

  // Long enough for anything that comes by itself, and for what the watch of the cluster asks for each few seconds.
  void Run(int rounds = 12'000) {
    for (int i = 0; i < rounds; ++i) {
      owner_->Step();
      clock_.Advance(kMicrosPerMilli);
    }
  }

  void Publish(const std::string& box, const std::string& text) {
    broker_.Append({box, 0}, {.key = "", .value = text, .headers = {}});
  }

  OperatorCall Call(std::optional<absl::StatusOr<Answer>>& answer) {
    return {.caller = "operators/ani",
            .deadline_boot = clock_.BootNow() + 20 * kMicrosPerSecond,
            .done = [&answer](absl::StatusOr<Answer> given) { answer = std::move(given); }};
  }

  absl::StatusOr<Answer> Reopen(const BoxReopening& box) {
    std::optional<absl::StatusOr<Answer>> answer;
    owner_->ReopenBox(box, Call(answer));
    Run(100);
    return answer.value_or(absl::DeadlineExceededError("no answer"));
  }
  absl::StatusOr<Answer> ConfirmClock() {
    std::optional<absl::StatusOr<Answer>> answer;
    owner_->ConfirmClock(Call(answer));
    Run(100);
    return answer.value_or(absl::DeadlineExceededError("no answer"));
  }

  // The facts of the box's submissions in the journal, in order.
  std::vector<std::string> Verdicts(const std::string& box) {
    std::vector<std::string> verdicts;
    const auto rows = store_.Scan(RowKey(0), RowKey(owner_->committed()));
    for (; rows->Valid(); rows->Next()) {
      Row row;
      EXPECT_TRUE(row.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size())));
      if (row.cause().box().box() != box) continue;
      StringValue fact;
      EXPECT_TRUE(fact.ParseFromString(row.facts(0)));
      verdicts.push_back(fact.value());
    }
    return verdicts;
  }
  InputStatus StatusOf(const std::string& box) {
    for (const InputStatus& input : owner_->inputs()) {
      if (input.topic == box) return input;
    }
    ADD_FAILURE() << box << " is no input";
    return {};
  }

  FakeClock clock_{kStart};
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
  DirectWatch watch_{log_, clock_};
  store::FakeStore store_;
  const SeenMachine machine_;
  const TextIntake intake_;
  std::uint64_t life_ = 0;
  std::unique_ptr<Owner> owner_;
};

std::string ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->reason : std::string(status.message());
}

TEST_F(OwnerOperatorTest, ABoxThatStoppedIsReadOnAndItsIdsAreDecidedOnce) {
  for (const char* id : {"1", "2", "3"}) Publish(kBox, id);
  Run();
  broker_.RecreateTopic(kBox);
  for (const char* id : {"3", "4"}) Publish(kBox, id);
  Run();
  EXPECT_EQ(StatusOf(kBox).stopped, "BOX_TRUNCATED");
  EXPECT_EQ(StatusOf(kBox).next, 3);
  Publish(kOther, "other");
  Run();
  EXPECT_EQ(Verdicts(kOther), std::vector<std::string>{"posted other"}) << "the other goes on";

  const auto answer = Reopen({.topic = kBox, .offset = 0});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->row.cause().operator_().caller(), "operators/ani");
  EXPECT_EQ(answer->row.cause().operator_().action(), "ReopenBox");
  EXPECT_EQ(answer->row.engine_facts(0).box_opened().generation(), 2U);
  Run();
  const std::vector<std::string> all = {"posted 1", "posted 2", "posted 3", "seen 3", "posted 4"};
  EXPECT_EQ(Verdicts(kBox), all);
  EXPECT_EQ(StatusOf(kBox).stopped, "");
  EXPECT_EQ(StatusOf(kBox).generation, 2U);

  const auto again = Reopen({.topic = kBox, .offset = 0});
  EXPECT_EQ(ReasonOf(again.status()), "BOX_NOT_STOPPED") << "repeating is safe";
  Start();
  EXPECT_EQ(Verdicts(kBox), all) << "after a restart it goes on where it was";
  EXPECT_EQ(StatusOf(kBox).next, 2);
}

TEST_F(OwnerOperatorTest, AnOpenBoxIsReadAgainWhenTheOperatorInsists) {
  for (const char* id : {"1", "2"}) Publish(kBox, id);
  Run();
  ASSERT_TRUE(Reopen({.topic = kBox, .offset = 1, .even_if_open = true}).ok());
  Run();
  EXPECT_EQ(Verdicts(kBox), (std::vector<std::string>{"posted 1", "posted 2", "seen 2"}));
}

TEST_F(OwnerOperatorTest, ABoxThatNobodyKnowsIsRefused) {
  EXPECT_EQ(ReasonOf(Reopen({.topic = "box.c", .offset = 0}).status()), "BOX_UNKNOWN");
}

TEST_F(OwnerOperatorTest, AnExpiredBoxIsReadOnFromItsBegin) {
  Publish(kBox, "1");
  Run();
  broker_.SetAway(true);
  for (const char* id : {"2", "3", "4"}) Publish(kBox, id);
  broker_.RaiseBegin({kBox, 0}, 3);
  broker_.SetAway(false);
  Run();
  EXPECT_EQ(StatusOf(kBox).stopped, "BOX_EXPIRED");
  ASSERT_TRUE(Reopen({.topic = kBox, .offset = 3}).ok());
  Run();
  EXPECT_EQ(Verdicts(kBox), (std::vector<std::string>{"posted 1", "posted 4"}));
}

TEST_F(OwnerOperatorTest, ANewClockIsFollowedOnceItIsConfirmed) {
  EXPECT_EQ(ReasonOf(ConfirmClock().status()), "CLOCK_STEP_NOT_REFUSED");
  clock_.JumpWall(3 * kMicrosPerHour);
  Run();
  EXPECT_TRUE(owner_->clock_step_refused());
  const UnixMicros before = owner_->time();
  const auto answer = ConfirmClock();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->row.cause().operator_().caller(), "operators/ani");
  EXPECT_EQ(answer->row.engine_facts(0).clock_confirmed().wall(), answer->row.decided_at());
  EXPECT_GE(answer->row.decided_at(), before + 2 * kMicrosPerHour);
  EXPECT_FALSE(owner_->clock_step_refused());
  EXPECT_EQ(ReasonOf(ConfirmClock().status()), "CLOCK_STEP_NOT_REFUSED") << "repeating is safe";
}

TEST_F(OwnerOperatorTest, NothingIsAnsweredBeforeItsRowIsConfirmed) {
  for (const char* id : {"1", "2", "3"}) Publish(kBox, id);
  Run();
  broker_.RecreateTopic(kBox);
  Run();
  broker_.Hold();
  std::optional<absl::StatusOr<Answer>> answer;
  owner_->ReopenBox({.topic = kBox, .offset = 0}, Call(answer));
  Run(1'000);
  EXPECT_FALSE(answer.has_value());
  broker_.SetPolicy(nullptr);
  Run(1'000);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->ok()) << answer->status();
}

TEST_F(OwnerOperatorTest, BelowTheDiskReserveNoCommandIsBegun) {
  store_.SetFreeBytes(0);
  EXPECT_TRUE(absl::IsResourceExhausted(Reopen({.topic = kBox, .offset = 0, .even_if_open = true}).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(ConfirmClock().status()));
}

TEST_F(OwnerOperatorTest, TheTableHashIsThatOfARebuild) {
  for (const char* id : {"1", "2", "2"}) Publish(kBox, id);
  Run();
  ASSERT_TRUE(Reopen({.topic = kBox, .offset = 1, .even_if_open = true}).ok());
  Run();
  const std::string before = TableHash(store_);
  const Sequence rows = owner_->committed();
  EXPECT_EQ(TableHash(store_, [] { return true; }), before);
  owner_.reset();
  store_.DeleteRange("", "");
  Start();
  ASSERT_EQ(owner_->committed(), rows) << "nothing was decided since";
  EXPECT_EQ(TableHash(store_), before);
}

}  // namespace
}  // namespace padu::journal
