#include "services/gateway/transcode/transcoder.h"

#include <grpcpp/support/status.h>

#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/text.h"
#include "services/gateway/authenticator.h"
#include "services/gateway/http/limits.h"
#include "services/gateway/http/problem.h"
#include "services/gateway/transcode/json.h"
#include "services/gateway/transcode/relay.h"

namespace padu::gateway {
namespace {

void Answer(Exchange& exchange, const Problem& problem) {
  exchange.Answer(Render(problem, exchange.request().Header("accept-language")));
}

// Where a stream begins, which is taken out of the request: Last-Event-ID wins.
std::string TakePosition(const Route& route, const Request& request, google::protobuf::Message* message) {
  if (route.resume == nullptr || route.position == nullptr) return "";
  const std::string said = message->GetReflection()->GetString(*message, route.resume);
  message->GetReflection()->ClearField(message, route.resume);
  const std::string_view last = request.Header("last-event-id");
  return last.empty() ? said : std::string(last);
}

Response NoRoute(const Routes::Found& found, std::string_view language) {
  if (found.allowed.empty()) {
    return Render(HttpProblem(404, "PATH_UNKNOWN",
                              {"Tidak ada apa-apa di alamat ini. Daftarnya: /openapi.json.",
                               "There is nothing at this address. All there is: /openapi.json."}),
                  language);
  }
  Response response =
      Render(HttpProblem(405, "METHOD_NOT_ALLOWED",
                         {"Pakai metode yang ada di kepala Allow.", "Use a method of the header Allow."}),
             language);
  response.headers.emplace_back("Allow", absl::StrJoin(found.allowed, ", "));
  return response;
}

}  // namespace

Transcoder::Transcoder(Routes routes, const std::map<std::string, std::string>& addresses, bool believe_callers)
    : routes_(std::move(routes)), believe_callers_(believe_callers) {
  std::map<std::string, std::shared_ptr<Upstream>> by_address;
  for (const auto& [service, address] : addresses) {
    auto& upstream = by_address[address];
    if (upstream == nullptr) upstream = std::make_shared<Upstream>(address);
    upstreams_[service] = upstream;
  }
}

void Transcoder::Handle(const Target& target, const std::shared_ptr<Exchange>& exchange) const {
  const std::string language(exchange->request().Header("accept-language"));
  const Routes::Found found = routes_.Find(exchange->request().method, target);
  if (found.route == nullptr) {
    exchange->Answer(NoRoute(found, language));
    return;
  }
  const Route& route = *found.route;
  exchange->SetLabel(route.method->full_name());
  auto request = ReadRequest(route, found.bindings, target, exchange->request());
  if (!request.ok()) {
    Answer(*exchange, ProblemOf(request.status()));
    return;
  }
  const std::string position = TakePosition(route, exchange->request(), request->get());
  if (!IsPlainText(position)) {
    Answer(*exchange,
           HttpProblem(400, "POSITION_INVALID", {"Last-Event-ID tidak terbaca.", "Last-Event-ID cannot be read."}));
    return;
  }
  Call(route, (*request)->SerializeAsString(), position, exchange);
}

void Transcoder::Call(const Route& route, std::string request, const std::string& position,
                      const std::shared_ptr<Exchange>& exchange) const {
  const auto upstream = upstreams_.find(route.method->service()->full_name());
  PADU_CHECK(upstream != upstreams_.end());
  Upstream::CallSpec spec{.path = route.GrpcPath(),
                          .metadata = CallerMetadata(exchange->request(), believe_callers_),
                          .timeout = route.streams() ? kStreamMost : kUnaryTimeout,
                          .request = std::move(request)};
  const std::string_view trace = exchange->request().Header("traceparent");
  if (!trace.empty() && !route.streams()) spec.metadata.emplace_back("traceparent", std::string(trace));
  if (route.resume != nullptr && route.position != nullptr) {
    watches_.Follow(route, *upstream->second, spec, position, exchange);
    return;
  }
  if (route.streams()) {
    RelayStream(route, *upstream->second, std::move(spec), exchange);
    return;
  }
  upstream->second->Unary(std::move(spec),
                          [this, &route, exchange](const grpc::Status& status, const std::string& bytes) {
                            const auto message = NewMessage(*route.method->output_type());
                            if (!status.ok()) {
                              Answer(*exchange, ProblemOf(status));
                            } else if (!message->ParseFromString(bytes)) {
                              Answer(*exchange, ProblemOf(absl::InternalError("the service's answer cannot be read")));
                            } else {
                              exchange->Answer({.type = "application/json", .body = ToJson(*message)});
                            }
                          });
}

}  // namespace padu::gateway
