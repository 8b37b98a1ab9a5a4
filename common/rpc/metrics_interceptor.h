// Counts and times every call of a server: padu_grpc_requests_total{method,code}, padu_grpc_request_seconds{method}.
#pragma once

#include <grpcpp/support/server_interceptor.h>

#include <memory>

namespace padu::ops {
class Metrics;
}

namespace padu::rpc {

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewMetricsInterceptorFactory(
    ops::Metrics& metrics);

}  // namespace padu::rpc
