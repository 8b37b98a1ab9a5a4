// JSON Schemas (2020-12) of protobuf messages, as their JSON is written and read here.
#pragma once

#include <google/protobuf/descriptor.h>

#include <boost/json/object.hpp>
#include <set>
#include <string>

namespace padu::gateway {

// Collects the schema of each message and enum that it was asked for, and of what they are made of. One thread.
class Schemas {
 public:
  // {"$ref": "#/components/schemas/padu.ledger.v1.Submission"}
  boost::json::object Ref(const google::protobuf::Descriptor& message);
  // What a field's value looks like; its comment included.
  boost::json::object OfField(const google::protobuf::FieldDescriptor& field);
  // An object of a message's fields but for those named.
  boost::json::object OfMessage(const google::protobuf::Descriptor& message, const std::set<std::string>& without = {});

  // By full name, once all was asked for.
  boost::json::object Take() { return std::move(all_); }

 private:
  boost::json::object OfValue(const google::protobuf::FieldDescriptor& field);
  boost::json::object EnumRef(const google::protobuf::EnumDescriptor& type);

  boost::json::object all_;
};

// Whether a caller must fill it, or only ever reads it (google.api.field_behavior).
bool IsRequired(const google::protobuf::FieldDescriptor& field);
bool IsOutputOnly(const google::protobuf::FieldDescriptor& field);

}  // namespace padu::gateway
