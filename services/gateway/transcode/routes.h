// Which HTTP request means which gRPC method: read from the google.api.http annotations of the services named, so that
// no method has a line of its own here.
//
// Unary methods answer with JSON. Server-streaming ones become server-sent events; they can be resumed if the response
// has a text field `position` and the request a text field `from_position` (Padu's convention for watches).
// Client-streaming methods have no form in HTTP/1.1 and are left out.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/gateway/http/target.h"
#include "services/gateway/transcode/path_template.h"

namespace padu::gateway {

struct Route {
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::string http_method;  // "GET"
  PathTemplate path;
  bool body_is_request = false;                                 // body: "*"
  const google::protobuf::FieldDescriptor* body = nullptr;      // body: a field's name
  const google::protobuf::FieldDescriptor* resume = nullptr;    // of the request: where a stream goes on
  const google::protobuf::FieldDescriptor* position = nullptr;  // of the response: where it has come to

  bool streams() const { return method->server_streaming(); }
  // "/padu.ledger.v1.LedgerService/GetSubmission"
  std::string GrpcPath() const;
};

// Immutable: any thread.
class Routes {
 public:
  // `services` by full name. NOT_FOUND: a service that `pool` does not have. INVALID_ARGUMENT: an annotation that
  // cannot be served, two that mean the same requests, or a service of padu.common, which is for operators and never
  // public.
  static absl::StatusOr<Routes> Read(const google::protobuf::DescriptorPool& pool,
                                     const std::vector<std::string>& services);

  struct Found {
    const Route* route = nullptr;
    PathTemplate::Bindings bindings;
    std::vector<std::string> allowed;  // no route: the methods that this path has; empty: no such path
  };
  Found Find(std::string_view http_method, const Target& target) const;

  const std::vector<Route>& routes() const { return routes_; }
  // Unary and server-streaming methods of the services without an annotation: they cannot be reached.
  const std::vector<std::string>& unreachable() const { return unreachable_; }

 private:
  absl::Status AddService(const google::protobuf::ServiceDescriptor& service);
  absl::Status AddMethod(const google::protobuf::MethodDescriptor& method);
  absl::Status Add(Route route);

  std::vector<Route> routes_;
  std::vector<std::string> unreachable_;
};

// The field that "region.name" means in `message`; null if there is none, or a repeated one on the way.
const google::protobuf::FieldDescriptor* FieldAt(const google::protobuf::Descriptor& message, std::string_view path);

}  // namespace padu::gateway
