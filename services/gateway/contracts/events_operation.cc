#include "services/gateway/contracts/events_operation.h"

#include <boost/json/value.hpp>

#include "services/gateway/http/limits.h"

namespace padu::gateway {
namespace {

using boost::json::array;
using boost::json::object;

object Text(const char* description) { return {{"type", "string"}, {"description", description}}; }

object Parameter(const char* name, const char* in, const char* description) {
  object parameter{{"name", name}, {"in", in}, {"schema", object{{"type", "string"}}}, {"description", description}};
  if (std::string_view(in) == "path") parameter["required"] = true;
  return parameter;
}

object Content(object schema) { return {{"schema", std::move(schema)}}; }

object Accepted() {
  object event{{"type", "object"},
               {"properties", object{{"id", Text("The event's id.")},
                                     {"box", Text("The topic of the letter box.")},
                                     {"offset", Text("Its place there.")},
                                     {"verdict", Text("Where its verdict can be read, moments later.")}}}};
  object body{{"type", "object"},
              {"properties", object{{"events", object{{"type", "array"}, {"items", std::move(event)}}}}}};
  return {{"description", "The broker has all events, in this order."},
          {"content", object{{"application/json", Content(std::move(body))}}}};
}

}  // namespace

object CloudEventSchema() {
  return {{"type", "object"},
          {"description", "CloudEvents 1.0 in JSON."},
          {"properties",
           object{{"specversion", object{{"const", "1.0"}}},
                  {"id", object{{"type", "string"},
                                {"minLength", 1},
                                {"maxLength", 64},
                                {"description", "The stakeholder's own id of the event: makes sending again safe."}}},
                  {"source", Text("Ends in the stakeholder's name: cities/64.74/stakeholders/baznas.")},
                  {"type", Text("id.padu.disbursement.recorded.v1, .reversed.v1 or .corrected.v1.")},
                  {"datacontenttype", Text("application/json if it is left out.")},
                  {"data", object{{"type", "object"}}},
                  {"data_base64", Text("Instead of data.")}}},
          {"required", array{"specversion", "id", "source", "type"}}};
}

void AddEventsOperation(object* paths, array* tags) {
  object batch{{"type", "array"}, {"items", CloudEventSchema()}, {"minItems", 1}, {"maxItems", kBatchEventsMax}};
  object content{{"application/cloudevents+json", Content(CloudEventSchema())},
                 {"application/cloudevents-batch+json", Content(std::move(batch))},
                 {"application/json", Content({{"type", "object"}})},
                 {"application/protobuf", Content({{"type", "string"}, {"contentMediaType", "application/protobuf"}})}};
  object operation{
      {"operationId", "Events_Send"},
      {"tags", array{"Events"}},
      {"summary", "Sends disbursements into the stakeholder's letter box."},
      {"description",
       "CloudEvents 1.0 over HTTP: binary mode (headers ce-*, the data as body), structured, or a batch. Answered once "
       "the broker has them; 503 says that this is not known, and sending again with the same ids is safe. The verdict "
       "is read where the answer says."},
      {"parameters",
       array{Parameter("city", "path", "64.74"), Parameter("stakeholder", "path", "baznas"),
             Parameter("ce-specversion", "header", "Binary mode: 1.0"), Parameter("ce-id", "header", "Binary mode."),
             Parameter("ce-source", "header", "Binary mode."), Parameter("ce-type", "header", "Binary mode.")}},
      {"requestBody", object{{"required", true}, {"content", std::move(content)}}},
      {"responses", object{{"202", Accepted()}, {"default", object{{"$ref", "#/components/responses/Problem"}}}}}};
  (*paths)["/v1/cities/{city}/stakeholders/{stakeholder}/events"] = object{{"post", std::move(operation)}};
  tags->push_back(object{{"name", "Events"}, {"description", "What agencies' systems send."}});
}

}  // namespace padu::gateway
