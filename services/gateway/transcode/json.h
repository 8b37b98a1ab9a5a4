// From an HTTP request to a protobuf message and from a message to JSON, by the descriptors.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/gateway/http/message.h"
#include "services/gateway/http/target.h"
#include "services/gateway/transcode/routes.h"

namespace padu::gateway {

// The request message of `route`: what the body says, then what the query says, then what the path binds. Names in
// camelCase or as in the contract; 64-bit numbers as texts or numbers; enum values by name or number.
// INVALID_ARGUMENT with a field where there is one: a field that the request does not have, one given twice or in two
// ways, a value that does not fit, JSON that is none or nested too deeply.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ReadRequest(const Route& route,
                                                                       const PathTemplate::Bindings& bindings,
                                                                       const Target& target, const Request& request);

// camelCase; 64-bit numbers as texts; what has its default value is left out.
std::string ToJson(const google::protobuf::Message& message);

// A new message of this type, as it is linked into the program.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

}  // namespace padu::gateway
