#include "common/host/settings.h"

#include <google/protobuf/stubs/logging.h>

#include "absl/strings/numbers.h"
#include "common/base/log.h"
#include "common/rpc/grpc_log.h"

namespace padu::host {
namespace {

void TakeProtobufLine(google::protobuf::LogLevel level, const char* file, int line, const std::string& text) {
  const Severity severity = level >= google::protobuf::LOGLEVEL_ERROR     ? Severity::kError
                            : level == google::protobuf::LOGLEVEL_WARNING ? Severity::kWarn
                                                                          : Severity::kInfo;
  Log(severity, "protobuf", {{"where", std::string(file) + ":" + std::to_string(line)}, {"text", text}});
}

}  // namespace

void ServiceSettings::Declare(Config& config) {
  config.Group("Serving");
  config.String({"listen", "address of the gRPC API and the admin page"}, &listen);
  config.Int({"grpc-port", "port of the gRPC API"}, &grpc_port, 0, 65535);
  config.Int({"admin-port", "port of health, metrics and status"}, &admin_port, 0, 65535);
  config.Bool({"reflection", "gRPC reflection; off on a public listener"}, &reflection);

  config.Group("Kafka and partitions");
  config.HostPorts({"brokers", "Kafka brokers"}, &brokers);
  kafka.Declare(config);
  config.Int({"partitions", "partitions of every city-keyed topic, as they were created"}, &partitions, 1, 10'000);
  config.List({"own", "partitions that this process owns; empty for all"}, &own);
  config.String({"instance", "name of this process among those that may own its partitions"}, &instance);
  config.Bool({"take-over", "do not wait until another instance has fallen silent"}, &take_over);

  identity.Declare(config);
  config.Duration(
      {"development-clock-ahead",
       "the journal's wall clock goes so far ahead of the machine's: to see a midnight or a month's end; all "
       "services alike, each after 'paductl clock confirm'; for development on one machine only"},
      &clock_ahead, absl::ZeroDuration(), absl::Hours(24 * 366));

  config.Group("Data");
  config.String({"data-dir", "folder of this process's stores", true}, &data_dir);
  config.String({"secrets-file", "file with the secrets of the cities (mode 0600)", true}, &secrets_file);
  config.Size({"disk-reserve", "no write is begun when less is free"}, &disk_reserve_bytes);
  config.Size({"block-cache", "cache shared by all partitions"}, &block_cache_bytes, 1 << 20);
  config.Size({"write-buffers", "write buffers of all partitions together"}, &write_buffer_bytes, 1 << 20);

  config.Group("Stopping and logs");
  config.Duration({"drain-delay", "time for others to see that this process leaves"}, &drain_delay);
  config.Duration({"drain-patience", "time for rows and calls under way to end"}, &drain_patience);
  config.Choice({"log-level", "least severity logged"}, &log_level, {"debug", "info", "warn", "error"});
  config.Choice({"log-format", "auto: JSON unless stdout is a terminal"}, &log_format, {"auto", "json", "text"});
}

absl::StatusOr<std::vector<int>> ServiceSettings::OwnPartitions() const {
  std::vector<int> numbers;
  for (const std::string& text : own) {
    int number = 0;
    if (!absl::SimpleAtoi(text, &number) || number < 0 || number >= partitions) {
      return absl::InvalidArgumentError("--own: '" + text + "' is no partition; they go from 0 to --partitions less 1");
    }
    numbers.push_back(number);
  }
  if (own.empty()) {
    for (int number = 0; number < partitions; ++number) numbers.push_back(number);
  }
  return numbers;
}

void SetUpLog(const ServiceSettings& settings, const std::string& service, const std::string& version) {
  LogOptions options;
  options.service = service;
  options.version = version;
  options.least = *ParseSeverity(settings.log_level);
  options.format = *ParseLogFormat(settings.log_format);
  SetLogOptions(std::move(options));
  google::protobuf::SetLogHandler(&TakeProtobufLine);
  rpc::TakeGrpcLog();
}

}  // namespace padu::host
