#include "common/ops/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "common/ops/metrics.h"

namespace padu::ops {
namespace {

struct Usage {
  double threads = 0;
  double start_seconds = 0;  // since the epoch
  double virtual_bytes = 0;
  double resident_bytes = 0;
};

// The boot's time, to which the kernel counts starts.
double BootSeconds() {
  std::ifstream in("/proc/stat");
  for (std::string word; in >> word;) {
    double seconds = 0;
    if (word == "btime" && in >> seconds) return seconds;
  }
  return 0;
}

// proc(5): the fields of /proc/self/stat after the program's name, which may itself hold spaces; state is the third.
Usage ReadUsage() {
  std::ifstream in("/proc/self/stat");
  std::string line;
  std::getline(in, line);
  std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  Usage usage;
  std::string field;
  for (int number = 3; number <= 24 && fields >> field; ++number) {
    if (number == 20) usage.threads = std::stod(field);
    if (number == 22) usage.start_seconds = BootSeconds() + std::stod(field) / ticks;
    if (number == 23) usage.virtual_bytes = std::stod(field);
    if (number == 24) usage.resident_bytes = std::stod(field) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  }
  return usage;
}

// Finer than the ticks of /proc.
double CpuSeconds() {
  struct rusage usage {};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double OpenFds() {
  std::error_code error;
  double count = 0;
  for (auto it = std::filesystem::directory_iterator("/proc/self/fd", error);
       !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    ++count;
  }
  return count;
}

double MaxFds() {
  struct rlimit limit {};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<double>(limit.rlim_cur) : 0;
}

}  // namespace

void AddProcessMetrics(Metrics& metrics) {
  const Counter cpu = metrics.AddCounter("process_cpu_seconds_total", "CPU time used").With({});
  const Gauge resident = metrics.AddGauge("process_resident_memory_bytes", "Memory resident").With({});
  const Gauge virtual_memory = metrics.AddGauge("process_virtual_memory_bytes", "Address space used").With({});
  const Gauge threads = metrics.AddGauge("process_threads", "Threads").With({});
  const Gauge open_fds = metrics.AddGauge("process_open_fds", "Open file descriptors").With({});
  const Gauge max_fds = metrics.AddGauge("process_max_fds", "Most file descriptors allowed").With({});
  const Gauge start = metrics.AddGauge("process_start_time_seconds", "Start, since the Unix epoch").With({});
  metrics.OnScrape([=] {
    const Usage usage = ReadUsage();
    cpu.Add(std::max(0.0, CpuSeconds() - cpu.value()));
    resident.Set(usage.resident_bytes);
    virtual_memory.Set(usage.virtual_bytes);
    threads.Set(usage.threads);
    open_fds.Set(OpenFds());
    max_fds.Set(MaxFds());
    start.Set(usage.start_seconds);
  });
}

}  // namespace padu::ops
