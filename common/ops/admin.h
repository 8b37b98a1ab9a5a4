// The admin endpoint: what probes, Prometheus and operators ask a process, over HTTP/1.1 on a port of its own.
//
//   /livez      200 as long as the process answers
//   /readyz     200 or 503, {"ready":false,"reasons":{"partition 3":"..."}}
//   /metrics    Prometheus' text format
//   /buildinfo  {"service":...,"version":...}
//   /status     JSON of the service's own
//
// One thread answers one request at a time: GET and HEAD only, 8 KiB of headers, a second for a client to send and to
// take, then the connection ends. It has no authentication: bind it to the ops network.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "common/ops/lifecycle.h"
#include "common/ops/metrics.h"

namespace padu::ops {

struct AdminOptions {
  std::string listen = "127.0.0.1";  // IPv4 address
  int port = 0;                      // 0 takes a free one
  std::string service;
  std::string version;
  // The body of /status; called on the admin thread. Must not block. Empty: {}.
  std::function<std::string()> status_json;
};

struct HttpAnswer {
  int code = 200;
  std::string type = "application/json";
  std::string body;
};

class Admin {
 public:
  Admin(AdminOptions options, Metrics& metrics, const Lifecycle& lifecycle);
  ~Admin();  // stops
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;

  // UNAVAILABLE if the address cannot be had.
  absl::Status Start();
  int port() const { return port_; }

  // What a GET of this path answers. Any thread.
  HttpAnswer Get(std::string_view path) const;

 private:
  void Run();
  void Serve(int connection) const;

  const AdminOptions options_;
  Metrics& metrics_;
  const Lifecycle& lifecycle_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

// `text` as a JSON string, quotes included.
std::string JsonText(std::string_view text);

}  // namespace padu::ops
