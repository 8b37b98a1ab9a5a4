#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "common/base/status.h"
#include "common/stream/fake_log.h"
#include "services/paductl/completion.h"
#include "services/paductl/entries.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/publisher.h"
#include "services/paductl/sample/cloud_events.h"
#include "services/paductl/sample/reference.h"
#include "services/paductl/service_status.h"
#include "services/paductl/topics.h"

namespace padu::ctl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string RealTopics() {
  std::ifstream file("deploy/topics.yaml");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::map<std::string, stream::TopicSpec> ByName(const std::vector<stream::TopicSpec>& topics) {
  std::map<std::string, stream::TopicSpec> by_name;
  for (const stream::TopicSpec& spec : topics) by_name[spec.name] = spec;
  return by_name;
}

TEST(TopicsTest, TheRealOnesAreWhatTheDesignSays) {
  const auto topics = ParseTopics(RealTopics(), {.partitions = 7, .replication = 3});
  ASSERT_TRUE(topics.ok()) << topics.status();
  const auto by_name = ByName(*topics);
  for (const char* journal : {"padu.registry.journal.v1", "padu.ledger.journal.v1"}) {
    const stream::TopicSpec& spec = by_name.at(journal);
    EXPECT_EQ(spec.partitions, 7);
    EXPECT_EQ(spec.replication, 3);
    EXPECT_EQ(spec.config.at("retention.ms"), "-1");
    EXPECT_EQ(spec.config.at("cleanup.policy"), "delete");
    EXPECT_EQ(spec.config.at("message.timestamp.type"), "LogAppendTime");
    EXPECT_EQ(spec.config.at("min.insync.replicas"), "2");
    // common/journal/limits.h: kMaxRecordBytes, and room for the batch around it.
    EXPECT_GE(std::stoi(spec.config.at("max.message.bytes")), 2 * 1024 * 1024 + 1024);
  }
  EXPECT_EQ(by_name.at("padu.registry.keys.v1").config.at("cleanup.policy"), "compact");
  EXPECT_EQ(by_name.at("padu.registry.keys.v1").partitions, 7);
  const stream::TopicSpec& box = by_name.at("padu.aid.submitted.v1.6474.baznas");
  EXPECT_EQ(box.partitions, 1);
  EXPECT_EQ(box.config.at("retention.ms"), std::to_string(60LL * 24 * 60 * 60 * 1000));
  EXPECT_EQ(by_name.size(), 14U);
}

TEST(TopicsTest, EveryPrincipalMayWhatItNeedsAndNoMore) {
  const auto access = ParseAccess(RealTopics());
  ASSERT_TRUE(access.ok()) << access.status();
  std::map<std::string, std::string> told;
  for (const stream::Acl& acl : *access) {
    told[acl.principal] +=
        (acl.operation == stream::Acl::Operation::kWrite ? " w:" : " r:") + acl.topic + (acl.prefixed ? "*" : "");
  }
  EXPECT_EQ(told.at("6474.baznas"), " w:padu.aid.submitted.v1.6474.baznas");
  EXPECT_EQ(told.at("padu-gateway"), " w:padu.aid.submitted.v1.*");
  EXPECT_EQ(told.at("padu-ledger"),
            " r:padu.registry.journal.v1 w:padu.ledger.journal.v1 r:padu.ledger.journal.v1 r:padu.aid.submitted.v1.*");
  EXPECT_EQ(told.at("padu-registry"),
            " w:padu.registry.journal.v1 r:padu.registry.journal.v1 w:padu.registry.keys.v1 r:padu.registry.keys.v1");
  const auto topics = ParseTopics(RealTopics(), {});
  for (const auto& [principal, what] : told) {
    if (principal.starts_with("padu-")) continue;
    EXPECT_TRUE(ByName(*topics).contains("padu.aid.submitted.v1." + principal)) << principal;
  }
}

TEST(TopicsTest, EveryStakeholderOfTheReferenceHasALetterBox) {
  const auto topics = ParseTopics(RealTopics(), {});
  const auto reference = sample::LoadReference("deploy/data");
  ASSERT_TRUE(topics.ok() && reference.ok());
  const auto by_name = ByName(*topics);
  for (const sample::StakeholderRow& stakeholder : reference->stakeholders) {
    EXPECT_TRUE(by_name.contains(sample::LetterBox(reference->city, stakeholder.id))) << stakeholder.id;
  }
}

TEST(TopicsTest, SaysWhereAFileIsWrong) {
  const auto message = [](const char* yaml) { return std::string(ParseTopics(yaml, {}).status().message()); };
  EXPECT_THAT(message("topics:\n  - name: a\n"), HasSubstr("line 2: 'partitions' is missing"));
  EXPECT_THAT(message("topics:\n  - {name: a, partitions: none}\n"), HasSubstr("line 2"));
  EXPECT_THAT(message("topics: [\n"), HasSubstr("line"));
  EXPECT_THAT(message("topics: [{name: a, partitions: 1}, {name: a, partitions: 1}]"),
              HasSubstr("a stands there twice"));
  EXPECT_THAT(message(""), HasSubstr("no topics"));
}

TEST(TopicsTest, ApplyingTwiceChangesNothingAndATopicOfOtherSizeIsToldOf) {
  FakeClock clock(1'000'000);
  stream::FakeBroker broker(clock);
  stream::FakeLog log(broker);
  const auto four = ParseTopics(RealTopics(), {.partitions = 4});
  const auto eight = ParseTopics(RealTopics(), {.partitions = 8});
  const auto states = [&](const std::vector<stream::TopicSpec>& topics) {
    std::map<Applied::State, int> counts;
    const auto applied = ApplyTopics(log, topics, absl::Seconds(1));
    EXPECT_TRUE(applied.ok());
    for (const Applied& one : *applied) ++counts[one.state];
    return counts;
  };
  EXPECT_EQ(states(*four), (std::map<Applied::State, int>{{Applied::State::kCreated, 14}}));
  EXPECT_EQ(states(*four), (std::map<Applied::State, int>{{Applied::State::kThere, 14}}));
  EXPECT_EQ(states(*eight), (std::map<Applied::State, int>{{Applied::State::kThere, 9}, {Applied::State::kFailed, 5}}));
  broker.SetAway(true);
  EXPECT_TRUE(absl::IsUnavailable(ApplyTopics(log, *four, absl::Seconds(1)).status()));
}

TEST(PublisherTest, CountsWhatTheBrokerHasAndTellsAFailure) {
  FakeClock clock(1'000'000);
  stream::FakeBroker broker(clock);
  stream::FakeLog log(broker);
  ASSERT_TRUE(log.CreateTopic({.name = "box"}, absl::Seconds(1)).ok());
  Publisher publisher(log);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(publisher.Send("box", {.key = "", .value = "v"}, absl::Seconds(1)).ok());
  const auto last = publisher.Flush(absl::Seconds(1));
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(*last, 2);
  EXPECT_EQ(publisher.delivered(), 3U);
  broker.NextFate(stream::Fate::kLoseThenFail);
  ASSERT_TRUE(publisher.Send("box", {.key = "", .value = "v"}, absl::Seconds(1)).ok());
  EXPECT_FALSE(publisher.Flush(absl::Seconds(1)).ok());
}

TEST(ErrorsTest, ExitCodes) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("")), ExitCode::kError);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("")), ExitCode::kDenied);
  EXPECT_EQ(ExitCodeOf(absl::UnauthenticatedError("")), ExitCode::kDenied);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), ExitCode::kRejected);
  EXPECT_EQ(ExitCodeOf(absl::FailedPreconditionError("")), ExitCode::kRejected);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("")), ExitCode::kUnavailable);
}

TEST(ErrorsTest, UsageAndSilenceAreToldApart) {
  EXPECT_EQ(ExitCodeOf(UsageError("what")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(WithHint(UsageError("what"), "paductl --help")), ExitCode::kUsage);
  const absl::Status silent = OfCall(absl::UnavailableError("connect: refused"), "host:1");
  EXPECT_EQ(RefusalOf(silent)->reason, "SERVICE_UNREACHABLE");
  EXPECT_THAT(RefusalOf(silent)->text_en, HasSubstr("host:1"));
  const absl::Status told =
      Refuse(absl::StatusCode::kUnavailable, {.reason = "NOT_CONFIRMED", .text_id = "a", .text_en = "b"});
  EXPECT_EQ(RefusalOf(OfCall(told, "host:1"))->reason, "NOT_CONFIRMED");
  EXPECT_TRUE(absl::IsNotFound(OfCall(absl::NotFoundError("x"), "host:1")));
}

TEST(ErrorsTest, SaysItInBothLanguagesAndNamesTheNextCommand) {
  const absl::Status refusal =
      WithHint(Refuse(absl::StatusCode::kNotFound,
                      {.reason = "HOUSEHOLD_UNKNOWN", .text_id = "Rumah tangga tidak ada.", .text_en = "No such one."}),
               "paductl coverage");
  std::ostringstream text, json;
  PrintError(WithHint(refusal, "another"), false, text);
  EXPECT_EQ(text.str(),
            "paductl: tidak ditemukan | not found: Rumah tangga tidak ada. [HOUSEHOLD_UNKNOWN]\n"
            "         No such one.\n"
            "         -> paductl coverage\n");
  PrintError(refusal, true, json);
  EXPECT_EQ(json.str(),
            "{\"error\":{\"code\":3,\"reason\":\"HOUSEHOLD_UNKNOWN\",\"textId\":\"Rumah tangga tidak ada.\","
            "\"textEn\":\"No such one.\",\"next\":\"paductl coverage\"}}\n");
  std::ostringstream away;
  PrintError(absl::UnavailableError("gone"), false, away);
  EXPECT_THAT(away.str(), HasSubstr("-> deploy/status"));
}

TEST(OutputTest, TablesAlignAndAreJsonToo) {
  Table table({{"name", "NAMA"}, {"count", "BANYAK", true}, {"note", "CATATAN"}});
  table.Add({"a\"b", "7", "x"});
  table.Add({"Rumah", "", ""});
  std::ostringstream text, json;
  table.Print(false, text);
  EXPECT_EQ(text.str(),
            "NAMA   BANYAK  CATATAN\n"
            "a\"b         7  x\n"
            "Rumah          \n");
  table.Print(true, json);
  EXPECT_EQ(json.str(),
            "{\"name\":\"a\\\"b\",\"count\":7,\"note\":\"x\"}\n{\"name\":\"Rumah\",\"count\":null,\"note\":\"\"}\n");
  EXPECT_EQ(Grouped(-1'234'567), "-1.234.567");
  EXPECT_EQ(Grouped(-123), "-123");
  EXPECT_EQ(Grouped(1000), "1.000");
  EXPECT_EQ(JsonText("a\n\\"), "\"a\\u000a\\\\\"");
}

TEST(ServiceStatusTest, ReadsWhatTheHostWrites) {
  const auto lines = ParseServiceStatus(
      R"({"partitions":[{"partition":3,"stage":"serving","epoch":7,"committed":120,"confirmed":118,
         "since_contact_ms":12,"clock_step_refused":false,"gap_alarm":true,"problem":"slow","inputs":[
         {"topic":"a","next":40,"end":42,"lag_records":2,"lag_seconds":5,"stopped":""},
         {"topic":"b","next":5,"stopped":"BOX_TRUNCATED"}]}]})");
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_EQ(lines->size(), 1U);
  const PartitionLine& line = lines->front();
  EXPECT_EQ(line.partition, 3);
  EXPECT_EQ(line.epoch, 7);
  EXPECT_EQ(line.committed, 120);
  EXPECT_EQ(line.confirmed, 118);
  EXPECT_EQ(line.since_contact_ms, 12);
  EXPECT_EQ(line.problem, "slow; gap_alarm");
  ASSERT_EQ(line.inputs.size(), 2U);
  EXPECT_EQ(line.inputs[0].next, 40);
  EXPECT_EQ(line.inputs[0].lag_records, 2);
  EXPECT_EQ(line.inputs[0].lag_seconds, 5);
  EXPECT_EQ(line.inputs[1].lag_records, std::nullopt);
  EXPECT_EQ(line.inputs[1].stopped, "BOX_TRUNCATED");
  EXPECT_FALSE(line.clock_step_refused);
  EXPECT_TRUE(ParseServiceStatus(R"({"partitions":[{"clock_step_refused":true}]})")->front().clock_step_refused);
  EXPECT_TRUE(ParseServiceStatus("{}")->empty());
  EXPECT_FALSE(ParseServiceStatus("<html>").ok());
}

TEST(ServiceStatusTest, AStoppedInputNamesTheCommandThatHelps) {
  InputLine box;
  box.topic = "padu.aid.submitted.v1.6474.baznas";
  box.stopped = "BOX_EXPIRED";
  EXPECT_THAT(AdviceOn(box), StartsWith("deploy/paductl input reopen padu.aid.submitted.v1.6474.baznas --from begin"));
  box.stopped = "BOX_MISSING";
  EXPECT_THAT(AdviceOn(box), StartsWith("deploy/paductl topics apply"));
  InputLine upstream;
  upstream.topic = "padu.registry.journal.v1";
  upstream.stopped = "UPSTREAM_REWRITTEN";
  EXPECT_THAT(AdviceOn(upstream), HasSubstr("docs/runbooks/input-stopped.md"));
}

TEST(EntriesTest, BenefitsAsPeopleWriteThem) {
  ledger::v1::Benefit benefit;
  benefit.set_rupiah(-300'000);
  EXPECT_EQ(BenefitText(benefit), "Rp -300.000");
  benefit.mutable_quantity()->set_amount(2);
  benefit.mutable_quantity()->set_unit("meal");
  EXPECT_EQ(BenefitText(benefit), "2 meal");
  benefit.mutable_service()->set_times(1);
  EXPECT_EQ(BenefitText(benefit), "1 kali");
  EXPECT_EQ(IdOf("cities/64.74/stakeholders/baznas"), "baznas");
  EXPECT_EQ(IdOf(""), "");
}

TEST(CompletionTest, KnowsTheShells) {
  const std::vector<std::string> words = {" --format", "topics", "topics apply --partitions"};
  const auto bash = CompletionScript("bash", words);
  ASSERT_TRUE(bash.ok());
  EXPECT_THAT(*bash, HasSubstr("'topics apply') words='--partitions'"));
  EXPECT_THAT(*bash, HasSubstr("'') words='--format topics'"));
  EXPECT_THAT(*CompletionScript("fish", words), HasSubstr("__fish_seen_subcommand_from apply' -l partitions"));
  EXPECT_THAT(*CompletionScript("zsh", words), HasSubstr("bashcompinit"));
  EXPECT_FALSE(CompletionScript("ksh", words).ok());
}

}  // namespace
}  // namespace padu::ctl
