// What a process uses, by the names every Prometheus client has: process_cpu_seconds_total,
// process_resident_memory_bytes, process_virtual_memory_bytes, process_open_fds, process_max_fds, process_threads,
// process_start_time_seconds. Read from /proc at each scrape.
#pragma once

namespace padu::ops {

class Metrics;

void AddProcessMetrics(Metrics& metrics);

}  // namespace padu::ops
