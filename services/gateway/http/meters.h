// What the HTTP server counts.
#pragma once

#include "common/ops/metrics.h"

namespace padu::gateway {

struct Meters {
  explicit Meters(ops::Metrics& metrics)
      : requests(metrics.AddCounter("padu_http_requests_total", "Requests answered", {"route", "code"})),
        seconds(metrics.AddHistogram("padu_http_request_seconds", "Until a request was answered", {"route"})),
        refused(metrics.AddCounter("padu_http_refused_total", "Connections refused at a bound", {"bound"})),
        connections(metrics.AddGauge("padu_http_connections", "Connections open").With({})),
        streams(metrics.AddGauge("padu_http_streams", "Streams of server-sent events under way").With({})) {}

  ops::CounterFamily requests;
  ops::HistogramFamily seconds;
  ops::CounterFamily refused;
  ops::Gauge connections;
  ops::Gauge streams;
};

}  // namespace padu::gateway
