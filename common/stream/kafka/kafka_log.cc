#include "common/stream/kafka/kafka_log.h"

#include <utility>

#include "common/base/status.h"
#include "common/stream/kafka/admin.h"
#include "common/stream/kafka/kafka_reader.h"
#include "common/stream/kafka/kafka_writer.h"
#include "common/stream/kafka/lane.h"

namespace padu::stream {
namespace {

class KafkaLog final : public Log {
 public:
  KafkaLog(const KafkaOptions& options, Admin admin) : options_(options), admin_(std::move(admin)), lanes_(options) {}

  absl::Status Open() { return lanes_.Open(); }

  std::unique_ptr<Reader> OpenReader(const TopicPartition& tp, Offset from) override {
    return std::make_unique<KafkaReader>(lanes_, static_cast<std::size_t>(options_.prefetch_kib) * 1024, tp, from);
  }
  std::unique_ptr<Writer> OpenWriter() override { return std::make_unique<KafkaWriter>(options_); }
  absl::StatusOr<Bounds> QueryBounds(const TopicPartition& tp, absl::Duration timeout) override {
    return admin_.QueryBounds(tp, timeout);
  }
  absl::StatusOr<std::vector<TopicInfo>> ListTopics(std::string_view prefix, absl::Duration timeout) override {
    return admin_.ListTopics(prefix, timeout);
  }
  absl::Status CreateTopic(const TopicSpec& spec, absl::Duration timeout) override {
    return admin_.CreateTopic(spec, timeout);
  }
  std::uint64_t ConnectionChanges() const override { return lanes_.counts().changes; }
  std::uint64_t ConnectionLooks() const override { return lanes_.counts().looks; }

 private:
  const KafkaOptions options_;
  Admin admin_;
  Lanes lanes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Log>> OpenKafkaLog(const KafkaOptions& options) {
  ASSIGN_OR_RETURN(const Conf tried, ProducerConf(options));
  ASSIGN_OR_RETURN(Admin admin, Admin::Open(options));
  auto log = std::make_unique<KafkaLog>(options, std::move(admin));
  RETURN_IF_ERROR(log->Open());
  return log;
}

absl::Status DeleteTopic(const KafkaOptions& options, const std::string& topic, absl::Duration timeout) {
  ASSIGN_OR_RETURN(Admin admin, Admin::Open(options));
  return admin.DeleteTopic(topic, timeout);
}

absl::Status DeleteRecords(const KafkaOptions& options, const TopicPartition& tp, Offset begin,
                           absl::Duration timeout) {
  ASSIGN_OR_RETURN(Admin admin, Admin::Open(options));
  return admin.DeleteRecords(tp, begin, timeout);
}

}  // namespace padu::stream
