// The partitions that one process owns, with what they stand on. main.cc puts a machine in and gets partitions out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/host/host_metrics.h"
#include "common/host/rocks_home.h"
#include "common/host/settings.h"
#include "common/journal/cluster_watch.h"
#include "common/journal/mailbox.h"
#include "common/journal/partition_thread.h"
#include "common/ops/lifecycle.h"
#include "common/ops/metrics.h"
#include "common/ops/stop.h"

namespace padu::host {

// Exit codes of a process whose partition can only be helped by a new start, or by an operator.
inline constexpr int kExitFenced = 76;
inline constexpr int kExitStuck = 77;

class Host final : public journal::Partitions {
 public:
  struct Parts {
    const ServiceSettings& settings;
    const std::string service;  // its name in topics: "registry", "ledger"
    const journal::Machine& machine;
    stream::Log& log;
    const Clock& clock;
    Random& random;
    ops::Lifecycle& life;
    ops::StopSignal& stop;
    ops::Metrics& metrics;
    const journal::Intake* intake = nullptr;  // null: no letter boxes
  };

  // The settings' partitions must be valid: Process::SetUp refuses others.
  explicit Host(Parts parts);
  ~Host() override;

  // What else must be ready before this process serves. Before Start.
  void WaitFor(std::string name, std::function<bool()> ready) {
    checks_.emplace_back(std::move(name), std::move(ready));
  }
  void Start();
  // Drains all partitions.
  void Stop();

  absl::StatusOr<journal::Partition*> ForCity(std::string_view city) override;
  // As ForCity, with what operators may do.
  absl::StatusOr<journal::PartitionThread*> ThreadForCity(std::string_view city);
  absl::StatusOr<journal::PartitionThread*> Thread(int partition);
  stream::Log& log() const { return parts_.log; }
  const Clock& clock() const { return parts_.clock; }
  // The partitions owned, by number.
  const std::map<int, std::unique_ptr<journal::PartitionThread>>& partitions() const { return partitions_; }
  std::vector<journal::PartitionStatus> statuses() const;
  // The body of /status.
  std::string StatusJson() const;
  // What the process exits with after Stop.
  int exit_code() const { return exit_code_; }

 private:
  void OnEnd(int partition, journal::Owner::Stop why, const std::string& problem);
  void WatchReadiness();
  bool Ready();

  const Parts parts_;
  const std::unique_ptr<journal::Machine> crash_hook_;  // null but in tests
  RocksHome home_;
  journal::ClusterPoller cluster_;
  std::mutex one_in_hand_;  // of the partitions that are careful
  journal::AnnounceOrder order_;
  HostMetrics metrics_;
  std::map<int, std::unique_ptr<journal::PartitionThread>> partitions_;
  std::vector<std::pair<std::string, std::function<bool()>>> checks_;
  std::atomic<int> exit_code_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread readiness_;
};

// Reads one record of a letter box again; blocks. NOT_FOUND: no longer there; UNAVAILABLE: broker away.
absl::StatusOr<stream::Record> FetchBoxRecord(stream::Log& log, const std::string& box, stream::Offset offset);

}  // namespace padu::host
