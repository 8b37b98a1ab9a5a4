#include "common/stream/kafka/kafka_writer.h"

#include <string>
#include <utility>

#include "common/base/check.h"

namespace padu::stream {
namespace {

// Records travel with their number; librdkafka keeps a pointer for us and never looks behind it.
void* AsOpaque(std::uint64_t number) {
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(number));  // NOLINT(performance-no-int-to-ptr)
}

std::uint64_t AsNumber(const void* opaque) { return reinterpret_cast<std::uintptr_t>(opaque); }

void* Unconst(const char* bytes) { return const_cast<char*>(bytes); }

}  // namespace

KafkaWriter::KafkaWriter(const KafkaOptions& options) {
  auto conf = ProducerConf(options);
  if (!conf.ok()) PADU_FATAL(std::string(conf.status().message()));  // tried when the log was opened
  rd_kafka_conf_set_opaque(conf->get(), this);
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &KafkaWriter::OnDelivery);
  auto client = NewClient(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!client.ok()) PADU_FATAL(std::string(client.status().message()));
  client_ = *std::move(client);
}

KafkaWriter::~KafkaWriter() {
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

bool KafkaWriter::Produce(const TopicPartition& to, OutRecord record, std::uint64_t id) {
  const std::uint64_t number = first_ + pending_.size();
  pending_.push_back({.delivery = {.id = id, .status = failure_}, .settled = !failure_.ok()});
  if (!failure_.ok()) return true;
  const rd_kafka_resp_err_t error = HandOver(to, record);
  if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
    pending_.pop_back();
    return false;
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) Settle(number, ToStatus(error, "writing " + to.topic), -1);
  return true;
}

rd_kafka_resp_err_t KafkaWriter::HandOver(const TopicPartition& to, const OutRecord& record) {
  fields_.assign(6 + record.headers.size(), rd_kafka_vu_t{});
  fields_[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  fields_[0].u.cstr = to.topic.c_str();
  fields_[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  fields_[1].u.i32 = to.partition;
  fields_[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  fields_[2].u.i = RD_KAFKA_MSG_F_COPY;
  fields_[3].vtype = RD_KAFKA_VTYPE_KEY;
  fields_[3].u.mem = {.ptr = Unconst(record.key.data()), .size = record.key.size()};
  fields_[4].vtype = RD_KAFKA_VTYPE_VALUE;
  if (record.value) fields_[4].u.mem = {.ptr = Unconst(record.value->data()), .size = record.value->size()};
  fields_[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
  fields_[5].u.ptr = AsOpaque(first_ + pending_.size() - 1);
  std::size_t at = 6;
  for (const auto& [name, value] : record.headers) {
    fields_[at].vtype = RD_KAFKA_VTYPE_HEADER;
    fields_[at].u.header = {.name = name.c_str(), .val = value.data(), .size = static_cast<ssize_t>(value.size())};
    ++at;
  }
  const KafkaError error(rd_kafka_produceva(client_.get(), fields_.data(), fields_.size()));
  return error == nullptr ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error.get());
}

std::vector<Delivery> KafkaWriter::Poll(absl::Duration wait) {
  const bool waits = failure_.ok() && (pending_.empty() || !pending_.front().settled);
  rd_kafka_poll(client_.get(), waits ? Millis(wait) : 0);
  std::vector<Delivery> ready;
  while (!pending_.empty() && (pending_.front().settled || !failure_.ok())) {
    Pending& oldest = pending_.front();
    if (!oldest.settled) oldest.delivery.status = failure_;
    ready.push_back(std::move(oldest.delivery));
    pending_.pop_front();
    ++first_;
  }
  return ready;
}

void KafkaWriter::OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* writer) noexcept {
  static_cast<KafkaWriter*>(writer)->Settle(AsNumber(message->_private), ToStatus(message->err, "writing"),
                                            message->offset);
}

void KafkaWriter::Settle(std::uint64_t number, absl::Status status, Offset offset) {
  if (number < first_) return;  // was reported as failed when an earlier record failed
  Pending& pending = pending_.at(static_cast<std::size_t>(number - first_));
  if (!status.ok() && failure_.ok()) failure_ = status;
  pending.delivery.offset = status.ok() ? offset : -1;
  pending.delivery.status = std::move(status);
  pending.settled = true;
}

}  // namespace padu::stream
