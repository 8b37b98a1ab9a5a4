#include "common/ops/metrics.h"

#include <gmock/gmock.h>
#include <unistd.h>

namespace padu::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MetricsTest, ScrapeShowsWhatWasCounted) {
  Metrics metrics("registry", "1.2.3");
  metrics.AddCounter("padu_events_total", "Events taken", {"topic", "outcome"}).With({"box", "POSTED"}).Add(3);
  metrics.AddGauge("padu_queue_records", "Records waiting").With({}).Set(7);
  metrics.AddHistogram("padu_commit_seconds", "Commits", {}, {0.1, 1}).With({}).Observe(0.5);
  const std::string text = metrics.Scrape();
  EXPECT_THAT(text, HasSubstr("padu_build_info{service=\"registry\",version=\"1.2.3\"} 1"));
  EXPECT_THAT(text,
              HasSubstr("# TYPE padu_events_total counter\npadu_events_total{outcome=\"POSTED\",topic=\"box\"} 3"));
  EXPECT_THAT(text, HasSubstr("padu_queue_records 7"));
  EXPECT_THAT(text, HasSubstr("padu_commit_seconds_bucket{le=\"1\"} 1"));
}

TEST(MetricsTest, TheProcessIsMeasured) {
  Metrics metrics("registry", "1");
  const std::string text = metrics.Scrape();
  for (const char* name : {"process_cpu_seconds_total ", "process_resident_memory_bytes ", "process_threads ",
                           "process_open_fds ", "process_start_time_seconds "}) {
    EXPECT_THAT(text, HasSubstr(name));
    EXPECT_THAT(text, Not(HasSubstr(std::string("\n") + name + "0\n"))) << name;
  }
}

TEST(MetricsTest, ScrapeRefreshesFirst) {
  Metrics metrics("registry", "1");
  const Gauge depth = metrics.AddGauge("padu_mailbox_entries", "Commands waiting").With({});
  metrics.OnScrape([depth] { depth.Set(42); });
  EXPECT_THAT(metrics.Scrape(), HasSubstr("padu_mailbox_entries 42"));
}

TEST(MetricsTest, TheSameNameIsTheSameFamily) {
  Metrics metrics("registry", "1");
  metrics.AddCounter("padu_events_total", "Events", {"topic"}).With({"a"}).Add();
  const CounterFamily again = metrics.AddCounter("padu_events_total", "Events", {"topic"});
  EXPECT_EQ(again.With({"a"}).value(), 1);
  EXPECT_DEATH(metrics.AddCounter("padu_events_total", "Events", {"other"}), "broken invariant");
}

TEST(MetricsTest, SeriesAreBounded) {
  Metrics metrics("registry", "1");
  const CounterFamily family = metrics.AddCounter("padu_events_total", "Events", {"topic"});
  for (std::size_t i = 0; i < kSeriesMax + 5; ++i) family.With({std::to_string(i)}).Add();
  EXPECT_EQ(family.With({"other"}).value(), 5);
  EXPECT_EQ(family.With({"999"}).value(), 1);
}

TEST(MetricsTest, WrongNamesAbort) {
  Metrics metrics("registry", "1");
  EXPECT_DEATH(metrics.AddGauge("padu_wait_ms", "x"), "base unit");
}

TEST(MetricFaultTest, NamesFollowPrometheus) {
  struct Case {
    MetricKind kind;
    const char* name;
    const char* fault;
  };
  for (const Case& c : std::vector<Case>{
           {MetricKind::kCounter, "padu_events_total", ""},
           {MetricKind::kCounter, "padu_events", "_total"},
           {MetricKind::kGauge, "padu_events_total", "_total"},
           {MetricKind::kGauge, "padu_consumer_lag_records", ""},
           {MetricKind::kGauge, "consumer_lag", "padu_"},
           {MetricKind::kGauge, "padu_Lag", "padu_"},
           {MetricKind::kGauge, "padu__lag", "padu_"},
           {MetricKind::kHistogram, "padu_wait_ms", "base unit"},
           {MetricKind::kHistogram, "padu_wait", "unit"},
           {MetricKind::kHistogram, "padu_wait_seconds", ""},
           {MetricKind::kGauge, "padu_wait_sum", "_sum"},
       }) {
    const std::string fault = MetricFault(c.kind, c.name, "Help", {});
    if (*c.fault == '\0') {
      EXPECT_EQ(fault, "") << c.name;
    } else {
      EXPECT_THAT(fault, HasSubstr(c.fault)) << c.name;
    }
  }
  EXPECT_THAT(MetricFault(MetricKind::kGauge, "padu_x", "", {}), HasSubstr("help"));
  EXPECT_THAT(MetricFault(MetricKind::kGauge, "padu_x", "Help", {"nik"}), HasSubstr("could tell a person"));
  EXPECT_THAT(MetricFault(MetricKind::kGauge, "padu_x", "Help", {"Bad"}), HasSubstr("label"));
}

}  // namespace
}  // namespace padu::ops
