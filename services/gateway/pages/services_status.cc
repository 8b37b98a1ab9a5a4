#include "services/gateway/pages/services_status.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "common/ops/http_get.h"

namespace padu::gateway {
namespace {

constexpr absl::Duration kEvery = absl::Seconds(3);
constexpr absl::Duration kPatience = absl::Seconds(1);

std::int64_t IntOf(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

std::string TextOf(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return "";
  return {value->as_string().data(), value->as_string().size()};
}

void AddInput(const boost::json::value& input, PartitionStatus* status) {
  if (!input.is_object()) return;
  const auto& object = input.as_object();
  status->lag_records += IntOf(object, "lag_records");
  status->lag_seconds = std::max(status->lag_seconds, IntOf(object, "lag_seconds"));
  if (!TextOf(object, "stopped").empty()) ++status->stopped;
}

ServiceStatus Ask(const std::string& name, const std::string& address) {
  ServiceStatus status{.name = name};
  status.answers = ops::HttpGet(address, "/livez", kPatience).ok();
  if (!status.answers) return status;
  status.ready = ops::HttpGet(address, "/readyz", kPatience).ok();
  if (const auto json = ops::HttpGet(address, "/status", kPatience); json.ok())
    status.partitions = ParsePartitions(*json);
  return status;
}

}  // namespace

std::vector<PartitionStatus> ParsePartitions(std::string_view json) {
  std::vector<PartitionStatus> partitions;
  boost::json::error_code error;
  const boost::json::value root = boost::json::parse(json, error);
  if (error || !root.is_object()) return partitions;
  const auto* list = root.as_object().if_contains("partitions");
  if (list == nullptr || !list->is_array()) return partitions;
  for (const auto& one : list->as_array()) {
    if (!one.is_object()) continue;
    const auto& object = one.as_object();
    PartitionStatus status{.partition = IntOf(object, "partition"),
                           .stage = TextOf(object, "stage"),
                           .epoch = IntOf(object, "epoch"),
                           .committed = IntOf(object, "committed"),
                           .confirmed = IntOf(object, "confirmed"),
                           .problem = TextOf(object, "problem")};
    const auto* inputs = object.if_contains("inputs");
    if (inputs != nullptr && inputs->is_array()) {
      for (const auto& input : inputs->as_array()) AddInput(input, &status);
    }
    partitions.push_back(std::move(status));
  }
  return partitions;
}

ServicesStatus::ServicesStatus(std::map<std::string, std::string> admin_pages)
    : admin_pages_(std::move(admin_pages)), thread_([this] { Run(); }) {}

ServicesStatus::~ServicesStatus() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::vector<ServiceStatus> ServicesStatus::Now() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return now_;
}

void ServicesStatus::Run() {
  for (bool stop = false; !stop;) {
    std::vector<ServiceStatus> asked;
    for (const auto& [name, address] : admin_pages_) asked.push_back(Ask(name, address));
    std::unique_lock<std::mutex> lock(mutex_);
    now_ = std::move(asked);
    stop = wake_.wait_for(lock, absl::ToChronoNanoseconds(kEvery), [this] { return stopping_; });
  }
}

}  // namespace padu::gateway
