// Metrics for Prometheus, over prometheus-cpp (hidden in the source).
//
//   ops::CounterFamily requests = metrics.AddCounter("padu_grpc_requests_total", "Calls answered", {"method", "code"});
//   requests.With({method, "OK"}).Add();
//
// Names are checked when they are added (a wrong one aborts, so a test that starts the service finds it): padu_ before,
// base units behind (_seconds, _bytes, _records, ...), _total behind counters only. No label ever tells a person or
// household. A family keeps at most kSeriesMax series; label values beyond count as "other".
// Any thread; families and handles live as long as the Metrics. Keep a handle where speed matters: With takes a lock.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace padu::ops {

inline constexpr std::size_t kSeriesMax = 1000;

class Counter {
 public:
  explicit Counter(prometheus::Counter* counter) : counter_(counter) {}
  void Add(double amount = 1) const;
  double value() const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge* gauge) : gauge_(gauge) {}
  void Set(double value) const;
  void Add(double amount) const;
  double value() const;

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram* histogram) : histogram_(histogram) {}
  void Observe(double value) const;

 private:
  prometheus::Histogram* histogram_;
};

// The series of one name: one for each combination of label values.
template <typename Handle>
class Family {
 public:
  using Labels = std::vector<std::string>;
  using Make = std::function<Handle(const std::map<std::string, std::string>&)>;

  // As many values as the family has labels, in their order.
  Handle With(const Labels& values) const;

 private:
  friend class Metrics;
  struct State {
    std::vector<std::string> names;
    Make make;
    std::mutex mutex;
    std::map<Labels, Handle> series;
  };
  explicit Family(std::shared_ptr<State> state) : state_(std::move(state)) {}

  std::shared_ptr<State> state_;
};

using CounterFamily = Family<Counter>;
using GaugeFamily = Family<Gauge>;
using HistogramFamily = Family<Histogram>;

enum class MetricKind { kCounter, kGauge, kHistogram };

// What is wrong with a name, its labels or its help; empty if nothing is.
std::string MetricFault(MetricKind kind, std::string_view name, std::string_view help,
                        const std::vector<std::string>& labels);

// Upper bounds of buckets, in seconds: 100 µs to 30 s.
std::vector<double> LatencyBuckets();

class Metrics {
 public:
  // Also adds padu_build_info{service,version} and what a process is measured by (process_...).
  Metrics(std::string_view service, std::string_view version);
  ~Metrics();

  // The same name twice gives the same family; with another kind or other labels it aborts.
  CounterFamily AddCounter(std::string name, std::string help, std::vector<std::string> labels = {});
  GaugeFamily AddGauge(std::string name, std::string help, std::vector<std::string> labels = {});
  HistogramFamily AddHistogram(std::string name, std::string help, std::vector<std::string> labels = {},
                               std::vector<double> buckets = LatencyBuckets());

  // Called before each scrape, on its thread: for gauges that are read off something. Must not block.
  void OnScrape(std::function<void()> refresh);

  // The text exposition format.
  std::string Scrape();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace padu::ops
