// How the services are, asked of their admin pages now and then.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/time/time.h"

namespace padu::gateway {

struct PartitionStatus {
  std::int64_t partition = 0;
  std::string stage;
  std::int64_t epoch = 0;
  std::int64_t committed = 0;
  std::int64_t confirmed = 0;
  std::int64_t lag_records = 0;  // of all inputs whose end is known
  std::int64_t lag_seconds = 0;  // of the one furthest behind
  int stopped = 0;               // inputs
  std::string problem;
};

struct ServiceStatus {
  std::string name;
  bool answers = false;
  bool ready = false;
  std::vector<PartitionStatus> partitions;
};

// What an admin page says under /status (common/host/host.cc writes it); none if it is not readable.
std::vector<PartitionStatus> ParsePartitions(std::string_view json);

// Asks on a thread of its own. Any thread reads.
class ServicesStatus {
 public:
  // host:port of the admin page of each service, by its name.
  explicit ServicesStatus(std::map<std::string, std::string> admin_pages);
  ~ServicesStatus();
  ServicesStatus(const ServicesStatus&) = delete;
  ServicesStatus& operator=(const ServicesStatus&) = delete;

  // As of a few seconds ago, by name.
  std::vector<ServiceStatus> Now() const;

 private:
  void Run();

  const std::map<std::string, std::string> admin_pages_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<ServiceStatus> now_;
  std::thread thread_;
};

}  // namespace padu::gateway
