#include "services/gateway/transcode/field_value.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "common/ops/admin.h"

namespace padu::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kTextTypes[] = {"google.protobuf.Timestamp", "google.protobuf.Duration",
                                           "google.protobuf.FieldMask"};

// How `text` stands in JSON for this field: numbers and true or false bare, all else as a text.
std::string AsJson(const FieldDescriptor& field, const std::string& text) {
  const bool bare = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL && (text == "true" || text == "false");
  return bare ? text : ops::JsonText(text);
}

// What JSON would let through and nobody meant: "" for a number, "yes" for a truth value.
bool IsPlausible(const FieldDescriptor& field, const std::string& text) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return text == "true" || text == "false";
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING || !text.empty();
}

}  // namespace

bool TakesText(const FieldDescriptor& field) {
  if (field.is_map()) return false;
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
  for (const std::string_view name : kTextTypes) {
    if (field.message_type()->full_name() == name) return true;
  }
  return false;
}

std::pair<std::string, std::string> Expected(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return {"bilangan bulat dalam batas jenisnya", "a whole number within the bounds of its type"};
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return {"bilangan", "a number"};
    case FieldDescriptor::CPPTYPE_BOOL:
      return {"true atau false", "true or false"};
    case FieldDescriptor::CPPTYPE_ENUM: {
      std::string names;
      for (int i = 0; i < field.enum_type()->value_count(); ++i) {
        absl::StrAppend(&names, i == 0 ? "" : ", ", field.enum_type()->value(i)->name());
      }
      return {absl::StrCat("salah satu dari ", names), absl::StrCat("one of ", names)};
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return {"teks UTF-8 (bytes: base64)", "UTF-8 text (bytes: base64)"};
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return {"seperti \"2026-03-02T03:40:00Z\" (waktu) atau \"1.5s\" (durasi)",
              "like \"2026-03-02T03:40:00Z\" (a time) or \"1.5s\" (a duration)"};
  }
  return {};
}

bool SetField(Message* message, std::string_view path, const std::string& text) {
  const std::size_t dot = path.find('.');
  const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) return false;
  if (dot != std::string_view::npos) {
    return SetField(message->GetReflection()->MutableMessage(message, field), path.substr(dot + 1), text);
  }
  if (!IsPlausible(*field, text)) return false;
  std::string json = AsJson(*field, text);
  if (field->is_repeated()) json = absl::StrCat("[", json, "]");
  const std::unique_ptr<Message> one(message->New());
  const auto status =
      google::protobuf::util::JsonStringToMessage(absl::StrCat("{\"", field->json_name(), "\":", json, "}"), one.get());
  if (!status.ok()) return false;
  message->MergeFrom(*one);
  return true;
}

std::optional<std::string> TextAt(const Message& message, std::string_view path) {
  const std::size_t dot = path.find('.');
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr || field->is_repeated()) return std::nullopt;
  const auto* reflection = message.GetReflection();
  if (dot != std::string_view::npos) {
    if (!reflection->HasField(message, field)) return std::nullopt;
    return TextAt(reflection->GetMessage(message, field), path.substr(dot + 1));
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return std::nullopt;
  return reflection->GetString(message, field);
}

}  // namespace padu::gateway
