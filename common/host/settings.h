// The settings that every service has, declared once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/config.h"
#include "common/rpc/identity.h"
#include "common/stream/kafka/security.h"

namespace padu::host {

struct ServiceSettings {
  std::string listen = "127.0.0.1";
  std::int64_t grpc_port = 0;
  std::int64_t admin_port = 0;
  bool reflection = true;

  std::vector<HostPort> brokers = {{"127.0.0.1", 19092}};
  stream::KafkaSecurity kafka;
  std::int64_t partitions = 4;   // of every city-keyed topic
  std::vector<std::string> own;  // partition numbers owned; empty: all
  std::string instance;          // the name of this process; empty: the service's
  bool take_over = false;

  rpc::IdentitySettings identity;
  absl::Duration clock_ahead = absl::ZeroDuration();

  std::string data_dir;
  std::string secrets_file;
  std::int64_t disk_reserve_bytes = std::int64_t{512} << 20;
  std::int64_t block_cache_bytes = std::int64_t{256} << 20;
  std::int64_t write_buffer_bytes = std::int64_t{256} << 20;

  absl::Duration drain_delay = absl::Seconds(1);
  absl::Duration drain_patience = absl::Seconds(20);
  std::string log_level = "info";
  std::string log_format = "auto";

  void Declare(Config& config);
  // The partitions owned. INVALID_ARGUMENT: a number that is none or is not below `partitions`.
  absl::StatusOr<std::vector<int>> OwnPartitions() const;
};

// Sets the log up from the settings, and takes the lines of protobuf and gRPC into it. Kafka's client does so by
// itself.
void SetUpLog(const ServiceSettings& settings, const std::string& service, const std::string& version);

}  // namespace padu::host
