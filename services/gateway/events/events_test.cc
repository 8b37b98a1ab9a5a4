#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/stream/fake_log.h"
#include "services/gateway/events/boxes.h"
#include "services/gateway/events/cloud_events.h"
#include "services/gateway/http/limits.h"

namespace padu::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

HeaderList Binary(const std::string& id = "e-1") {
  return {{"content-type", "application/json"},
          {"ce-specversion", "1.0"},
          {"ce-id", id},
          {"ce-source", "cities/64.74/stakeholders/baznas"},
          {"ce-type", "id.padu.disbursement.recorded.v1"}};
}

std::string Structured(const std::string& id, const std::string& more = "") {
  return absl::StrCat(R"({"specversion":"1.0","id":")", id,
                      R"(","source":"cities/64.74/stakeholders/baznas","type":"t", "data": {"a": 1.0})", more, "}");
}

EventsRead ReadJson(const std::string& body, const std::string& type = "application/cloudevents+json") {
  return ReadEvents({.method = "POST", .headers = {{"content-type", type}}, .body = body});
}

// "id ATTRIBUTE_MISSING, ..." or the problem's own reason.
std::string Faults(const EventsRead& read) {
  std::string all;
  for (const Violation& violation : read.problem.violations) {
    EXPECT_FALSE(violation.description.id.empty() || violation.description.en.empty());
    absl::StrAppend(&all, all.empty() ? "" : ", ", violation.field, " ", violation.reason);
  }
  return all.empty() ? read.problem.reason : all;
}

TEST(CloudEventsTest, BinaryModeKeepsBytesAndAttributes) {
  HeaderList headers = Binary();
  headers.emplace_back("ce-subject", "a%20b%C3%A9");
  headers.emplace_back("traceparent", "00-1-2-3");
  const EventsRead read = ReadEvents({.method = "POST", .headers = headers, .body = R"({ "x":1 })"});
  ASSERT_EQ(read.events.size(), 1U) << Faults(read);
  EXPECT_EQ(read.events[0].id, "e-1");
  EXPECT_EQ(read.events[0].record.value, R"({ "x":1 })");
  EXPECT_THAT(read.events[0].record.headers,
              ElementsAre(Pair("ce_specversion", "1.0"), Pair("ce_id", "e-1"),
                          Pair("ce_source", "cities/64.74/stakeholders/baznas"),
                          Pair("ce_type", "id.padu.disbursement.recorded.v1"), Pair("ce_subject", "a b\xC3\xA9"),
                          Pair("content-type", "application/json")));
}

TEST(CloudEventsTest, BinaryModeFaults) {
  const auto faults = [](HeaderList headers, std::string body = "{}") {
    return Faults(ReadEvents({.method = "POST", .headers = std::move(headers), .body = std::move(body)}));
  };
  EXPECT_EQ(faults({{"content-type", "application/json"}}),
            "id ATTRIBUTE_MISSING, source ATTRIBUTE_MISSING, type ATTRIBUTE_MISSING, specversion SPECVERSION_UNKNOWN");
  EXPECT_EQ(faults(Binary(std::string(65, 'a'))), "id ATTRIBUTE_INVALID");
  EXPECT_EQ(faults(Binary("a%0Ab")), "id ATTRIBUTE_INVALID");
  EXPECT_EQ(faults(Binary("n-6474990101900001")), "id ATTRIBUTE_HOLDS_NIK");
  HeaderList headers = Binary();
  headers.emplace_back("ce-subject", "6474990101900001");
  EXPECT_EQ(faults(headers), "subject ATTRIBUTE_HOLDS_NIK");
  headers.back() = {"ce-a_b", "x"};
  EXPECT_EQ(faults(headers), "ce-a_b ATTRIBUTE_INVALID");
  EXPECT_EQ(faults(Binary(), ""), "data VALUE_EMPTY");
  EXPECT_EQ(faults(Binary(), std::string(kEventBytesMax + 1, 'a')), "EVENTS_TOO_LARGE");
  EXPECT_EQ(faults({{"content-type", "text/plain"}}), "CONTENT_TYPE_UNKNOWN");
}

TEST(CloudEventsTest, StructuredModeIsNotChanged) {
  const std::string text = Structured("e-1", R"(,"ext":9223372036854775807)");
  const EventsRead read = ReadJson(absl::StrCat("\n ", text, " "), "Application/CloudEvents+JSON; charset=utf-8");
  ASSERT_EQ(read.events.size(), 1U) << Faults(read);
  EXPECT_EQ(read.events[0].id, "e-1");
  EXPECT_EQ(read.events[0].record.value, text);
  EXPECT_THAT(read.events[0].record.headers,
              ElementsAre(Pair("content-type", "application/cloudevents+json; charset=UTF-8")));
}

TEST(CloudEventsTest, ABatchBecomesItsEvents) {
  const EventsRead read =
      ReadJson(absl::StrCat("[", Structured("a"), " , ", Structured("b"), "]"), "application/cloudevents-batch+json");
  ASSERT_EQ(read.events.size(), 2U) << Faults(read);
  EXPECT_EQ(read.events[1].record.value, Structured("b"));
}

TEST(CloudEventsTest, ABatchIsWholeOrNothing) {
  const std::string type = "application/cloudevents-batch+json";
  EXPECT_EQ(Faults(ReadJson(absl::StrCat("[", Structured("a"), ",", Structured(""), ",1]"), type)),
            "events[1].id ATTRIBUTE_MISSING, events[2] EVENT_INVALID");
  EXPECT_EQ(Faults(ReadJson("[]", type)), "EVENTS_TOO_LARGE");
  EXPECT_EQ(Faults(ReadJson("{}", type)), "EVENTS_TOO_LARGE");
  std::string many = "[" + Structured("a");
  for (std::size_t i = 1; i < kBatchEventsMax; ++i) many += "," + Structured("a");
  EXPECT_EQ(ReadJson(many + "]", type).events.size(), kBatchEventsMax);
  EXPECT_EQ(Faults(ReadJson(many + "," + Structured("a") + "]", type)), "EVENTS_TOO_LARGE");
  EXPECT_EQ(Faults(ReadJson("[" + Structured("a") + ",", type)), "JSON_INVALID");
}

constexpr char kBox[] = "padu.aid.submitted.v1.6474.baznas";

class BoxesTest : public ::testing::Test {
 protected:
  BoxesTest() { EXPECT_TRUE(log_.CreateTopic({.name = kBox}, absl::Seconds(1)).ok()); }

  // "0,1", or the status's reason.
  std::string Write(Boxes& boxes, const std::string& box, int count) {
    std::vector<stream::OutRecord> records(static_cast<std::size_t>(count), {.value = "v"});
    std::atomic<bool> done = false;
    std::string said;
    boxes.Write(box, records, [&](const absl::StatusOr<std::vector<stream::Offset>>& offsets) {
      said = offsets.ok() ? absl::StrJoin(*offsets, ",") : RefusalOf(offsets.status())->reason;
      done = true;
    });
    for (int i = 0; i < 1500 && !done; ++i) absl::SleepFor(absl::Milliseconds(10));
    EXPECT_TRUE(done);
    return said;
  }

  SystemClock clock_;
  stream::FakeBroker broker_{clock_};
  stream::FakeLog log_{broker_};
};

TEST_F(BoxesTest, TellsThePlaces) {
  Boxes boxes(log_);
  EXPECT_EQ(Write(boxes, kBox, 2), "0,1");
  EXPECT_EQ(Write(boxes, kBox, 1), "2");
  EXPECT_EQ(Write(boxes, "padu.aid.submitted.v1.6474.nobody", 1), "BOX_UNKNOWN");
  EXPECT_EQ(Write(boxes, kBox, 1), "3") << "an unknown box harms no other";
}

TEST_F(BoxesTest, TooManyAreRefusedAtOnce) {
  Boxes boxes(log_);
  EXPECT_EQ(Write(boxes, kBox, kEventsPendingPerBoxMax + 1), "BOX_BUSY");
  EXPECT_EQ(Write(boxes, kBox, 1), "0");
}

}  // namespace
}  // namespace padu::gateway
