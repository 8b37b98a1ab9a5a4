// What Prometheus is told of the partitions of a process.
//
//   padu_facts_total{partition,fact}             facts decided, by kind: verdicts, moves, ...
//   padu_confirm_seconds{partition}              from the end of a batch's decisions to its confirmation
//   padu_submission_to_confirmed_seconds{partition}   from the broker's time of a batch's oldest submission on
//   padu_journal_committed_rows, padu_journal_confirmed_rows, padu_journal_contact_age_seconds {partition}
//   padu_partition_serving, padu_clock_step_refused, padu_gap_alarm {partition}   1 or 0
//   padu_input_lag_records, padu_input_lag_seconds, padu_input_stopped {topic,partition}
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "common/journal/observer.h"
#include "common/journal/partition_thread.h"
#include "common/ops/metrics.h"

namespace padu::host {

// Made with the host, before its partitions start. Observers belong to a partition's thread each, Refresh to any.
class HostMetrics {
 public:
  explicit HostMetrics(ops::Metrics& metrics);
  ~HostMetrics();

  // What the partition's owners tell of their work. Lives as long as this.
  journal::Observer& ObserverOf(int partition);
  void Refresh(const std::vector<journal::PartitionStatus>& statuses, UnixMicros now) const;

 private:
  class PartitionObserver;
  struct Gauges;

  ops::CounterFamily facts_;
  ops::HistogramFamily confirm_;
  ops::HistogramFamily submission_;
  std::unique_ptr<const Gauges> gauges_;
  std::map<int, std::unique_ptr<PartitionObserver>> observers_;
};

// Records of an input that are not taken yet, as far as known.
stream::Offset LagOf(const journal::InputStatus& input);

}  // namespace padu::host
