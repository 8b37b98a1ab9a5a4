// The gateway: Padu's HTTP door, for people and for systems without gRPC or Kafka.
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/base/log.h"
#include "common/ops/admin.h"
#include "common/ops/lifecycle.h"
#include "common/ops/metrics.h"
#include "common/ops/stop.h"
#include "common/rpc/grpc_log.h"
#include "common/rpc/identity.h"
#include "common/stream/kafka/kafka_log.h"
#include "services/gateway/door.h"
#include "services/gateway/events/boxes.h"
#include "services/gateway/events/events_door.h"
#include "services/gateway/http/server.h"
#include "services/gateway/pages/digest_page.h"
#include "services/gateway/pages/latest.h"
#include "services/gateway/pages/pages.h"
#include "services/gateway/pages/services_status.h"
#include "services/gateway/settings.h"
#include "services/gateway/transcode/transcoder.h"

namespace {

using namespace padu;           // NOLINT: a main
using namespace padu::gateway;  // NOLINT

constexpr char kService[] = "gateway";
constexpr char kLedger[] = "padu.ledger.v1.LedgerService";
constexpr char kNotification[] = "padu.notification.v1.NotificationService";
constexpr char kVersion[] = PADU_VERSION;
constexpr absl::Duration kDrainMost = absl::Seconds(55);

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return 1;
}

std::vector<std::string> NamesOf(const std::map<std::string, std::string>& services) {
  std::vector<std::string> names;
  for (const auto& [name, address] : services) names.push_back(name);
  return names;
}

// By which services tell that it is the gateway itself who calls.
HeaderList OwnMetadata(const rpc::Identity& identity) {
  if (!identity.key().empty()) return {{"authorization", "Bearer " + identity.key()}};
  return {{"padu-caller", "services/gateway"}};
}

}  // namespace

int main(int argc, char** argv) {
  ops::StopSignal stop;  // before any thread
  Settings settings;
  Config config(kService, "Padu's HTTP door.", kVersion);
  settings.Declare(config);
  if (const auto code = config.Parse(argc, argv)) return *code;
  SetLogOptions({.service = kService,
                 .version = kVersion,
                 .least = *ParseSeverity(settings.log_level),
                 .format = *ParseLogFormat(settings.log_format)});
  rpc::TakeGrpcLog();
  config.LogSettings();

  const auto services = ByName("services", settings.services);
  if (!services.ok()) return Fail(services.status());
  const auto admin_pages = ByName("admin-pages", settings.admin_pages);
  if (!admin_pages.ok()) return Fail(admin_pages.status());
  auto routes = Routes::Read(*google::protobuf::DescriptorPool::generated_pool(), NamesOf(*services));
  if (!routes.ok()) return Fail(routes.status());
  for (const std::string& method : routes->unreachable()) {
    Log(Severity::kWarn, "a public method has no google.api.http annotation", {{"method", method}});
  }

  ops::Metrics metrics(kService, kVersion);
  ops::Lifecycle life;
  const SystemClock clock;
  const auto identity = rpc::Identity::Open(settings.identity, clock);
  if (!identity.ok()) return Fail(identity.status());
  const rpc::Authenticator& authenticator = (*identity)->authenticator();
  const Transcoder transcoder(*std::move(routes), *services, authenticator.believes());
  stream::KafkaOptions kafka{.brokers = FormatHostPorts(settings.brokers), .client_id = "padu-gateway"};
  if (const auto secure = stream::Secure(settings.kafka, &kafka); !secure.ok()) return Fail(secure);
  auto log = stream::OpenKafkaLog(kafka);
  if (!log.ok()) return Fail(log.status());
  Boxes boxes(**log);
  const EventsDoor events(boxes, authenticator);
  Door door(transcoder, events);
  const ServicesStatus services_status(*admin_pages);
  std::optional<Upstream> ledger;
  std::optional<Latest> latest;
  if (const auto address = services->find(kLedger); address != services->end()) {
    ledger.emplace(address->second);
    latest.emplace(*ledger, Latest::Options{.city = settings.page_city, .caller = OwnMetadata(**identity)});
  }
  std::optional<Upstream> notification;
  std::optional<DigestPage> digest_page;
  if (const auto address = services->find(kNotification); address != services->end()) {
    notification.emplace(address->second);
    digest_page.emplace(*notification, OwnMetadata(**identity));
    door.AddPagesUnder(kDigestPath, [&](const std::shared_ptr<Exchange>& exchange) { digest_page->Handle(exchange); });
  }
  if (const auto status = AddPages(&door, NamesOf(*services), kVersion, services_status, latest ? &*latest : nullptr);
      !status.ok()) {
    return Fail(status);
  }
  HttpServer server(
      settings.Http(), [&door](const std::shared_ptr<Exchange>& exchange) { door.Handle(exchange); }, metrics);
  ops::Admin admin({.listen = settings.listen,
                    .port = static_cast<int>(settings.admin_port),
                    .service = kService,
                    .version = kVersion},
                   metrics, life);
  if (const auto status = admin.Start(); !status.ok()) return Fail(status);
  life.MoveTo(ops::LifeState::kRecovering);
  if (const auto status = server.Start(); !status.ok()) return Fail(status);
  life.MoveTo(ops::LifeState::kServing);
  Log(Severity::kInfo, "started", {{"http_port", server.port()}, {"admin_port", admin.port()}});

  const std::string why = stop.Wait();
  Log(Severity::kInfo, "stopping", {{"why", why}});
  life.MoveTo(ops::LifeState::kDraining);
  ops::Drain drain(kDrainMost);
  drain.Step("endpoints update", [&] { absl::SleepFor(settings.drain_delay); });
  drain.Step("requests", [&] { server.Drain(settings.drain_patience); });
  life.MoveTo(ops::LifeState::kStopped);
  return 0;
}
