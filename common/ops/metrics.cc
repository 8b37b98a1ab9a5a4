#include "common/ops/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <any>
#include <array>
#include <utility>

#include "common/base/check.h"
#include "common/ops/process_metrics.h"

namespace padu::ops {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kUnits = {"_seconds"sv,  "_bytes"sv,    "_records"sv, "_rows"sv,    "_ratio"sv,     "_info"sv,
                               "_messages"sv, "_requests"sv, "_events"sv,  "_entries"sv, "_partitions"sv};
constexpr std::array kWrongUnits = {"_ms"sv,    "_millis"sv, "_milliseconds"sv, "_micros"sv, "_us"sv,  "_minutes"sv,
                                    "_hours"sv, "_kb"sv,     "_mb"sv,           "_kib"sv,    "_mib"sv, "_percent"sv};
constexpr std::array kPersonal = {"nik"sv,       "kk"sv,    "name"sv,    "person"sv,
                                  "household"sv, "phone"sv, "address"sv, "caller"sv};

bool IsWord(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos &&
         text.find("__") == std::string_view::npos && !text.starts_with('_') && !text.ends_with('_');
}

template <typename List>
bool EndsWithOneOf(std::string_view text, const List& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return text.ends_with(ending); });
}

}  // namespace

std::string MetricFault(MetricKind kind, std::string_view name, std::string_view help,
                        const std::vector<std::string>& labels) {
  if (!IsWord(name) || !(name.starts_with("padu_") || name.starts_with("process_"))) {
    return "must be padu_ and lower-case words with underscores";
  }
  const bool total = name.ends_with("_total");
  if (total != (kind == MetricKind::kCounter)) return "counters, and only they, end in _total";
  const std::string_view stem = total ? name.substr(0, name.size() - 6) : name;
  if (EndsWithOneOf(stem, kWrongUnits)) return "must have a base unit: seconds, bytes, a ratio";
  if (kind == MetricKind::kHistogram && !EndsWithOneOf(stem, kUnits)) return "a histogram ends in its unit";
  for (const std::string_view reserved : {"_count"sv, "_sum"sv, "_bucket"sv}) {
    if (stem.ends_with(reserved)) return "_count, _sum and _bucket belong to histograms";
  }
  if (help.empty() || help.ends_with('.')) return "needs a help text without a full stop";
  for (const std::string& label : labels) {
    if (!IsWord(label) || label == "le") return "label '" + label + "' must be lower-case words with underscores";
    if (std::find(kPersonal.begin(), kPersonal.end(), label) != kPersonal.end()) {
      return "label '" + label + "' could tell a person";
    }
  }
  return "";
}

std::vector<double> LatencyBuckets() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
}

void Counter::Add(double amount) const { counter_->Increment(amount); }
double Counter::value() const { return counter_->Value(); }
void Gauge::Set(double value) const { gauge_->Set(value); }
void Gauge::Add(double amount) const { gauge_->Increment(amount); }
double Gauge::value() const { return gauge_->Value(); }
void Histogram::Observe(double value) const { histogram_->Observe(value); }

template <typename Handle>
Handle Family<Handle>::With(const Labels& values) const {
  PADU_CHECK(values.size() == state_->names.size());
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->series.find(values);
  if (found != state_->series.end()) return found->second;
  const Labels kept = state_->series.size() < kSeriesMax ? values : Labels(values.size(), "other");
  std::map<std::string, std::string> labels;
  for (std::size_t i = 0; i < kept.size(); ++i) labels.emplace(state_->names[i], kept[i]);
  return state_->series.try_emplace(kept, state_->make(labels)).first->second;
}

template class Family<Counter>;
template class Family<Gauge>;
template class Family<Histogram>;

struct Metrics::State {
  prometheus::Registry registry;
  std::mutex mutex;
  struct Known {
    MetricKind kind;
    std::vector<std::string> labels;
    std::any family;
  };
  std::map<std::string, Known> families;
  std::vector<std::function<void()>> refreshers;

  template <typename Handle>
  Family<Handle> Add(MetricKind kind, std::string name, const std::string& help, std::vector<std::string> labels,
                     const std::function<typename Family<Handle>::Make()>& build);
};

template <typename Handle>
Family<Handle> Metrics::State::Add(MetricKind kind, std::string name, const std::string& help,
                                   std::vector<std::string> labels,
                                   const std::function<typename Family<Handle>::Make()>& build) {
  const std::string fault = MetricFault(kind, name, help, labels);
  if (!fault.empty()) PADU_FATAL("metric " + name + ": " + fault);
  const std::lock_guard lock(mutex);
  const auto found = families.find(name);
  if (found != families.end()) {
    PADU_CHECK(found->second.kind == kind && found->second.labels == labels);
    return Family<Handle>(std::any_cast<std::shared_ptr<typename Family<Handle>::State>>(found->second.family));
  }
  auto state = std::make_shared<typename Family<Handle>::State>();
  state->names = labels;
  state->make = build();
  families.emplace(std::move(name), Known{kind, std::move(labels), state});
  return Family<Handle>(std::move(state));
}

Metrics::Metrics(std::string_view service, std::string_view version) : state_(std::make_unique<State>()) {
  AddGauge("padu_build_info", "What runs: always 1", {"service", "version"})
      .With({std::string(service), std::string(version)})
      .Set(1);
  AddProcessMetrics(*this);
}

Metrics::~Metrics() = default;

CounterFamily Metrics::AddCounter(std::string name, std::string help, std::vector<std::string> labels) {
  return state_->Add<Counter>(MetricKind::kCounter, name, help, std::move(labels), [&, this]() -> CounterFamily::Make {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(state_->registry);
    return [&family](const std::map<std::string, std::string>& labels) { return Counter(&family.Add(labels)); };
  });
}

GaugeFamily Metrics::AddGauge(std::string name, std::string help, std::vector<std::string> labels) {
  return state_->Add<Gauge>(MetricKind::kGauge, name, help, std::move(labels), [&, this]() -> GaugeFamily::Make {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry);
    return [&family](const std::map<std::string, std::string>& labels) { return Gauge(&family.Add(labels)); };
  });
}

HistogramFamily Metrics::AddHistogram(std::string name, std::string help, std::vector<std::string> labels,
                                      std::vector<double> buckets) {
  return state_->Add<Histogram>(
      MetricKind::kHistogram, name, help, std::move(labels), [&, this]() -> HistogramFamily::Make {
        auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(state_->registry);
        return [&family, buckets](const std::map<std::string, std::string>& labels) {
          return Histogram(&family.Add(labels, buckets));
        };
      });
}

void Metrics::OnScrape(std::function<void()> refresh) {
  const std::lock_guard lock(state_->mutex);
  state_->refreshers.push_back(std::move(refresh));
}

std::string Metrics::Scrape() {
  std::vector<std::function<void()>> refreshers;
  {
    const std::lock_guard lock(state_->mutex);
    refreshers = state_->refreshers;
  }
  for (const auto& refresh : refreshers) refresh();
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace padu::ops
