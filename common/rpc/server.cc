#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/check.h"
#include "common/base/log.h"
#include "common/ops/metrics.h"
#include "common/rpc/calls.h"
#include "common/rpc/metrics_interceptor.h"

namespace padu::rpc {
namespace {

constexpr int kSecond = 1000;  // gRPC's arguments are milliseconds
constexpr int kMinute = 60 * kSecond;

void SetBounds(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.message_bytes_max));
  builder.SetMaxSendMessageSize(static_cast<int>(options.message_bytes_max));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.streams_per_connection_max);
  // Two servers on one port would share its calls by chance.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

// The least interval of clients' pings must be below their keepalive time (client.cc: a minute), or they get GOAWAY.
// Connections end now and then so that clients see a rollout.
void SetKeepalive(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 2 * kMinute);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20 * kSecond);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 30 * kSecond);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 30 * kMinute);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 30 * kSecond);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, 15 * kMinute);
}

}  // namespace

struct Server::State {
  State(ServerOptions given, ops::Metrics& its_metrics)
      : options(std::move(given)), metrics(its_metrics), calls(options) {}

  const ServerOptions options;
  ops::Metrics& metrics;
  std::vector<std::pair<grpc::Service*, std::string>> services;
  int port = 0;
  Calls calls;  // outlives the server: its threads finish calls
  std::unique_ptr<grpc::Server> server;
};

Server::Server(ServerOptions options, ops::Metrics& metrics)
    : state_(std::make_unique<State>(std::move(options), metrics)) {}

Server::~Server() { Shutdown(absl::ZeroDuration()); }

Calls& Server::calls() { return state_->calls; }

void Server::AuthenticateBy(const Authenticator& authenticator) { state_->calls.AuthenticateBy(authenticator); }

int Server::port() const { return state_->port; }

void Server::Add(grpc::Service* service, std::string full_name) {
  PADU_CHECK(state_->server == nullptr);
  state_->services.emplace_back(service, std::move(full_name));
}

absl::Status Server::Start() {
  PADU_CHECK(state_->server == nullptr);
  grpc::EnableDefaultHealthCheckService(true);
  if (state_->options.reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(state_->options.listen, grpc::InsecureServerCredentials(), &state_->port);
  SetBounds(state_->options, builder);
  SetKeepalive(builder);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(NewMetricsInterceptorFactory(state_->metrics));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  for (const auto& [service, name] : state_->services) builder.RegisterService(service);
  state_->server = builder.BuildAndStart();
  if (state_->server == nullptr || state_->port == 0) {
    return absl::UnavailableError("gRPC cannot listen on " + state_->options.listen + ": is the port taken?");
  }
  SetServing(false);
  SetServing("liveness", true);
  Log(Severity::kInfo, "gRPC listens", {{"address", state_->options.listen}, {"port", state_->port}});
  return absl::OkStatus();
}

void Server::SetServing(bool serving) {
  SetServing("", serving);
  for (const auto& [service, name] : state_->services) SetServing(name, serving);
}

void Server::SetServing(std::string_view name, bool serving) {
  if (state_->server == nullptr) return;
  state_->server->GetHealthCheckService()->SetServingStatus(std::string(name), serving);
}

void Server::StopStreams() { state_->calls.Stop(); }

void Server::Shutdown(absl::Duration patience) {
  if (state_->server == nullptr) return;
  state_->calls.Stop();
  state_->server->Shutdown(absl::ToChronoTime(absl::Now() + patience));
  state_->server->Wait();
  state_->server.reset();
}

}  // namespace padu::rpc
