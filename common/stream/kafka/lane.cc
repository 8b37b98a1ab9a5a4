#include "common/stream/kafka/lane.h"

#include <charconv>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"

namespace padu::stream {
namespace {

std::int64_t Number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

thread_local rd_kafka_resp_err_t last_error = RD_KAFKA_RESP_ERR_NO_ERROR;

}  // namespace

// The fields wanted have names of their own, and come after those that say of what: no parser of JSON is needed.
std::uint64_t ConnectionWatch::Take(std::string_view statistics) {
  std::uint64_t changes = 0;
  std::int64_t connects = 0;
  TopicPartition at;
  std::map<TopicPartition, std::int64_t> leaders;
  while (true) {
    const auto colon = statistics.find("\":");
    if (colon == std::string_view::npos) break;
    std::string_view name = statistics.substr(0, colon);
    name.remove_prefix(name.rfind('"') + 1);
    statistics.remove_prefix(colon + 2);
    while (statistics.starts_with(' ')) statistics.remove_prefix(1);
    if (name == "connects") {
      connects += Number(statistics);
    } else if (name == "topic" && statistics.starts_with('"')) {
      at.topic = statistics.substr(1, statistics.find('"', 1) - 1);
    } else if (name == "partition") {
      at.partition = static_cast<std::int32_t>(Number(statistics));
    } else if (name == "leader") {
      leaders[at] = Number(statistics);
    }
  }
  if (based_ && connects > connects_) changes += static_cast<std::uint64_t>(connects - connects_);
  for (const auto& [tp, leader] : leaders) {
    const auto before = leaders_.find(tp);
    if (before != leaders_.end() && before->second >= 0 && before->second != leader) ++changes;
  }
  based_ = true;
  connects_ = connects;
  leaders_ = std::move(leaders);
  return changes;
}

absl::StatusOr<std::unique_ptr<Lane>> Lane::Open(const KafkaOptions& options, ConnectionCounts& counts) {
  ASSIGN_OR_RETURN(Conf conf, ConsumerConf(options));
  std::unique_ptr<Lane> lane(new Lane(counts));
  rd_kafka_conf_set_opaque(conf.get(), lane.get());
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_ERROR);
  rd_kafka_conf_set_background_event_cb(conf.get(), &Lane::OnEvent);
  rd_kafka_conf_set_error_cb(conf.get(), &Lane::OnError);
  ASSIGN_OR_RETURN(lane->client_, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  const Queue main(rd_kafka_queue_get_main(lane->client_.get()));
  const Queue background(rd_kafka_queue_get_background(lane->client_.get()));
  rd_kafka_queue_forward(main.get(), background.get());
  return lane;
}

rd_kafka_resp_err_t Lane::TakeError() { return std::exchange(last_error, RD_KAFKA_RESP_ERR_NO_ERROR); }

void Lane::OnError(rd_kafka_t* client, int error, const char* reason, void* lane) noexcept {
  last_error = static_cast<rd_kafka_resp_err_t>(error);
}

void Lane::OnEvent(rd_kafka_t* client, rd_kafka_event_t* event, void* lane) noexcept {
  const Event owned(event);
  if (rd_kafka_event_type(event) != RD_KAFKA_EVENT_STATS) return;
  Lane& self = *static_cast<Lane*>(lane);
  self.counts_.changes += self.watch_.Take(rd_kafka_event_stats(event));
  ++self.counts_.looks;
}

absl::Status Lanes::Open() {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(auto lane, Lane::Open(options_, counts_));
  lanes_.push_back({std::move(lane), {}});
  return absl::OkStatus();
}

Lane& Lanes::Acquire(const TopicPartition& tp) {
  const std::lock_guard lock(mutex_);
  for (Used& used : lanes_) {
    if (used.partitions.insert(tp).second) return *used.lane;
  }
  // Further lanes are for checking what was read: that they connect is no news.
  auto lane = Lane::Open(options_, uncounted_);
  if (!lane.ok()) PADU_FATAL(std::string(lane.status().message()));  // the same settings were good for the first
  lanes_.push_back({*std::move(lane), {tp}});
  return *lanes_.back().lane;
}

void Lanes::Release(Lane& lane, const TopicPartition& tp) {
  const std::lock_guard lock(mutex_);
  for (Used& used : lanes_) {
    if (used.lane.get() == &lane) used.partitions.erase(tp);
  }
}

}  // namespace padu::stream
