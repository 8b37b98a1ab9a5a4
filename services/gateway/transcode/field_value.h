// Fields set from text, by reflection: what stands in paths and queries.
#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace padu::gateway {

// Whether a text can stand for it: scalars, enums, bytes (base64), and the well-known types that JSON writes as texts.
bool TakesText(const google::protobuf::FieldDescriptor& field);

// What a text for it must look like, in Indonesian and English: "bilangan bulat", "a whole number".
std::pair<std::string, std::string> Expected(const google::protobuf::FieldDescriptor& field);

// Sets the field at `path` ("place.offset"), or adds to it if it is repeated. False: the text does not fit.
// `path` is a path of the message's type whose field TakesText.
bool SetField(google::protobuf::Message* message, std::string_view path, const std::string& text);

// The text field at `path`; nullopt if it is no text or lies in a message that is not there.
std::optional<std::string> TextAt(const google::protobuf::Message& message, std::string_view path);

}  // namespace padu::gateway
