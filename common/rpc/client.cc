#include "common/rpc/client.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace padu::rpc {
namespace {

constexpr int kKeepaliveMillis = 60'000;
constexpr int kKeepaliveTimeoutMillis = 20'000;
constexpr int kReconnectMillisMax = 5'000;

}  // namespace

Client::Client(ClientOptions options) : options_(std::move(options)) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMillis);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMillisMax);
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options_.message_bytes_max));
  arguments.SetMaxSendMessageSize(static_cast<int>(options_.message_bytes_max));
  channel_ = grpc::CreateCustomChannel(options_.target, grpc::InsecureChannelCredentials(), arguments);
}

void Client::Prepare(grpc::ClientContext& context, const CallOptions& options) const {
  const absl::Duration timeout = options.timeout > absl::ZeroDuration() ? options.timeout : options_.timeout;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  context.set_wait_for_ready(options.wait_for_ready);
  const std::string& caller = options.caller.empty() ? options_.caller : options.caller;
  if (!caller.empty()) context.AddMetadata("padu-caller", caller);
  if (!options_.key.empty()) context.AddMetadata("authorization", "Bearer " + options_.key);
  if (!options.traceparent.empty()) context.AddMetadata("traceparent", options.traceparent);
}

absl::StatusOr<bool> Client::Serving(const std::string& service, const CallOptions& options) const {
  // On the wire HealthCheckRequest{string service = 1} is a StringValue and HealthCheckResponse{enum status = 1} an
  // Int32Value; so the health contract need not be compiled for these two fields.
  constexpr int kServing = 1;
  using Asked = google::protobuf::StringValue;
  using Told = google::protobuf::Int32Value;
  grpc::ClientContext context;
  Prepare(context, options);
  Asked asked;
  asked.set_value(service);
  Told told;
  grpc::Status status;
  absl::Notification done;
  grpc::TemplatedGenericStub<Asked, Told> stub(channel_);
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &asked, &told, [&](grpc::Status result) {
    status = std::move(result);
    done.Notify();
  });
  done.WaitForNotification();
  if (!status.ok()) return FromGrpc(status);
  return told.value() == kServing;
}

}  // namespace padu::rpc
