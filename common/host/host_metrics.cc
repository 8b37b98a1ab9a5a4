#include "common/host/host_metrics.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "common/base/clock.h"

namespace padu::host {
namespace {

double Seconds(std::int64_t micros) { return static_cast<double>(micros) / kMicrosPerSecond; }

}  // namespace

class HostMetrics::PartitionObserver final : public journal::Observer {
 public:
  PartitionObserver(const HostMetrics& metrics, std::string partition)
      : partition_(std::move(partition)),
        facts_(metrics.facts_),
        confirm_(metrics.confirm_.With({partition_})),
        submission_(metrics.submission_.With({partition_})) {}

  void OnFact(std::string_view name) override {
    auto found = counters_.find(name.data());
    if (found == counters_.end()) {
      found = counters_.emplace(name.data(), facts_.With({partition_, std::string(name)})).first;
    }
    found->second.Add();
  }
  void OnConfirmed(std::int64_t since_decided_us, std::optional<std::int64_t> since_submitted_us) override {
    confirm_.Observe(Seconds(since_decided_us));
    if (since_submitted_us.has_value()) submission_.Observe(Seconds(std::max<std::int64_t>(0, *since_submitted_us)));
  }

 private:
  const std::string partition_;
  const ops::CounterFamily facts_;
  const ops::Histogram confirm_;
  const ops::Histogram submission_;
  absl::flat_hash_map<const char*, ops::Counter> counters_;  // by the name's place: it is static
};

struct HostMetrics::Gauges {
  explicit Gauges(ops::Metrics& metrics)
      : committed(metrics.AddGauge("padu_journal_committed_rows", "Rows committed", {"partition"})),
        confirmed(metrics.AddGauge("padu_journal_confirmed_rows", "Rows confirmed", {"partition"})),
        contact(metrics.AddGauge("padu_journal_contact_age_seconds",
                                 "Since the owner had last read its topic to the end", {"partition"})),
        serving(metrics.AddGauge("padu_partition_serving", "1 if the partition serves", {"partition"})),
        clock_step(metrics.AddGauge("padu_clock_step_refused", "1 if a step of the wall clock waits for an operator",
                                    {"partition"})),
        gap(metrics.AddGauge("padu_gap_alarm", "1 if a gap in the own topic stays open", {"partition"})),
        lag(metrics.AddGauge("padu_input_lag_records", "Records of an input not taken yet", {"topic", "partition"})),
        lag_seconds(metrics.AddGauge("padu_input_lag_seconds", "Since the moment up to which an input was read",
                                     {"topic", "partition"})),
        stopped(metrics.AddGauge("padu_input_stopped", "1 if an input stopped and needs an operator",
                                 {"topic", "partition"})) {}

  ops::GaugeFamily committed, confirmed, contact, serving, clock_step, gap, lag, lag_seconds, stopped;
};

HostMetrics::HostMetrics(ops::Metrics& metrics)
    : facts_(metrics.AddCounter("padu_facts_total", "Facts decided", {"partition", "fact"})),
      confirm_(
          metrics.AddHistogram("padu_confirm_seconds", "From a batch's decisions to its confirmation", {"partition"})),
      submission_(metrics.AddHistogram("padu_submission_to_confirmed_seconds",
                                       "From the broker's time of a batch's oldest submission to its confirmation",
                                       {"partition"})),
      gauges_(std::make_unique<Gauges>(metrics)) {}

HostMetrics::~HostMetrics() = default;

journal::Observer& HostMetrics::ObserverOf(int partition) {
  auto& observer = observers_[partition];
  if (observer == nullptr) observer = std::make_unique<PartitionObserver>(*this, std::to_string(partition));
  return *observer;
}

void HostMetrics::Refresh(const std::vector<journal::PartitionStatus>& statuses, UnixMicros now) const {
  for (const journal::PartitionStatus& status : statuses) {
    const std::string partition = std::to_string(status.partition);
    gauges_->committed.With({partition}).Set(static_cast<double>(status.committed));
    gauges_->confirmed.With({partition}).Set(static_cast<double>(status.confirmed));
    gauges_->contact.With({partition}).Set(absl::ToDoubleSeconds(status.since_contact));
    gauges_->serving.With({partition}).Set(status.stage == "serving" ? 1 : 0);
    gauges_->clock_step.With({partition}).Set(status.clock_step_refused ? 1 : 0);
    gauges_->gap.With({partition}).Set(status.gap_alarm ? 1 : 0);
    for (const journal::InputStatus& input : status.inputs) {
      if (input.end.has_value()) gauges_->lag.With({input.topic, partition}).Set(static_cast<double>(LagOf(input)));
      if (input.read_up_to > 0) {
        const std::int64_t behind = now - input.read_up_to;
        gauges_->lag_seconds.With({input.topic, partition}).Set(Seconds(std::max<std::int64_t>(0, behind)));
      }
      gauges_->stopped.With({input.topic, partition}).Set(input.stopped.empty() ? 0 : 1);
    }
  }
}

// The end was asked for a moment ago: the position may be past it already.
stream::Offset LagOf(const journal::InputStatus& input) {
  return input.end.has_value() ? std::max<stream::Offset>(0, *input.end - input.next) : 0;
}

}  // namespace padu::host
