#include "common/stream/kafka/client.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "common/base/log.h"
#include "common/base/status.h"

namespace padu::stream {
namespace {

using Setting = std::pair<const char*, std::string>;

absl::Status Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> why{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) != RD_KAFKA_CONF_OK) {
    return absl::InvalidArgumentError(std::string("Kafka setting ") + name + ": " + why.data());
  }
  return absl::OkStatus();
}

// librdkafka's own lines go into our log; on its threads.
void TakeLine(const rd_kafka_t* client, int level, const char* facility, const char* text) noexcept {
  constexpr int kSyslogError = 3;
  constexpr int kSyslogWarning = 4;
  const Severity severity = level <= kSyslogError     ? Severity::kError
                            : level == kSyslogWarning ? Severity::kWarn
                                                      : Severity::kInfo;
  padu::Log(severity, "kafka client",
            {{"client", client == nullptr ? "" : rd_kafka_name(client)}, {"facility", facility}, {"text", text}});
}

absl::StatusOr<Conf> MakeConf(const KafkaOptions& options, std::initializer_list<Setting> settings) {
  Conf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), &TakeLine);
  const std::initializer_list<Setting> common = {
      {"bootstrap.servers", options.brokers},
      {"client.id", options.client_id},
      {"log_level", "3"},
      {"socket.nagle.disable", "true"},
      {"reconnect.backoff.ms", "50"},
      {"reconnect.backoff.max.ms", "500"},
      {"topic.metadata.propagation.max.ms", "3000"},  // after that, a topic that is not there is an error
      {"topic.metadata.refresh.interval.ms", "60000"},
      {"allow.auto.create.topics", "false"},
  };
  for (const auto& part : {common, settings}) {
    for (const auto& [name, value] : part) RETURN_IF_ERROR(Set(conf.get(), name, value));
  }
  for (const auto& [name, value] : options.extra) RETURN_IF_ERROR(Set(conf.get(), name, value));
  return conf;
}

}  // namespace

absl::StatusOr<Conf> AdminConf(const KafkaOptions& options) { return MakeConf(options, {}); }

absl::StatusOr<Conf> ConsumerConf(const KafkaOptions& options) {
  return MakeConf(options, {
                               {"auto.offset.reset", "error"},
                               {"enable.auto.commit", "false"},
                               {"enable.auto.offset.store", "false"},
                               {"isolation.level", "read_uncommitted"},  // no transactions (rule 11)
                               {"check.crcs", "true"},
                               {"fetch.min.bytes", "1"},
                               {"fetch.wait.max.ms", std::to_string(options.fetch_wait_ms)},
                               {"fetch.error.backoff.ms", "20"},
                               {"queued.min.messages", "1000000"},  // the bound in KiB is the one that binds
                               {"queued.max.messages.kbytes", std::to_string(options.prefetch_kib)},
                               {"statistics.interval.ms", "1000"},
                           });
}

absl::StatusOr<Conf> ProducerConf(const KafkaOptions& options) {
  return MakeConf(options, {
                               {"enable.idempotence", "true"},
                               {"acks", "all"},
                               {"max.in.flight", "5"},
                               {"message.timeout.ms", "0"},  // never given up: the outcome stays known
                               {"linger.ms", std::to_string(options.linger_ms)},
                               {"compression.type", options.compression},
                               {"queue.buffering.max.messages", std::to_string(options.queue_records)},
                               {"queue.buffering.max.kbytes", std::to_string(options.queue_kib)},
                           });
}

absl::StatusOr<Client> NewClient(rd_kafka_type_t type, Conf conf) {
  std::array<char, 512> why{};
  Client client(rd_kafka_new(type, conf.get(), why.data(), why.size()));
  if (client == nullptr) return absl::InvalidArgumentError(std::string("Kafka client: ") + why.data());
  static_cast<void>(conf.release());  // the client's now
  return client;
}

absl::Status ToStatus(rd_kafka_resp_err_t error, std::string_view doing) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  const std::string what = std::string(doing) + ": " + rd_kafka_err2str(error);
  switch (error) {
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return absl::NotFoundError(what);
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return absl::OutOfRangeError(what);
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
      return absl::InvalidArgumentError(what);
    default:
      return absl::UnavailableError(what);
  }
}

absl::StatusOr<Offset> AskOffset(rd_kafka_t* client, const TopicPartition& tp, Offset which, int timeout_ms) {
  const Partitions asked(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_t* partition =
      rd_kafka_topic_partition_list_add(asked.get(), tp.topic.c_str(), tp.partition);
  partition->offset = which;  // as a time, the protocol's -2 and -1 are the earliest and the latest
  const std::string doing = "asking for an offset of " + tp.topic;
  RETURN_IF_ERROR(ToStatus(rd_kafka_offsets_for_times(client, asked.get(), timeout_ms), doing));
  RETURN_IF_ERROR(ToStatus(partition->err, doing));
  if (partition->offset < 0) return absl::UnavailableError(doing + ": no answer");
  return partition->offset;
}

int Millis(absl::Duration duration) {
  if (duration <= absl::ZeroDuration()) return 0;
  return static_cast<int>(std::clamp<std::int64_t>(absl::ToInt64Milliseconds(duration), 1, 3'600'000));
}

}  // namespace padu::stream
