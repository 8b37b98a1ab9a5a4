#include "services/gateway/transcode/json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/gateway/transcode/field_value.h"
#include "services/gateway/transcode/json_check.h"

namespace padu::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Wrong(std::string reason, std::string field, std::string text_id, std::string text_en) {
  return Refuse(absl::StatusCode::kInvalidArgument, {.reason = std::move(reason),
                                                     .text_id = std::move(text_id),
                                                     .text_en = std::move(text_en),
                                                     .metadata = {{"field", std::move(field)}}});
}

absl::Status Unknown(const std::string& field) {
  return Wrong("FIELD_UNKNOWN", field, absl::StrCat("Ruas '", field, "' tidak dikenal. Periksa ejaannya."),
               absl::StrCat("There is no field '", field, "'. Check its spelling."));
}

absl::Status Twice(const std::string& field) {
  return Wrong("FIELD_GIVEN_TWICE", field, absl::StrCat("Ruas '", field, "' disebut dua kali, atau dengan dua nilai."),
               absl::StrCat("The field '", field, "' is given twice, or with two values."));
}

// What protobuf says: "(fields[0]) nope: Cannot find field.", "nope: Cannot find field.", "(a.b): invalid value ...".
absl::Status OfProtobuf(const google::protobuf::util::Status& status) {
  constexpr std::string_view kUnknown = ": Cannot find field.";
  const std::string said(status.message());
  std::string_view rest = said;
  std::string field;
  if (rest.starts_with('(')) {
    const std::size_t end = rest.find(')');
    field = std::string(rest.substr(1, end - 1));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  const std::size_t unknown = rest.find(kUnknown);
  if (unknown != std::string_view::npos) {
    const std::string_view name = rest.substr(0, unknown);
    const std::size_t from = name.find_first_not_of(' ');
    if (from != std::string_view::npos) {
      absl::StrAppend(&field, field.empty() ? "" : ".", std::string(name.substr(from)));
    }
    return Unknown(field);
  }
  while (rest.starts_with(':') || rest.starts_with(' ')) rest.remove_prefix(1);
  return Wrong("FIELD_INVALID", field,
               absl::StrCat("Nilai ruas '", field, "' tidak sesuai dengan jenisnya: ", std::string(rest)),
               absl::StrCat("The value of '", field, "' does not fit its type: ", std::string(rest)));
}

absl::Status ReadBody(const Route& route, const std::string& body, Message* request) {
  if (body.empty()) return absl::OkStatus();
  if (route.body == nullptr && !route.body_is_request) {
    return Wrong("BODY_NOT_EXPECTED", "", "Permintaan ini tidak memakai isi (body).", "This request takes no body.");
  }
  RETURN_IF_ERROR(CheckJson(body));
  Message* target = route.body == nullptr ? request : request->GetReflection()->MutableMessage(request, route.body);
  const auto status = google::protobuf::util::JsonStringToMessage(body, target);
  return status.ok() ? absl::OkStatus() : OfProtobuf(status);
}

// Whether the path or the body already says this field, what it lies in, or another one of its oneof.
bool Overlaps(const Route& route, const PathTemplate::Bindings& bindings, const Message& request,
              std::string_view path) {
  for (const auto& [bound, value] : bindings) {
    if (bound == path) return true;
  }
  const std::string top(path.substr(0, path.find('.')));
  if (route.body != nullptr && top == route.body->name()) return true;
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(top);
  if (field->real_containing_oneof() == nullptr) return false;
  const FieldDescriptor* chosen =
      request.GetReflection()->GetOneofFieldDescriptor(request, field->real_containing_oneof());
  return chosen != nullptr && chosen != field;
}

// The field path as the contract writes it: "fromDay" -> "from_day"; empty if there is none.
std::string Canonical(const Descriptor& message, std::string_view path) {
  std::vector<std::string> names;
  const Descriptor* at = &message;
  for (const std::string_view part : PartsOf(path, '.')) {
    const FieldDescriptor* field = at == nullptr ? nullptr : FieldAt(*at, part);
    if (field == nullptr) return "";
    names.push_back(field->name());
    at = field->message_type();
  }
  std::string joined;
  for (const std::string& name : names) absl::StrAppend(&joined, joined.empty() ? "" : ".", name);
  return joined;
}

absl::Status ReadQuery(const Route& route, const PathTemplate::Bindings& bindings, const Target& target,
                       Message* request) {
  if (route.body_is_request && !target.query.empty()) {
    return Wrong("QUERY_NOT_EXPECTED", target.query.front().first, "Tulis ruas ini di isi permintaan (body).",
                 "Write this field into the body of the request.");
  }
  std::set<std::string> seen;
  for (const auto& [name, value] : target.query) {
    const std::string path = Canonical(*request->GetDescriptor(), name);
    const FieldDescriptor* field = path.empty() ? nullptr : FieldAt(*request->GetDescriptor(), path);
    if (field == nullptr || !TakesText(*field)) return Unknown(name);
    const bool again = !seen.insert(path).second && !field->is_repeated();
    if (again || Overlaps(route, bindings, *request, path)) return Twice(name);
    if (!SetField(request, path, value)) {
      return Wrong("FIELD_INVALID", name,
                   absl::StrCat("Nilai parameter '", name, "' tidak sesuai: harus ", Expected(*field).first, "."),
                   absl::StrCat("The value of the parameter '", name, "' does not fit: it must be ",
                                Expected(*field).second, "."));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadPath(const PathTemplate::Bindings& bindings, Message* request) {
  for (const auto& [path, value] : bindings) {
    const auto said = TextAt(*request, path);
    if (said && !said->empty() && *said != value) return Twice(path);
    if (!SetField(request, path, value)) {
      return Wrong("FIELD_INVALID", path, "Alamat memuat nilai yang tidak sesuai.",
                   "The path has a value that does not fit.");
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  const Message* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  PADU_CHECK(prototype != nullptr);
  return std::unique_ptr<Message>(prototype->New());
}

absl::StatusOr<std::unique_ptr<Message>> ReadRequest(const Route& route, const PathTemplate::Bindings& bindings,
                                                     const Target& target, const Request& request) {
  std::unique_ptr<Message> message = NewMessage(*route.method->input_type());
  RETURN_IF_ERROR(ReadBody(route, request.body, message.get()));
  RETURN_IF_ERROR(ReadQuery(route, bindings, target, message.get()));
  RETURN_IF_ERROR(ReadPath(bindings, message.get()));
  return message;
}

std::string ToJson(const Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  PADU_CHECK(status.ok());
  return json;
}

}  // namespace padu::gateway
