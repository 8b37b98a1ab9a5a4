#include "common/host/process.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/host/operator_service.h"
#include "common/ops/admin.h"
#include "common/stream/kafka/kafka_log.h"

namespace padu::host {
namespace {

constexpr char kVersion[] = PADU_VERSION;
constexpr absl::Duration kDrainMost = absl::Seconds(55);

}  // namespace

Process::Process(std::string service, std::string summary)
    : service_(std::move(service)), summary_(std::move(summary)) {}

Process::~Process() = default;

int Process::Fail(const absl::Status& status) {
  Log(Severity::kError, "cannot start", {{"why", std::string(status.message())}});
  return 1;
}

std::optional<int> Process::SetUp(int argc, char** argv, const std::function<void(Config&)>& declare) {
  Config config(service_, summary_, kVersion);
  settings_.Declare(config);
  if (declare) declare(config);
  if (const auto code = config.Parse(argc, argv)) return code;
  SetUpLog(settings_, service_, kVersion);
  config.LogSettings();

  if (settings_.clock_ahead > absl::ZeroDuration()) {
    clock_ = SystemClock(absl::ToInt64Microseconds(settings_.clock_ahead));
    Log(Severity::kWarn, "DEVELOPMENT: the clock goes ahead of the machine's");
  }
  if (const auto own = settings_.OwnPartitions(); !own.ok()) return Fail(own.status());
  auto secrets = Secrets::Load(settings_.secrets_file);
  if (!secrets.ok()) return Fail(secrets.status());
  secrets_ = std::make_unique<Secrets>(*std::move(secrets));
  stream::KafkaOptions kafka{.brokers = FormatHostPorts(settings_.brokers), .client_id = "padu-" + service_};
  if (const auto secure = stream::Secure(settings_.kafka, &kafka); !secure.ok()) return Fail(secure);
  auto log = stream::OpenKafkaLog(kafka);
  if (!log.ok()) return Fail(log.status());
  log_ = *std::move(log);
  metrics_ = std::make_unique<ops::Metrics>(service_, kVersion);
  server_ = std::make_unique<rpc::Server>(
      rpc::ServerOptions{.listen = settings_.listen + ":" + std::to_string(settings_.grpc_port),
                         .reflection = settings_.reflection},
      *metrics_);
  return std::nullopt;
}

Host::Parts Process::HostParts(const journal::Machine& machine, const journal::Intake* intake) {
  return {.settings = settings_,
          .service = service_,
          .machine = machine,
          .log = *log_,
          .clock = clock_,
          .random = random_,
          .life = life_,
          .stop = stop_,
          .metrics = *metrics_,
          .intake = intake};
}

int Process::Run(Host& host, grpc::Service& api, const std::string& full_name) {
  auto identity = rpc::Identity::Open(settings_.identity, clock_, own_keys_);
  if (!identity.ok()) return Fail(identity.status());
  identity_ = *std::move(identity);
  server_->AuthenticateBy(identity_->authenticator());
  OperatorService operators(server_->calls(), host);
  server_->Add(&api, full_name);
  server_->Add(&operators, common::v1::OperatorService::service_full_name());
  ops::Admin admin({.listen = settings_.listen,
                    .port = static_cast<int>(settings_.admin_port),
                    .service = service_,
                    .version = kVersion,
                    .status_json = [&host] { return host.StatusJson(); }},
                   *metrics_, life_);
  life_.OnMove([this](ops::LifeState state) { server_->SetServing(state == ops::LifeState::kServing); });
  if (const auto status = admin.Start(); !status.ok()) return Fail(status);
  if (const auto status = server_->Start(); !status.ok()) return Fail(status);
  host.Start();
  Log(Severity::kInfo, "started", {{"grpc_port", server_->port()}, {"admin_port", admin.port()}});

  const std::string why = stop_.Wait();
  Log(Severity::kInfo, "stopping", {{"why", why}});
  Stop(host);
  return host.exit_code();
}

void Process::Stop(Host& host) {
  life_.MoveTo(ops::LifeState::kDraining);
  ops::Drain drain(kDrainMost);
  drain.Step("endpoints update", [this] { absl::SleepFor(settings_.drain_delay); });
  drain.Step("streams", [this] { server_->StopStreams(); });
  for (const auto& [name, step] : drains_) drain.Step(name, step);
  drain.Step("partitions", [&host] { host.Stop(); });
  for (const auto& [name, step] : stops_) drain.Step(name, step);
  drain.Step("calls", [this] { server_->Shutdown(settings_.drain_patience); });
  life_.MoveTo(ops::LifeState::kStopped);
}

}  // namespace padu::host
