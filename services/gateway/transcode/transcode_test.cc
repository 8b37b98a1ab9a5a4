#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <set>

#include "common/base/status.h"
#include "padu/ledger/v1/ledger_service.pb.h"
#include "padu/registry/v1/household_requests.pb.h"
#include "padu/registry/v1/reference_requests.pb.h"
#include "services/gateway/http/limits.h"
#include "services/gateway/transcode/json.h"
#include "services/gateway/transcode/json_check.h"
#include "services/gateway/transcode/path_template.h"
#include "services/gateway/transcode/routes.h"

namespace padu::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const google::protobuf::DescriptorPool& Pool() { return *google::protobuf::DescriptorPool::generated_pool(); }

std::optional<PathTemplate::Bindings> Match(const std::string& text, const std::string& path) {
  const auto parsed = PathTemplate::Parse(text);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed->Match(*ParseTarget(path));
}

TEST(PathTemplateTest, Matches) {
  EXPECT_THAT(*Match("/v1/{parent=cities/*}/regions", "/v1/cities/64.74/regions"),
              ElementsAre(Pair("parent", "cities/64.74")));
  EXPECT_THAT(*Match("/v1/{region.name=cities/*/regions/*}", "/v1/cities/64.74/regions/r"),
              ElementsAre(Pair("region.name", "cities/64.74/regions/r")));
  EXPECT_THAT(*Match("/v1/{name=cities/*/persons/*}:move", "/v1/cities/64.74/persons/p-1:move"),
              ElementsAre(Pair("name", "cities/64.74/persons/p-1")));
  EXPECT_THAT(*Match("/v1/{a}/x/{b}", "/v1/1/x/2"), ElementsAre(Pair("a", "1"), Pair("b", "2")));
  EXPECT_THAT(*Match("/v1/{name=files/**}", "/v1/files/a/b/c"), ElementsAre(Pair("name", "files/a/b/c")));
  EXPECT_THAT(*Match("/v1/{name=files/**}", "/v1/files"), ElementsAre(Pair("name", "files")));
  EXPECT_THAT(*Match("/v1/*/x", "/v1/a/x"), IsEmpty());
}

TEST(PathTemplateTest, MatchesNothingElse) {
  const std::string text = "/v1/{parent=cities/*}/regions";
  for (const char* path : {"/", "/v1", "/v1/cities/64.74", "/v1/cities/64.74/regions/r", "/v1/cities/64.74/regions:x",
                           "/v1/towns/64.74/regions", "/v2/cities/64.74/regions"}) {
    EXPECT_FALSE(Match(text, path).has_value()) << path;
  }
  EXPECT_FALSE(Match("/v1/{name=cities/*}:move", "/v1/cities/64.74").has_value());
}

TEST(PathTemplateTest, WhatIsNone) {
  for (const char* text : {"", "v1", "/v1//a", "/v1/{", "/v1/{}", "/v1/{a=}", "/v1/{a=b=c}", "/v1/{a={b}}", "/v1/a*",
                           "/v1/{a=**}/b", "/v1/**/b", "/v1/a:", "/v1/a:b*"}) {
    EXPECT_FALSE(PathTemplate::Parse(text).ok()) << text;
  }
}

TEST(PathTemplateTest, AsOpenApiWritesIt) {
  std::vector<std::string> names;
  EXPECT_EQ(PathTemplate::Parse("/v1/{name=cities/*/households/*}:move")->OpenApiPath(&names),
            "/v1/cities/{city}/households/{household}:move");
  EXPECT_THAT(names, ElementsAre("city", "household"));
  names.clear();
  EXPECT_EQ(PathTemplate::Parse("/v1/{parent=cities/*/*/*}/openings")->OpenApiPath(&names),
            "/v1/cities/{city}/{collection}/{id}/openings");
}

TEST(JsonCheckTest, OneValueAsTheStandardHasIt) {
  for (const char* text : {"{}", "[1,2]", " {\"a\": \"\\u00e9\"} ", "null", "-1.5e3"})
    EXPECT_TRUE(CheckJson(text).ok()) << text;
  for (const char* text :
       {"", "{", "{a:1}", "{'a':1}", "{\"a\":1,}", "{}x", "[1,]", "\"\\ud800\"", "\"\xff\"", "01", "nul"}) {
    const auto status = CheckJson(text);
    ASSERT_FALSE(status.ok()) << text;
    EXPECT_EQ(RefusalOf(status)->reason, "JSON_INVALID") << text;
  }
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(CheckJson(nested(kBodyDepthMax)).ok());
  EXPECT_EQ(RefusalOf(CheckJson(nested(kBodyDepthMax + 1)))->reason, "JSON_TOO_DEEP");
}

class RoutesTest : public ::testing::Test {
 protected:
  RoutesTest() {
    auto routes = Routes::Read(Pool(), {"padu.ledger.v1.LedgerService", "padu.registry.v1.RegistryService"});
    EXPECT_TRUE(routes.ok()) << routes.status();
    routes_ = *std::move(routes);
  }

  // The request as text, or the reason and field for which it is refused.
  std::string Read(const std::string& method, const std::string& path, const std::string& body = "") {
    const auto target = ParseTarget(path);
    const Routes::Found found = routes_.Find(method, *target);
    if (found.route == nullptr) return "no route";
    const auto message = ReadRequest(*found.route, found.bindings, *target, {.method = method, .body = body});
    if (message.ok()) return (*message)->ShortDebugString();
    auto refusal = RefusalOf(message.status());
    EXPECT_FALSE(refusal->text_id.empty());
    return refusal->reason + " " + refusal->metadata["field"];
  }

  Routes routes_;
};

TEST_F(RoutesTest, EveryPublicMethodIsReachable) {
  EXPECT_THAT(routes_.unreachable(), IsEmpty());
  std::set<std::string> reached;
  for (const Route& route : routes_.routes()) reached.insert(route.method->full_name());
  for (const char* name : {"padu.ledger.v1.LedgerService", "padu.registry.v1.RegistryService"}) {
    const auto* service = Pool().FindServiceByName(name);
    for (int i = 0; i < service->method_count(); ++i) {
      if (service->method(i)->client_streaming()) continue;
      EXPECT_TRUE(reached.contains(service->method(i)->full_name())) << service->method(i)->full_name();
    }
  }
}

TEST_F(RoutesTest, AWatchCanBeResumed) {
  const auto found = routes_.Find("GET", *ParseTarget("/v1/cities/64.74/ledgerEntries:watch"));
  ASSERT_NE(found.route, nullptr);
  EXPECT_TRUE(found.route->streams());
  EXPECT_EQ(found.route->resume->name(), "from_position");
  EXPECT_EQ(found.route->position->name(), "position");
}

TEST_F(RoutesTest, OperatorsServicesAndUnknownOnesAreNotServed) {
  EXPECT_EQ(Routes::Read(Pool(), {"padu.common.v1.OperatorService"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Routes::Read(Pool(), {"padu.ledger.v1.NoService"}).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(RoutesTest, PathsOfOtherMethods) {
  const auto found = routes_.Find("DELETE", *ParseTarget("/v1/cities/64.74/regions"));
  EXPECT_EQ(found.route, nullptr);
  EXPECT_THAT(found.allowed, ::testing::UnorderedElementsAre("GET", "POST"));
  EXPECT_THAT(routes_.Find("GET", *ParseTarget("/v1/nothing")).allowed, IsEmpty());
}

TEST_F(RoutesTest, QueriesByEitherName) {
  const std::string path = "/v1/cities/64.74/stakeholders/baznas/submissions";
  const std::string parent = "parent: \"cities/64.74/stakeholders/baznas\"";
  EXPECT_EQ(Read("GET", path), parent);
  EXPECT_EQ(Read("GET", path + "?pageSize=7&verdict=VERDICT_POSTED"), parent + " verdict: VERDICT_POSTED page_size: 7");
  EXPECT_EQ(Read("GET", path + "?page_size=7&verdict=1"), parent + " verdict: VERDICT_POSTED page_size: 7");
  EXPECT_EQ(Read("GET", path + ":lookup?place.offset=9223372036854775807&place.generation=0"),
            parent + " place { offset: 9223372036854775807 }");
  EXPECT_EQ(Read("GET", path + ":lookup?sequence=0"), parent + " sequence: 0");
  EXPECT_EQ(Read("GET", path + ":lookup?eventId=a%26b"), parent + " event_id: \"a&b\"");
  EXPECT_EQ(Read("GET", "/v1/cities/64.74/parkedSubmissions?parkedBefore=2026-03-02T03:40:00Z"),
            "parent: \"cities/64.74\" parked_before { seconds: 1772422800 }");
}

TEST_F(RoutesTest, QueriesThatDoNotFit) {
  const std::string path = "/v1/cities/64.74/stakeholders/baznas/submissions";
  EXPECT_EQ(Read("GET", path + "?nope=1"), "FIELD_UNKNOWN nope");
  EXPECT_EQ(Read("GET", path + "?pageSize=x"), "FIELD_INVALID pageSize");
  EXPECT_EQ(Read("GET", path + "?pageSize="), "FIELD_INVALID pageSize");
  EXPECT_EQ(Read("GET", path + "?pageSize=3000000000"), "FIELD_INVALID pageSize");
  EXPECT_EQ(Read("GET", path + "?pageSize=1&page_size=2"), "FIELD_GIVEN_TWICE page_size");
  EXPECT_EQ(Read("GET", path + "?verdict=POSTED"), "FIELD_INVALID verdict");
  EXPECT_EQ(Read("GET", path + "?parent=cities/64.71"), "FIELD_GIVEN_TWICE parent");
  EXPECT_EQ(Read("GET", path + ":lookup?place=1"), "FIELD_UNKNOWN place");
  EXPECT_EQ(Read("GET", path + ":lookup?place.box.x=1"), "FIELD_UNKNOWN place.box.x");
  EXPECT_EQ(Read("GET", path + ":lookup?eventId=a&sequence=1"), "FIELD_GIVEN_TWICE sequence");
  EXPECT_EQ(Read("GET", path, "{}"), "BODY_NOT_EXPECTED ");
}

TEST_F(RoutesTest, BodiesWholeAndOfAField) {
  const std::string parent = "parent: \"cities/64.74/stakeholders/baznas\"";
  const std::string record = "/v1/cities/64.74/stakeholders/baznas/submissions:record";
  EXPECT_EQ(
      Read("POST", record, R"({"eventId": "e", "recorded": {"programme": "p", "benefit": {"rupiah": "600000"}}})"),
      parent + " event_id: \"e\" recorded { programme: \"p\" benefit { rupiah: 600000 } }");
  EXPECT_EQ(Read("POST", record, R"({"event_id": "e", "recorded": {"benefit": {"rupiah": 600000}}})"),
            parent + " event_id: \"e\" recorded { benefit { rupiah: 600000 } }");
  EXPECT_EQ(Read("POST", record, R"({"parent": "cities/64.74/stakeholders/baznas"})"), parent);
  EXPECT_EQ(Read("POST", record, R"({"parent": "cities/64.74/stakeholders/pupuk-kaltim"})"),
            "FIELD_GIVEN_TWICE parent");
  EXPECT_EQ(Read("POST", record + "?eventId=e", "{}"), "QUERY_NOT_EXPECTED eventId");
  EXPECT_EQ(Read("POST", record, R"({"recorded": {"benefits": 1}})"), "FIELD_UNKNOWN recorded.benefits");
  EXPECT_EQ(Read("POST", record, R"({"nope": 1})"), "FIELD_UNKNOWN nope");
  EXPECT_EQ(Read("POST", record, R"({"recorded": {"benefit": {"rupiah": "many"}}})"),
            "FIELD_INVALID recorded.benefit.rupiah");
  EXPECT_EQ(Read("POST", record, "{eventId: 1}"), "JSON_INVALID ");
  EXPECT_EQ(Read("POST", record, "[]"), "FIELD_INVALID ");
  EXPECT_EQ(Read("PATCH", "/v1/cities/64.74/regions/r-1", R"({"displayName": "x"})").substr(0, 8), "region {");
  EXPECT_THAT(Read("PATCH", "/v1/cities/64.74/regions/r-1", R"({"name": "cities/64.74/regions/r-2"})"),
              HasSubstr("FIELD_GIVEN_TWICE region.name"));
}

TEST(JsonTest, NumbersOf64BitsAreTexts) {
  ledger::v1::GetSubmissionRequest request;
  request.mutable_place()->set_offset(9223372036854775807);
  request.set_at_least("p");
  EXPECT_EQ(ToJson(request), R"({"place":{"offset":"9223372036854775807"},"atLeast":"p"})");
}

}  // namespace
}  // namespace padu::gateway
