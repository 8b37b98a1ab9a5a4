#include "common/stream/kafka/security.h"

#include "common/base/secrets.h"
#include "common/base/status.h"

namespace padu::stream {

void KafkaSecurity::Declare(Config& config) {
  config.Choice({"kafka-protocol", "how brokers are spoken to"}, &protocol,
                {"plaintext", "sasl_plaintext", "ssl", "sasl_ssl"});
  config.Choice({"kafka-mechanism", "of SASL"}, &mechanism, {"SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"});
  config.String({"kafka-username", "this process's principal, for SASL"}, &username);
  config.String({"kafka-password-file", "file (mode 0600) with its password"}, &password_file);
  config.String({"kafka-ca-file", "certificates that brokers' are signed by, for ssl; empty for the machine's"},
                &ca_file);
}

absl::Status Secure(const KafkaSecurity& security, KafkaOptions* options) {
  options->extra["security.protocol"] = security.protocol;
  if (!security.ca_file.empty()) options->extra["ssl.ca.location"] = security.ca_file;
  if (!security.protocol.starts_with("sasl")) return absl::OkStatus();
  if (security.username.empty() || security.password_file.empty()) {
    return absl::InvalidArgumentError("SASL needs --kafka-username and --kafka-password-file");
  }
  ASSIGN_OR_RETURN(options->extra["sasl.password"], ReadPrivateLine(security.password_file));
  options->extra["sasl.username"] = security.username;
  options->extra["sasl.mechanisms"] = security.mechanism;
  return absl::OkStatus();
}

}  // namespace padu::stream
