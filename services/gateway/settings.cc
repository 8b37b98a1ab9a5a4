#include "services/gateway/settings.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace padu::gateway {

void Settings::Declare(Config& config) {
  config.Group("Serving");
  config.String({"listen", "IP address of the HTTP door and the admin page"}, &listen);
  config.Int({"http-port", "port of the HTTP door"}, &http_port, 0, 65535);
  config.Int({"admin-port", "port of health, metrics and status"}, &admin_port, 0, 65535);
  config.List({"services", "public gRPC services, each full.Name@host:port", true}, &services);

  config.HostPorts({"brokers", "Kafka brokers"}, &brokers);
  kafka.Declare(config);

  config.Group("Status page");
  config.List({"admin-pages", "admin pages that it shows, each name@host:port"}, &admin_pages);
  config.String({"page-city", "city whose latest aid it shows"}, &page_city);

  identity.Declare(config);

  config.Group("Bounds");
  config.Bool({"hsts", "tell browsers to use TLS only; where TLS ends before this door"}, &hsts);
  config.Int({"connections-max", "connections at once"}, &connections_max, 1, 1'000'000);
  config.Int({"connections-per-address-max", "of these, from one address (a proxy is one)"},
             &connections_per_address_max, 1, 1'000'000);

  config.Group("Stopping and logs");
  config.Duration({"drain-delay", "time for others to see that this process leaves"}, &drain_delay);
  config.Duration({"drain-patience", "time for requests under way to be answered"}, &drain_patience);
  config.Choice({"log-level", "least severity logged"}, &log_level, {"debug", "info", "warn", "error"});
  config.Choice({"log-format", "auto: JSON unless stdout is a terminal"}, &log_format, {"auto", "json", "text"});
}

HttpOptions Settings::Http() const {
  return {.listen = listen,
          .port = static_cast<int>(http_port),
          .hsts = hsts,
          .connections_max = static_cast<int>(connections_max),
          .connections_per_address_max = static_cast<int>(connections_per_address_max)};
}

absl::StatusOr<std::map<std::string, std::string>> ByName(const std::string& flag,
                                                          const std::vector<std::string>& list) {
  std::map<std::string, std::string> out;
  for (const std::string& entry : list) {
    const std::size_t at = entry.find('@');
    const bool fits = at != std::string::npos && at > 0 && ParseHostPort(entry.substr(at + 1)).ok();
    if (!fits || !out.emplace(entry.substr(0, at), entry.substr(at + 1)).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("--", flag, ": '", entry, "' must be a name, '@' and host:port, each name once"));
    }
  }
  return out;
}

}  // namespace padu::gateway
