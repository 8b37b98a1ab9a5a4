// The gateway's settings.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/config.h"
#include "common/rpc/identity.h"
#include "common/stream/kafka/security.h"
#include "services/gateway/http/server.h"

namespace padu::gateway {

struct Settings {
  std::string listen = "127.0.0.1";
  std::int64_t http_port = 0;
  std::int64_t admin_port = 0;
  // "padu.registry.v1.RegistryService@127.0.0.1:17001": all that a public service needs here.
  std::vector<std::string> services;
  std::vector<HostPort> brokers = {{"127.0.0.1", 19092}};
  stream::KafkaSecurity kafka;

  // The status page: "registry@127.0.0.1:17002"; the city whose aid it shows.
  std::vector<std::string> admin_pages;
  std::string page_city = "64.74";

  rpc::IdentitySettings identity;
  bool hsts = false;
  std::int64_t connections_max = kConnectionsMax;
  std::int64_t connections_per_address_max = kConnectionsPerAddressMax;

  absl::Duration drain_delay = absl::Seconds(1);
  absl::Duration drain_patience = absl::Seconds(15);
  std::string log_level = "info";
  std::string log_format = "auto";

  void Declare(Config& config);
  HttpOptions Http() const;
};

// "name@host:port" by name. INVALID_ARGUMENT: one that is not written so, or a name twice; `flag` names it.
absl::StatusOr<std::map<std::string, std::string>> ByName(const std::string& flag,
                                                          const std::vector<std::string>& list);

}  // namespace padu::gateway
