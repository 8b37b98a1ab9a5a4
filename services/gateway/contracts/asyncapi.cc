#include "services/gateway/contracts/asyncapi.h"

#include <yaml-cpp/yaml.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "services/gateway/contracts/descriptors.h"
#include "services/gateway/contracts/events_operation.h"
#include "services/gateway/contracts/schemas.h"

namespace padu::embedded {
std::string_view topics();
}  // namespace padu::embedded

namespace padu::gateway {
namespace {

using boost::json::array;
using boost::json::object;

// What stakeholders send: the end of the CloudEvents type, and the message of its data.
constexpr std::pair<const char*, const char*> kEvents[] = {{"recorded", "padu.ledger.v1.DisbursementRecorded"},
                                                           {"reversed", "padu.ledger.v1.DisbursementReversed"},
                                                           {"corrected", "padu.ledger.v1.DisbursementCorrected"}};

object Ref(const std::string& to) { return {{"$ref", to}}; }

object Headers(const std::string& type) {
  const object text{{"type", "string"}, {"minLength", 1}};
  return {{"type", "object"},
          {"properties", object{{"ce_specversion", object{{"const", "1.0"}}},
                                {"ce_id", object{{"type", "string"}, {"minLength", 1}, {"maxLength", 64}}},
                                {"ce_source", text},
                                {"ce_type", object{{"const", type}}},
                                {"content-type", object{{"enum", array{"application/json", "application/protobuf"}}}}}},
          {"required", array{"ce_specversion", "ce_id", "ce_source", "ce_type", "content-type"}}};
}

// One message for each kind of event in binary mode, and one for all in structured mode.
object Messages(Schemas* schemas) {
  object messages;
  for (const auto& [kind, name] : kEvents) {
    const auto* data = CommentedPool().FindMessageTypeByName(name);
    PADU_CHECK(data != nullptr);
    const std::string type = absl::StrCat("id.padu.disbursement.", kind, ".v1");
    messages[kind] = object{{"name", type},
                            {"title", data->name()},
                            {"summary", CommentOf(*data)},
                            {"contentType", "application/json"},
                            {"headers", Headers(type)},
                            {"payload", schemas->Ref(*data)}};
  }
  messages["structured"] = object{{"name", "cloudevents"},
                                  {"title", "CloudEvents 1.0, structured"},
                                  {"contentType", "application/cloudevents+json"},
                                  {"payload", CloudEventSchema()}};
  return messages;
}

// A topic's settings as the Kafka binding knows them.
object Binding(const YAML::Node& topic) {
  object settings;
  const YAML::Node config = topic["config"];
  settings["cleanup.policy"] = array{config["cleanup.policy"].as<std::string>()};
  for (const char* name : {"retention.ms", "retention.bytes", "delete.retention.ms", "max.message.bytes"}) {
    if (config[name]) settings[name] = config[name].as<std::int64_t>();
  }
  object kafka{{"topicConfiguration", std::move(settings)}, {"bindingVersion", "0.5.0"}};
  const std::string partitions = topic["partitions"].as<std::string>();
  if (partitions != "city") kafka["partitions"] = topic["partitions"].as<int>();
  return {{"kafka", std::move(kafka)}};
}

object LetterBoxes(const YAML::Node& boxes) {
  array cities;
  array stakeholders;
  for (const auto& city : boxes["cities"]) {
    std::string digits;
    for (const char c : city.first.as<std::string>()) {
      if (c != '.') digits += c;
    }
    cities.emplace_back(digits);
    for (const auto& stakeholder : city.second) stakeholders.emplace_back(stakeholder.as<std::string>());
  }
  object messages;
  for (const auto& [kind, name] : kEvents) messages[kind] = Ref(absl::StrCat("#/components/messages/", kind));
  messages["structured"] = Ref("#/components/messages/structured");
  return {{"address", absl::StrCat(boxes["prefix"].as<std::string>(), ".{city}.{stakeholder}")},
          {"title", "Letter box"},
          {"description", "One for each stakeholder of each city, one partition. Only that stakeholder writes there."},
          {"messages", std::move(messages)},
          {"parameters",
           object{{"city", object{{"description", "The city's code without its dot."}, {"enum", std::move(cities)}}},
                  {"stakeholder", object{{"enum", std::move(stakeholders)}}}}},
          {"bindings", Binding(boxes)}};
}

object Internal(const YAML::Node& topic) {
  return {{"address", topic["name"].as<std::string>()},
          {"description", "Padu's own; its form may change. docs/formats.md has every byte."},
          {"bindings", Binding(topic)}};
}

// Which broker, and as whom: every stakeholder has a user of its own there.
object Broker() {
  return {{"host", "{broker}"},
          {"protocol", "kafka"},
          {"description", "Kafka's listener of the city, host:port."},
          {"variables", object{{"broker", object{{"default", "127.0.0.1:19092"}}}}},
          {"security", array{Ref("#/components/securitySchemes/password")}}};
}

object Passwords() {
  return {{"password", object{{"type", "plain"},
                              {"description",
                               "SASL PLAIN; user <city without dot>.<stakeholder>. SCRAM-SHA-512 is offered too."}}}};
}

object Document(const YAML::Node& root, const std::string& version) {
  Schemas schemas;
  object messages = Messages(&schemas);
  object channels{{"letterBox", LetterBoxes(root["letter_boxes"])}};
  for (const YAML::Node& topic : root["topics"]) channels[topic["name"].as<std::string>()] = Internal(topic);
  object receive{{"action", "receive"},
                 {"channel", Ref("#/channels/letterBox")},
                 {"summary", "The intervention ledger reads what stakeholders send, and gives each a verdict."}};
  return {{"asyncapi", "3.0.0"},
          {"id", "urn:padu"},
          {"info", object{{"title", "Padu"},
                          {"version", version},
                          {"description", "Buku bantuan bersama sebuah kota. | The shared ledger of aid for a city."}}},
          {"defaultContentType", "application/json"},
          {"servers", object{{"kafka", Broker()}}},
          {"channels", std::move(channels)},
          {"operations", object{{"receiveSubmission", std::move(receive)}}},
          {"components",
           object{{"messages", std::move(messages)}, {"schemas", schemas.Take()}, {"securitySchemes", Passwords()}}}};
}

}  // namespace

std::string_view EmbeddedTopics() { return embedded::topics(); }

absl::StatusOr<std::string> AsyncApi(std::string_view topics, const std::string& version) {
  try {
    return boost::json::serialize(Document(YAML::Load(std::string(topics)), version));
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("the topics cannot be read: ", error.what()));
  }
}

}  // namespace padu::gateway
