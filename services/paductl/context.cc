#include "services/paductl/context.h"

#include <cstdlib>
#include <utility>

#include "common/stream/kafka/kafka_log.h"
#include "services/paductl/errors.h"

namespace padu::ctl {
namespace {

std::string SettingOr(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::move(otherwise) : value;
}

}  // namespace

std::string Context::NameOf(const std::string& collection, const std::string& id) const {
  if (id.starts_with("cities/")) return id;
  return CityName() + "/" + collection + "/" + id;
}

absl::StatusOr<std::unique_ptr<stream::Log>> Context::OpenLog() const {
  stream::KafkaOptions options;
  options.brokers = brokers;
  options.client_id = "paductl";
  options.extra["log_level"] = "0";  // what is wrong, the command says
  absl::StatusOr<std::unique_ptr<stream::Log>> log = stream::OpenKafkaLog(options);
  if (!log.ok()) return log.status();
  const auto topics = (*log)->ListTopics("padu.", timeout());
  if (topics.ok()) return log;
  return WithHint(
      absl::Status(topics.status().code(), "Kafka " + brokers + ": " + std::string(topics.status().message())),
      "deploy/up");
}

void SetDefaults(Context& context) {
  const std::string host = SettingOr("PADU_LISTEN_ADDRESS", "127.0.0.1") + ":";
  context.brokers = host + SettingOr("PADU_BROKER_PORT", "19092");
  context.registry = host + SettingOr("PADU_REGISTRY_GRPC_PORT", "17001");
  context.registry_admin = host + SettingOr("PADU_REGISTRY_ADMIN_PORT", "17002");
  context.ledger = host + SettingOr("PADU_LEDGER_GRPC_PORT", "17011");
  context.ledger_admin = host + SettingOr("PADU_LEDGER_ADMIN_PORT", "17012");
  context.matching = host + SettingOr("PADU_MATCHING_GRPC_PORT", "17021");
}

void AddGlobalFlags(Command root, Context& context) {
  root.Option("brokers", &context.brokers, "broker Kafka, host:port | Kafka brokers", "PADU_BROKERS")
      .Option("registry", &context.registry, "gRPC registry, host:port | the registry's gRPC", "PADU_REGISTRY")
      .Option("registry-admin", &context.registry_admin, "halaman admin registry | the registry's admin page",
              "PADU_REGISTRY_ADMIN")
      .Option("ledger", &context.ledger, "gRPC ledger, host:port | the ledger's gRPC", "PADU_LEDGER")
      .Option("ledger-admin", &context.ledger_admin, "halaman admin ledger | the ledger's admin page",
              "PADU_LEDGER_ADMIN")
      .Option("matching", &context.matching, "gRPC matching, host:port | matching's gRPC", "PADU_MATCHING")
      .Option("caller", &context.caller, "atas nama siapa | on whose behalf: operators/ani, stakeholders/baznas",
              "PADU_CALLER")
      .Option("city", &context.city, "kode kota | code of the city", "PADU_CITY")
      .Option("reference", &context.reference, "folder data acuan | folder of reference data", "PADU_REFERENCE")
      .Option("timeout-ms", &context.timeout_ms, "batas waktu tiap panggilan | time for each call")
      .Choice("format", &context.format, {"text", "json"}, "bentuk keluaran | form of the output", "PADU_FORMAT");
}

absl::TimeZone CityZone() { return absl::FixedTimeZone(8 * 60 * 60); }

}  // namespace padu::ctl
