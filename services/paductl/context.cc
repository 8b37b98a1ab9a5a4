#include "services/paductl/context.h"

#include <cstdlib>
#include <utility>

#include "common/base/secrets.h"
#include "common/base/status.h"
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

absl::Status Context::ReadKey() {
  if (key_file.empty()) return absl::OkStatus();
  auto line = ReadPrivateLine(key_file);
  if (!line.ok()) return WithHint(line.status(), "paductl --key-file FILE ...");
  key = *std::move(line);
  return absl::OkStatus();
}

absl::StatusOr<stream::KafkaOptions> Context::Kafka() const {
  stream::KafkaOptions options;
  options.brokers = brokers;
  options.client_id = "paductl";
  options.extra["log_level"] = "0";  // what is wrong, the command says
  if (const absl::Status secure = stream::Secure(kafka, &options); !secure.ok()) {
    return WithHint(secure, "paductl --kafka-username NAME --kafka-password-file FILE ...");
  }
  return options;
}

absl::StatusOr<std::unique_ptr<stream::Log>> Context::OpenLog() const {
  ASSIGN_OR_RETURN(const stream::KafkaOptions options, Kafka());
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
  context.notification = host + SettingOr("PADU_NOTIFICATION_GRPC_PORT", "17031");
  context.gateway = "http://" + host + SettingOr("PADU_GATEWAY_HTTP_PORT", "17080");
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
      .Option("notification", &context.notification, "gRPC notification, host:port | notification's gRPC",
              "PADU_NOTIFICATION")
      .Option("key-file", &context.key_file, "berkas berisi kunci Anda | file with your key", "PADU_KEY_FILE")
      .Option("caller", &context.caller,
              "tanpa kunci, untuk pengembangan: atas nama siapa | without a key, for development: on whose behalf",
              "PADU_CALLER")
      .Choice("kafka-protocol", &context.kafka.protocol, {"plaintext", "sasl_plaintext", "ssl", "sasl_ssl"},
              "cara bicara dengan broker | how the broker is spoken to", "PADU_KAFKA_PROTOCOL")
      .Option("kafka-username", &context.kafka.username, "nama di broker | principal at the broker",
              "PADU_KAFKA_USERNAME")
      .Option("kafka-password-file", &context.kafka.password_file, "berkas sandinya | file with its password",
              "PADU_KAFKA_PASSWORD_FILE")
      .Option("principals", &context.principals, "folder sandi broker | folder of the broker's passwords",
              "PADU_PRINCIPALS")
      .Option("city", &context.city, "kode kota | code of the city", "PADU_CITY")
      .Option("reference", &context.reference, "folder data acuan | folder of reference data", "PADU_REFERENCE")
      .Option("timeout-ms", &context.timeout_ms, "batas waktu tiap panggilan | time for each call")
      .Choice("format", &context.format, {"text", "json"}, "bentuk keluaran | form of the output", "PADU_FORMAT");
}

absl::TimeZone CityZone() { return absl::FixedTimeZone(8 * 60 * 60); }

}  // namespace padu::ctl
