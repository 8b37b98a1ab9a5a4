// What tests/e2e checks against the standards' own schemas is here checked against the contracts.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "services/gateway/contracts/asyncapi.h"
#include "services/gateway/contracts/descriptors.h"
#include "services/gateway/contracts/openapi.h"

namespace padu::gateway {
namespace {

Routes ReadRoutes() {
  auto routes = Routes::Read(CommentedPool(), {"padu.ledger.v1.LedgerService", "padu.registry.v1.RegistryService"});
  EXPECT_TRUE(routes.ok()) << routes.status();
  return *std::move(routes);
}

// Each "$ref" of a document leads somewhere in it.
void CheckRefs(const boost::json::value& at, const boost::json::value& document) {
  if (at.is_array()) {
    for (const auto& one : at.as_array()) CheckRefs(one, document);
  }
  if (!at.is_object()) return;
  for (const auto& [name, value] : at.as_object()) {
    if (name == "$ref") {
      boost::json::error_code error;
      document.find_pointer(value.as_string().subview(1), error);
      EXPECT_FALSE(error) << value.as_string();
    }
    CheckRefs(value, document);
  }
}

TEST(DescriptorsTest, CommentsComeAlong) {
  EXPECT_EQ(CommentOf(*CommentedPool().FindMessageTypeByName("padu.ledger.v1.RecordDisbursementRequest")),
            "For RecordDisbursement and RecordDisbursements.");
  EXPECT_EQ(Unwrapped(" a\n b\n\n c\n"), "a b\nc");
}

TEST(OpenApiTest, EveryRouteIsAnOperation) {
  const Routes routes = ReadRoutes();
  const auto document = boost::json::parse(OpenApi(routes, "1.2.3"));
  EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");
  const auto& security = document.at("security").as_array().at(0).as_object();
  for (const auto& [scheme, scopes] : security) {
    EXPECT_EQ(document.at("components").at("securitySchemes").at(scheme).at("scheme").as_string(), "bearer");
  }
  std::size_t operations = 0;
  for (const auto& [path, item] : document.at("paths").as_object()) operations += item.as_object().size();
  EXPECT_EQ(operations, routes.routes().size() + 1) << "and the events";
  CheckRefs(document, document);
}

TEST(OpenApiTest, ParametersBodiesAndWords) {
  const auto document = boost::json::parse(OpenApi(ReadRoutes(), "1"));
  const auto& lookup =
      document.at("paths").at("/v1/cities/{city}/stakeholders/{stakeholder}/submissions:lookup").at("get");
  EXPECT_EQ(lookup.at("operationId").as_string(), "LedgerService_GetSubmission");
  EXPECT_EQ(lookup.at("summary").as_string(),
            "One submission by event id, by place in the letter box, or by its sequence.");
  std::string names;
  for (const auto& parameter : lookup.at("parameters").as_array())
    names += parameter.at("name").as_string().c_str() + std::string(" ");
  EXPECT_EQ(names, "city stakeholder eventId place.box place.generation place.offset sequence atLeast ");
  const auto& record =
      document.at("paths").at("/v1/cities/{city}/stakeholders/{stakeholder}/submissions:record").at("post");
  const auto& body = record.at("requestBody").at("content").at("application/json").at("schema");
  EXPECT_TRUE(body.at("properties").as_object().contains("eventId"));
  EXPECT_FALSE(body.at("properties").as_object().contains("parent")) << "the path says it";
  EXPECT_TRUE(document.at("paths")
                  .at("/v1/cities/{city}/ledgerEntries:watch")
                  .at("get")
                  .at("responses")
                  .at("200")
                  .at("content")
                  .as_object()
                  .contains("text/event-stream"));
}

TEST(AsyncApiTest, SaysWhatTheTopicsFileSays) {
  const auto text = AsyncApi(EmbeddedTopics(), "1");
  ASSERT_TRUE(text.ok()) << text.status();
  const auto document = boost::json::parse(*text);
  const auto& box = document.at("channels").at("letterBox");
  EXPECT_EQ(box.at("address").as_string(), "padu.aid.submitted.v1.{city}.{stakeholder}");
  EXPECT_EQ(box.at("bindings").at("kafka").at("topicConfiguration").at("retention.ms").as_int64(), 5'184'000'000);
  EXPECT_EQ(box.at("parameters").at("city").at("enum").as_array().at(0).as_string(), "6474");
  EXPECT_TRUE(document.at("channels").as_object().contains("padu.ledger.journal.v1"));
  EXPECT_EQ(document.at("servers").at("kafka").at("protocol").as_string(), "kafka");
  CheckRefs(document, document);
  EXPECT_FALSE(AsyncApi("topics: {", "1").ok());
  EXPECT_FALSE(AsyncApi("topics: []", "1").ok());
}

}  // namespace
}  // namespace padu::gateway
