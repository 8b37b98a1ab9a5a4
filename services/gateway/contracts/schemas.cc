#include "services/gateway/contracts/schemas.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <map>

#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"
#include "services/gateway/contracts/descriptors.h"

namespace padu::gateway {
namespace {

using boost::json::array;
using boost::json::object;
using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

bool Behaves(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

object Scalar(const char* type, const char* format = nullptr) {
  object schema{{"type", type}};
  if (format != nullptr) schema["format"] = format;
  return schema;
}

// The types that JSON writes in a form of their own; empty for others.
object WellKnown(const Descriptor& message) {
  static const auto* const known = new std::map<std::string, object>{
      {"google.protobuf.Timestamp", Scalar("string", "date-time")},
      {"google.protobuf.Duration", {{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$"}}},
      {"google.protobuf.FieldMask", Scalar("string")},
      {"google.protobuf.Struct", Scalar("object")},
      {"google.protobuf.Any", Scalar("object")},
      {"google.protobuf.Empty", Scalar("object")}};
  const auto found = known->find(message.full_name());
  return found == known->end() ? object() : found->second;
}

void Describe(object* schema, const std::string& comment) {
  if (!comment.empty()) (*schema)["description"] = comment;
}

object RefTo(const std::string& name) { return {{"$ref", absl::StrCat("#/components/schemas/", name)}}; }

}  // namespace

bool IsRequired(const FieldDescriptor& field) { return Behaves(field, google::api::REQUIRED); }
bool IsOutputOnly(const FieldDescriptor& field) { return Behaves(field, google::api::OUTPUT_ONLY); }

object Schemas::Ref(const Descriptor& message) {
  object known = WellKnown(message);
  if (!known.empty()) return known;
  if (!all_.contains(message.full_name())) {
    all_[message.full_name()] = object();  // before its fields, which may hold it again
    all_[message.full_name()] = OfMessage(message);
  }
  return RefTo(message.full_name());
}

object Schemas::EnumRef(const EnumDescriptor& type) {
  if (!all_.contains(type.full_name())) {
    array names;
    std::string text = CommentOf(type);
    for (int i = 0; i < type.value_count(); ++i) {
      names.emplace_back(type.value(i)->name());
      const std::string comment = CommentOf(*type.value(i));
      if (!comment.empty())
        absl::StrAppend(&text, text.empty() ? "" : "\n", "- ", type.value(i)->name(), ": ", comment);
    }
    object schema{{"type", "string"}, {"enum", names}};
    Describe(&schema, text);
    all_[type.full_name()] = schema;
  }
  return RefTo(type.full_name());
}

object Schemas::OfValue(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SFIXED32:
      return Scalar("integer", "int32");
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32:
      return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SINT64:
    case FieldDescriptor::TYPE_SFIXED64:
      return {{"type", "string"}, {"format", "int64"}, {"pattern", "^-?[0-9]+$"}};  // a number is taken too
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
      return {{"type", "string"}, {"format", "uint64"}, {"pattern", "^[0-9]+$"}};
    case FieldDescriptor::TYPE_DOUBLE:
      return Scalar("number", "double");
    case FieldDescriptor::TYPE_FLOAT:
      return Scalar("number", "float");
    case FieldDescriptor::TYPE_BOOL:
      return Scalar("boolean");
    case FieldDescriptor::TYPE_STRING:
      return Scalar("string");
    case FieldDescriptor::TYPE_BYTES:
      return {{"type", "string"}, {"contentEncoding", "base64"}};
    case FieldDescriptor::TYPE_ENUM:
      return EnumRef(*field.enum_type());
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:
      return Ref(*field.message_type());
  }
  return {};
}

object Schemas::OfField(const FieldDescriptor& field) {
  object schema;
  if (field.is_map()) {
    schema = {{"type", "object"}, {"additionalProperties", OfValue(*field.message_type()->map_value())}};
  } else if (field.is_repeated()) {
    schema = {{"type", "array"}, {"items", OfValue(field)}};
  } else {
    schema = OfValue(field);
  }
  std::string text = CommentOf(field);
  if (const auto* oneof = field.real_containing_oneof(); oneof != nullptr) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", "One of the fields of \"", oneof->name(), "\" at most.");
  }
  Describe(&schema, text);
  if (IsOutputOnly(field)) schema["readOnly"] = true;
  return schema;
}

object Schemas::OfMessage(const Descriptor& message, const std::set<std::string>& without) {
  object properties;
  array required;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (without.contains(field.name())) continue;
    properties[field.json_name()] = OfField(field);
    if (IsRequired(field)) required.emplace_back(field.json_name());
  }
  object schema{{"type", "object"}, {"properties", properties}};
  Describe(&schema, CommentOf(message));
  if (!required.empty()) schema["required"] = required;
  return schema;
}

}  // namespace padu::gateway
