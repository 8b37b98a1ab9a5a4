#include "services/gateway/contracts/openapi.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/gateway/contracts/descriptors.h"
#include "services/gateway/contracts/events_operation.h"
#include "services/gateway/contracts/schemas.h"
#include "services/gateway/transcode/field_value.h"

namespace padu::gateway {
namespace {

using boost::json::array;
using boost::json::object;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr char kJson[] = "application/json";
constexpr char kProblemRef[] = "#/components/responses/Problem";

object Content(const char* type, object schema) { return {{type, object{{"schema", std::move(schema)}}}}; }

// The first sentence of a comment.
std::string Summary(const std::string& comment) {
  const std::size_t end = comment.find(". ");
  return end == std::string::npos ? comment : comment.substr(0, end + 1);
}

// One segment of the path.
object PathParameter(const std::string& name) {
  return {{"name", name},
          {"in", "path"},
          {"required", true},
          {"schema", object{{"type", "string"}, {"pattern", "^[^/]+$"}}}};
}

object QueryParameter(const std::string& name, const FieldDescriptor& field, Schemas* schemas) {
  object schema = schemas->OfField(field);
  object parameter{{"name", name}, {"in", "query"}};
  if (const auto* text = schema.if_contains("description"); text != nullptr) parameter["description"] = *text;
  schema.erase("description");
  if (IsRequired(field)) parameter["required"] = true;
  parameter["schema"] = std::move(schema);
  return parameter;
}

// The fields that neither path nor body say, those of messages within by "message.field".
void AddQuery(const Descriptor& message, const std::string& prefix, const std::set<std::string>& bound,
              const FieldDescriptor* body, Schemas* schemas, array* parameters) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (&field == body || bound.contains(prefix + field.name())) continue;
    if (TakesText(field)) {
      parameters->push_back(QueryParameter(absl::StrCat(prefix, field.json_name()), field, schemas));
    } else if (!field.is_repeated() && prefix.empty()) {
      AddQuery(*field.message_type(), absl::StrCat(field.json_name(), "."), bound, body, schemas, parameters);
    }
  }
}

object RequestBody(const Route& route, const std::set<std::string>& bound, Schemas* schemas) {
  object schema = route.body == nullptr ? schemas->OfMessage(*route.method->input_type(), bound)
                                        : schemas->Ref(*route.body->message_type());
  return {{"required", true}, {"content", Content(kJson, std::move(schema))}};
}

object Success(const Route& route, Schemas* schemas) {
  const Descriptor& response = *route.method->output_type();
  std::string text = CommentOf(response);
  if (text.empty()) text = response.name();
  if (!route.streams()) return {{"description", text}, {"content", Content(kJson, schemas->Ref(response))}};
  schemas->Ref(response);
  text =
      absl::StrCat("Server-sent events; the data of each is a ", response.full_name(),
                   ", its id is where a client goes on (Last-Event-ID). An event \"problem\" ends the stream.\n", text);
  return {{"description", text}, {"content", Content("text/event-stream", {{"type", "string"}})}};
}

object Operation(const Route& route, const std::vector<std::string>& names, Schemas* schemas) {
  const std::string comment = CommentOf(*route.method);
  std::set<std::string> bound;
  for (const std::string& field : route.path.Fields()) bound.insert(field);
  array parameters;
  for (const std::string& name : names) parameters.push_back(PathParameter(name));
  if (!route.body_is_request) {
    AddQuery(*route.method->input_type(), "", bound, route.body, schemas, &parameters);
  }
  object operation{{"operationId", absl::StrCat(route.method->service()->name(), "_", route.method->name())},
                   {"tags", array{route.method->service()->name()}},
                   {"summary", Summary(comment)},
                   {"description", comment}};
  if (!parameters.empty()) operation["parameters"] = std::move(parameters);
  if (route.body_is_request || route.body != nullptr) operation["requestBody"] = RequestBody(route, bound, schemas);
  operation["responses"] = object{{"200", Success(route, schemas)}, {"default", object{{"$ref", kProblemRef}}}};
  return operation;
}

object ProblemSchema() {
  const object text{{"type", "string"}};
  object violation{{"type", "object"},
                   {"properties", object{{"field", text}, {"description", text}, {"reason", text}}}};
  return {{"type", "object"},
          {"description", "RFC 9457. Texts in Indonesian and English; which comes first, Accept-Language says."},
          {"properties", object{{"type", text},
                                {"title", text},
                                {"status", object{{"type", "integer"}}},
                                {"detail", text},
                                {"code", text},
                                {"reason", text},
                                {"violations", object{{"type", "array"}, {"items", std::move(violation)}}},
                                {"metadata", object{{"type", "object"}, {"additionalProperties", text}}},
                                {"retryAfterMs", object{{"type", "integer"}}}}},
          {"required", array{"type", "title", "status", "reason"}}};
}

}  // namespace

std::string OpenApi(const Routes& routes, const std::string& version) {
  Schemas schemas;
  object paths;
  array tags;
  std::set<std::string> seen;
  for (const Route& route : routes.routes()) {
    std::vector<std::string> names;
    const std::string path = route.path.OpenApiPath(&names);
    if (!paths.contains(path)) paths[path] = object();
    paths[path].as_object()[absl::AsciiStrToLower(route.http_method)] = Operation(route, names, &schemas);
    const auto& service = *route.method->service();
    if (!seen.insert(service.full_name()).second) continue;
    tags.push_back(object{{"name", service.name()}, {"description", CommentOf(service)}});
  }
  AddEventsOperation(&paths, &tags);
  object components{{"schemas", schemas.Take()}};
  components["schemas"].as_object()["Problem"] = ProblemSchema();
  object problem{{"description", "Why not, in Indonesian and English."},
                 {"content", Content("application/problem+json", {{"$ref", "#/components/schemas/Problem"}})}};
  components["securitySchemes"] = object{
      {"key",
       object{{"type", "http"},
              {"scheme", "bearer"},
              {"bearerFormat", "padu_<city>_<id>_<secret>"},
              {"description", "Kunci pemanggil, dari operator kota. | The caller's key, from the city's operator."}}}};
  components["responses"] = object{{"Problem", std::move(problem)}};
  const object document{
      {"openapi", "3.1.0"},
      {"info",
       object{{"title", "Padu"},
              {"version", version},
              {"description",
               "Buku bantuan bersama sebuah kota. | The shared ledger of aid for a city. Numbers of 64 bits are "
               "texts (\"600000\"); numbers are taken too. Field names: camelCase, or as in the contract."}}},
      {"servers", array{object{{"url", "/"}}}},
      {"security", array{object{{"key", array()}}}},
      {"tags", std::move(tags)},
      {"paths", std::move(paths)},
      {"components", std::move(components)}};
  return boost::json::serialize(document);
}

}  // namespace padu::gateway
