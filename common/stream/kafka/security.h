// How a client proves to the broker who it is: the settings that services and commands share.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/base/config.h"
#include "common/stream/kafka/kafka_log.h"

namespace padu::stream {

struct KafkaSecurity {
  std::string protocol = "plaintext";  // sasl_plaintext, ssl, sasl_ssl
  // SCRAM does not work with librdkafka before 2.6.1 (Debian 12 has 2.0.2) and Kafka from 4.0 on: the client repeats
  // its nonce, which the broker refuses.
  std::string mechanism = "PLAIN";
  std::string username;
  std::string password_file;  // mode 0600, one line
  std::string ca_file;        // for ssl: PEM of who signed the broker's certificate; empty: the machine's

  void Declare(Config& config);
};

// Sets the options' security. What is wrong with the settings or the password's file; the password is never quoted.
absl::Status Secure(const KafkaSecurity& security, KafkaOptions* options);

}  // namespace padu::stream
