// What every service's main does around its machine and its API: settings, logs, secrets, metrics, the admin page, the
// gRPC server, and stopping in order.
//
//   host::Process process("ledger", "Who received what, from whom, when.");
//   if (const auto code = process.SetUp(argc, argv)) return *code;
//   LedgerMachine machine;
//   host::Host host(process.HostParts(machine));
//   LedgerService api(process.calls(), host, process.secrets());
//   return process.Run(host, api, "padu.ledger.v1.LedgerService");
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/config.h"
#include "common/base/random.h"
#include "common/base/secrets.h"
#include "common/host/host.h"
#include "common/host/settings.h"
#include "common/ops/lifecycle.h"
#include "common/ops/metrics.h"
#include "common/ops/stop.h"
#include "common/rpc/identity.h"
#include "common/rpc/server.h"
#include "common/stream/stream.h"

namespace grpc {
class Service;
}

namespace padu::host {

// One thread: main's.
class Process {
 public:
  // `service` is its name in topics, settings and metrics.
  Process(std::string service, std::string summary);
  ~Process();

  // The exit code if main is to end here: after --help, or because a setting or the secrets do not do.
  // `declare` adds the service's own settings.
  std::optional<int> SetUp(int argc, char** argv, const std::function<void(Config&)>& declare = nullptr);

  // After SetUp.
  Host::Parts HostParts(const journal::Machine& machine, const journal::Intake* intake = nullptr);
  const ServiceSettings& settings() const { return settings_; }
  const Secrets& secrets() const { return *secrets_; }
  stream::Log& log() { return *log_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  ops::Metrics& metrics() { return *metrics_; }
  rpc::Calls& calls() { return server_->calls(); }

  // Whom the registry knows by its own tables; other services ask the registry. Before Run; outlives it.
  void KnowCallersBy(const rpc::Keys& keys) { own_keys_ = &keys; }
  // Another service of the same server. Before Run; outlives it.
  void Serve(grpc::Service& service, const std::string& full_name) { server_->Add(&service, full_name); }
  // Tells why the process cannot start: its exit code.
  static int Fail(const absl::Status& status);

  // A step of stopping that comes while the partitions still take commands: what hands them some by itself.
  void OnDrain(std::string name, std::function<void()> step) { drains_.emplace_back(std::move(name), std::move(step)); }
  // A step that comes after the partitions have drained: what a service holds besides its host.
  void OnStop(std::string name, std::function<void()> step) { stops_.emplace_back(std::move(name), std::move(step)); }

  // Serves until told to stop, then stops in order. The exit code.
  int Run(Host& host, grpc::Service& api, const std::string& full_name);

 private:
  void Stop(Host& host);

  ops::StopSignal stop_;  // first: before any thread
  const std::string service_;
  const std::string summary_;
  ServiceSettings settings_;
  SystemClock clock_;
  SystemRandom random_;
  ops::Lifecycle life_;
  std::unique_ptr<ops::Metrics> metrics_;
  std::unique_ptr<Secrets> secrets_;
  std::unique_ptr<stream::Log> log_;
  const rpc::Keys* own_keys_ = nullptr;
  std::unique_ptr<rpc::Identity> identity_;  // outlives the server's calls
  std::unique_ptr<rpc::Server> server_;
  std::vector<std::pair<std::string, std::function<void()>>> drains_;
  std::vector<std::pair<std::string, std::function<void()>>> stops_;
};

}  // namespace padu::host
