#include "common/rpc/metrics_interceptor.h"

#include <chrono>
#include <string>
#include <utility>

#include "common/ops/metrics.h"
#include "common/rpc/status.h"

namespace padu::rpc {
namespace {

using SteadyClock = std::chrono::steady_clock;

// One call. gRPC asks it at each step; the step of interest is the status on its way out.
class MetricsInterceptor final : public grpc::experimental::Interceptor {
 public:
  MetricsInterceptor(std::string method, const ops::CounterFamily& requests, const ops::HistogramFamily& seconds)
      : method_(std::move(method)), requests_(requests), seconds_(seconds) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(grpc::experimental::InterceptionHookPoints::PRE_SEND_STATUS)) {
      const auto code = static_cast<absl::StatusCode>(methods->GetSendStatus().error_code());
      requests_.With({method_, std::string(CodeName(code))}).Add();
      seconds_.With({method_}).Observe(std::chrono::duration<double>(SteadyClock::now() - start_).count());
    }
    methods->Proceed();
  }

 private:
  const std::string method_;
  const ops::CounterFamily& requests_;
  const ops::HistogramFamily& seconds_;
  const SteadyClock::time_point start_ = SteadyClock::now();
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Factory(ops::Metrics& metrics)
      : requests_(metrics.AddCounter("padu_grpc_requests_total", "Calls answered", {"method", "code"})),
        seconds_(metrics.AddHistogram("padu_grpc_request_seconds", "From a call's begin to its status", {"method"})) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override {
    const std::string_view method = info->method() == nullptr ? "/other" : info->method();
    return new MetricsInterceptor(std::string(method.substr(method.starts_with('/') ? 1 : 0)), requests_, seconds_);
  }

 private:
  const ops::CounterFamily requests_;
  const ops::HistogramFamily seconds_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewMetricsInterceptorFactory(
    ops::Metrics& metrics) {
  return std::make_unique<Factory>(metrics);
}

}  // namespace padu::rpc
