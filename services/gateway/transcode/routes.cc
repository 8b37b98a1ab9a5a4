#include "services/gateway/transcode/routes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "google/api/annotations.pb.h"

namespace padu::gateway {
namespace {

using google::api::HttpRule;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

constexpr std::string_view kNeverPublic = "padu.common.";

std::pair<std::string, std::string> VerbAndPath(const HttpRule& rule) {
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      return {"GET", rule.get()};
    case HttpRule::kPut:
      return {"PUT", rule.put()};
    case HttpRule::kPost:
      return {"POST", rule.post()};
    case HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    case HttpRule::kCustom:
      return {rule.custom().kind(), rule.custom().path()};
    case HttpRule::PATTERN_NOT_SET:
      return {};
  }
  return {};
}

// The field if it is a text that is not repeated.
const FieldDescriptor* TextField(const Descriptor& message, const std::string& name) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  const bool fits = field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING;
  return fits ? field : nullptr;
}

absl::Status Unfit(const MethodDescriptor& method, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(method.full_name(), ": ", std::string(why)));
}

absl::StatusOr<Route> RouteOf(const MethodDescriptor& method, const HttpRule& rule) {
  const auto [http_method, path] = VerbAndPath(rule);
  Route route{.method = &method, .http_method = http_method};
  ASSIGN_OR_RETURN(route.path, PathTemplate::Parse(path));
  const Descriptor& request = *method.input_type();
  for (const std::string& name : route.path.Fields()) {
    const FieldDescriptor* field = FieldAt(request, name);
    if (field == nullptr || field->is_repeated() || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return Unfit(method, absl::StrCat("its path binds '", name, "', which is no simple field of the request"));
    }
  }
  route.body_is_request = rule.body() == "*";
  if (!rule.body().empty() && !route.body_is_request) {
    route.body = request.FindFieldByName(rule.body());
    const bool fits = route.body != nullptr && !route.body->is_repeated() && route.body->message_type() != nullptr;
    if (!fits) return Unfit(method, absl::StrCat("its body '", rule.body(), "' is no message of the request"));
  }
  if (!rule.response_body().empty()) return Unfit(method, "response_body is not served");
  if (method.server_streaming()) {
    route.resume = TextField(request, "from_position");
    route.position = TextField(*method.output_type(), "position");
  }
  return route;
}

}  // namespace

std::string Route::GrpcPath() const { return absl::StrCat("/", method->service()->full_name(), "/", method->name()); }

const FieldDescriptor* FieldAt(const Descriptor& message, std::string_view path) {
  const Descriptor* at = &message;
  const FieldDescriptor* field = nullptr;
  for (const std::string_view name : PartsOf(path, '.')) {
    if (at == nullptr || (field != nullptr && field->is_repeated())) return nullptr;
    field = at->FindFieldByName(std::string(name));
    if (field == nullptr) field = at->FindFieldByCamelcaseName(std::string(name));
    if (field == nullptr) return nullptr;
    at = field->message_type();
  }
  return field;
}

absl::StatusOr<Routes> Routes::Read(const google::protobuf::DescriptorPool& pool,
                                    const std::vector<std::string>& services) {
  Routes out;
  for (const std::string& name : services) {
    if (name.starts_with(kNeverPublic)) {
      return absl::InvalidArgumentError(absl::StrCat(name, " is for operators and never public"));
    }
    const auto* service = pool.FindServiceByName(name);
    if (service == nullptr) return absl::NotFoundError(absl::StrCat("no contract has a service '", name, "'"));
    RETURN_IF_ERROR(out.AddService(*service));
  }
  // Of two that match one path, the one with more literal segments is meant.
  std::stable_sort(out.routes_.begin(), out.routes_.end(),
                   [](const Route& a, const Route& b) { return a.path.Literals() > b.path.Literals(); });
  return out;
}

absl::Status Routes::AddService(const google::protobuf::ServiceDescriptor& service) {
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& method = *service.method(i);
    if (method.client_streaming()) continue;
    if (method.options().HasExtension(google::api::http)) {
      RETURN_IF_ERROR(AddMethod(method));
    } else {
      unreachable_.push_back(method.full_name());
    }
  }
  return absl::OkStatus();
}

absl::Status Routes::AddMethod(const MethodDescriptor& method) {
  const HttpRule& rule = method.options().GetExtension(google::api::http);
  ASSIGN_OR_RETURN(Route first, RouteOf(method, rule));
  RETURN_IF_ERROR(Add(std::move(first)));
  for (const HttpRule& more : rule.additional_bindings()) {
    ASSIGN_OR_RETURN(Route route, RouteOf(method, more));
    RETURN_IF_ERROR(Add(std::move(route)));
  }
  return absl::OkStatus();
}

absl::Status Routes::Add(Route route) {
  for (const Route& other : routes_) {
    if (other.http_method == route.http_method && other.path.Shape() == route.path.Shape()) {
      return Unfit(*route.method, absl::StrCat("its path is that of ", other.method->full_name()));
    }
  }
  routes_.push_back(std::move(route));
  return absl::OkStatus();
}

Routes::Found Routes::Find(std::string_view http_method, const Target& target) const {
  Found found;
  for (const Route& route : routes_) {
    auto bindings = route.path.Match(target);
    if (!bindings) continue;
    if (route.http_method == http_method) return {.route = &route, .bindings = *std::move(bindings)};
    found.allowed.push_back(route.http_method);
  }
  return found;
}

}  // namespace padu::gateway
