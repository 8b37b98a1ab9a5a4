#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "common/base/status.h"
#include "common/rpc/status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/gateway/http/limits.h"
#include "services/gateway/http/problem.h"
#include "services/gateway/http/sse.h"
#include "services/gateway/http/target.h"
#include "services/gateway/http/wire.h"

namespace padu::gateway {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

TEST(TargetTest, PathsVerbsAndQueries) {
  const auto target = ParseTarget("/v1/cities/64.74/households/hh%2D1:move?pageSize=2&name=a%20b+c&flag");
  ASSERT_TRUE(target.ok()) << target.status();
  EXPECT_THAT(target->segments, ElementsAre("v1", "cities", "64.74", "households", "hh-1"));
  EXPECT_EQ(target->verb, "move");
  EXPECT_THAT(target->query, ElementsAre(Pair("pageSize", "2"), Pair("name", "a b c"), Pair("flag", "")));
  EXPECT_THAT(ParseTarget("/")->segments, IsEmpty());
  EXPECT_THAT(ParseTarget("http://padu.example/v1/a?b=c")->segments, ElementsAre("v1", "a"));
  EXPECT_THAT(ParseTarget("/v1/a:b/c")->segments, ElementsAre("v1", "a:b", "c"));
  EXPECT_EQ(ParseTarget("/v1/a%3Ab")->verb, "") << "an encoded colon is none";
}

TEST(TargetTest, WhatTwoReadersCouldUnderstandDifferentlyIsRefused) {
  for (const char* path :
       {"",         "v1",        "//",         "/v1//a",   "/v1/",       "/v1/.",    "/v1/../a", "/v1/%2e%2e/a",
        "/v1/%2E",  "/v1/a%2Fb", "/v1/a%5Cb",  "/v1/a\\b", "/v1/a%00",   "/v1/a%0a", "/v1/%",    "/v1/%4",
        "/v1/%zz",  "/v1/%ff",   "/v1/%C0%AE", "/v1/a:",   "/v1/a:b%2F", "/v1/a#b",  "*",        "padu:443",
        "/v1/:verb"}) {
    const auto target = ParseTarget(path);
    ASSERT_FALSE(target.ok()) << path;
    EXPECT_EQ(RefusalOf(target.status())->reason, "PATH_INVALID") << path;
  }
  for (const char* query : {"/v1?=a", "/v1?a=%", "/v1?a=%00", "/v1?a=%ff", "/v1?%0a=b", "/v1?a&&b"}) {
    const auto target = ParseTarget(query);
    ASSERT_FALSE(target.ok()) << query;
    EXPECT_EQ(RefusalOf(target.status())->reason, "QUERY_INVALID") << query;
  }
}

TEST(TargetTest, ParametersAreBounded) {
  std::string target = "/v1?a=0";
  for (std::size_t i = 1; i < kQueryParametersMax; ++i) target += "&a=1";
  EXPECT_TRUE(ParseTarget(target).ok());
  EXPECT_FALSE(ParseTarget(target + "&a=1").ok());
}

TEST(SseTest, Events) {
  EXPECT_EQ(EventText("p-1", "problem", "{}"), "id: p-1\nevent: problem\ndata: {}\n\n");
  EXPECT_EQ(EventText("", "", "a\nb"), "data: a\ndata: b\n\n");
  EXPECT_EQ(EventText("a\nretry: 0", "", "x"), "data: x\n\n") << "no field can be smuggled in";
  EXPECT_EQ(RetryText(absl::Seconds(2)), "retry: 2000\n\n");
  EXPECT_EQ(CommentText("alive"), ": alive\n\n");
}

TEST(ProblemTest, OfARefusal) {
  const absl::Status refusal = Refuse(absl::StatusCode::kNotFound, {.reason = "HOUSEHOLD_UNKNOWN",
                                                                    .text_id = "Tidak ada.",
                                                                    .text_en = "There is \"none\".",
                                                                    .metadata = {{"field", "parent"}}});
  const Problem problem = ProblemOf(refusal);
  EXPECT_EQ(problem.status, 404);
  ASSERT_EQ(problem.violations.size(), 1U);
  const Response response = Render(problem, "");
  EXPECT_EQ(response.type, "application/problem+json");
  EXPECT_EQ(
      response.body,
      "{\"type\":\"urn:padu:problem:HOUSEHOLD_UNKNOWN\",\"title\":\"Tidak ditemukan. | Not found.\",\"status\":404,"
      "\"detail\":\"Tidak ada. | There is \\\"none\\\".\",\"code\":\"NOT_FOUND\",\"reason\":\"HOUSEHOLD_UNKNOWN\","
      "\"violations\":[{\"field\":\"parent\",\"description\":\"Tidak ada. | There is \\\"none\\\".\","
      "\"reason\":\"HOUSEHOLD_UNKNOWN\"}],\"metadata\":{\"field\":\"parent\"}}\n");
  EXPECT_THAT(Render(problem, "en-GB, id;q=0.5").body, HasSubstr("Not found. | Tidak ditemukan."));
}

TEST(ProblemTest, SeveralViolationsKeepTheirOwnWords) {
  google::rpc::BadRequest bad;
  for (const char* field : {"a", "b"}) {
    bad.add_field_violations()->set_field(field);
    bad.mutable_field_violations()->rbegin()->set_description(std::string(field) + " is wrong");
  }
  google::rpc::Status details;
  details.add_details()->PackFrom(bad);
  const Problem problem =
      ProblemOf(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "wrong", details.SerializeAsString()));
  EXPECT_EQ(problem.status, 400);
  EXPECT_EQ(problem.reason, "INVALID_ARGUMENT");
  ASSERT_EQ(problem.violations.size(), 2U);
  EXPECT_EQ(problem.violations[1].description.en, "b is wrong");
}

TEST(ProblemTest, WhatPassesSaysWhenToComeBack) {
  for (const auto& [code, status] :
       {std::pair(absl::StatusCode::kUnavailable, 503), std::pair(absl::StatusCode::kResourceExhausted, 429)}) {
    const Response response = Render(ProblemOf(absl::Status(code, "busy")), "");
    EXPECT_EQ(response.status, status);
    EXPECT_THAT(response.headers, ::testing::Contains(Pair("Retry-After", "1")));
    EXPECT_THAT(response.body, HasSubstr("\"retryAfterMs\":1000"));
  }
  const Response later = Render(
      ProblemOf(Refuse(absl::StatusCode::kUnavailable, {.reason = "LATER", .metadata = {{"retry_ms", "2500"}}})), "");
  EXPECT_THAT(later.headers, ::testing::Contains(Pair("Retry-After", "3")));
}

TEST(ProblemTest, StatusesAsApiGatewaysHaveThem) {
  const std::pair<absl::StatusCode, int> kTable[] = {{absl::StatusCode::kOk, 200},
                                                     {absl::StatusCode::kCancelled, 499},
                                                     {absl::StatusCode::kUnknown, 500},
                                                     {absl::StatusCode::kInvalidArgument, 400},
                                                     {absl::StatusCode::kDeadlineExceeded, 504},
                                                     {absl::StatusCode::kNotFound, 404},
                                                     {absl::StatusCode::kAlreadyExists, 409},
                                                     {absl::StatusCode::kPermissionDenied, 403},
                                                     {absl::StatusCode::kUnauthenticated, 401},
                                                     {absl::StatusCode::kResourceExhausted, 429},
                                                     {absl::StatusCode::kFailedPrecondition, 400},
                                                     {absl::StatusCode::kAborted, 409},
                                                     {absl::StatusCode::kOutOfRange, 400},
                                                     {absl::StatusCode::kUnimplemented, 501},
                                                     {absl::StatusCode::kInternal, 500},
                                                     {absl::StatusCode::kUnavailable, 503},
                                                     {absl::StatusCode::kDataLoss, 500}};
  for (const auto& [code, status] : kTable) EXPECT_EQ(HttpStatusOf(code), status);
}

TEST(ProblemTest, Languages) {
  for (const char* text : {"", "id", "id-ID,en;q=0.8", "*", "fr", "en;q=0.2, id", "en;q=x", ",,;"}) {
    EXPECT_FALSE(PrefersEnglish(text)) << text;
  }
  for (const char* text : {"en", "en-US,en;q=0.9,id;q=0.8", "id;q=0.1, en;q=0.2"})
    EXPECT_TRUE(PrefersEnglish(text)) << text;
}

TEST(WireTest, EveryAnswerIsGuarded) {
  const Response response{.status = 200, .type = "text/html", .body = "hello"};
  const std::string wire = ToWire(response, {.keep_alive = true});
  EXPECT_THAT(wire, StartsWith("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nCache-Control: no-store\r\n"));
  for (const char* header :
       {"Content-Security-Policy: default-src 'self'", "frame-ancestors 'none'", "X-Content-Type-Options: nosniff\r\n",
        "Referrer-Policy: no-referrer\r\n", "Content-Length: 5\r\n", "Connection: keep-alive\r\n\r\nhello"}) {
    EXPECT_THAT(wire, HasSubstr(header));
  }
  EXPECT_THAT(wire, AllOf(Not(HasSubstr("Strict-Transport")), Not(HasSubstr("Access-Control"))));
  EXPECT_THAT(ToWire(response, {.hsts = true}), HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
  EXPECT_THAT(ToWire(response, {.head = true}), AllOf(HasSubstr("Content-Length: 5\r\n"), Not(HasSubstr("hello"))));
  EXPECT_THAT(ToWire(response, {.stream = true}), Not(HasSubstr("Content-Length")));
}

}  // namespace
}  // namespace padu::gateway
