// A program's settings, from flags and the environment.
//
//   Config config("registry", "Who lives where, how poor, verified by whom.", version);
//   config.Group("Serving");
//   config.Int({"grpc-port", "port of the gRPC API"}, &grpc_port, 0, 65535);
//   if (auto code = config.Parse(argc, argv)) return *code;
//
// One rule: --grpc-port, else PADU_REGISTRY_GRPC_PORT, else PADU_GRPC_PORT, else the default (what the variable held
// when it was declared). An empty variable counts as not set. --help and --version are there by themselves. Secrets are
// never settings; a setting names the file that holds them. One thread.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace padu {

struct HostPort {
  std::string host;  // a name, an IPv4 address or an IPv6 address without brackets
  std::uint16_t port = 0;
  auto operator<=>(const HostPort&) const = default;
  std::string ToString() const;
};

// "500ms", "5s", "2m", "1h30m"; "0" is zero.
absl::StatusOr<absl::Duration> ParseDuration(std::string_view text);
// "4096", "512KiB", "64MiB", "2GiB".
absl::StatusOr<std::int64_t> ParseSize(std::string_view text);
std::string FormatSize(std::int64_t bytes);
// "broker:9092", "[::1]:9092"; a list is separated by commas and may not be empty.
absl::StatusOr<HostPort> ParseHostPort(std::string_view text);
absl::StatusOr<std::vector<HostPort>> ParseHostPorts(std::string_view text);
std::string FormatHostPorts(const std::vector<HostPort>& list);

class Config {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string& name)>;

  struct Name {
    std::string flag;       // without dashes: "grpc-port"
    std::string help;       // one sentence without a full stop
    bool required = false;  // must be given: the default stands for nothing
    bool secret = false;    // its value is never printed
  };

  // `program` is the part of the environment's names: "registry" -> PADU_REGISTRY_.
  Config(std::string program, std::string summary, std::string version);

  // Settings declared from here on stand under this heading in --help.
  void Group(std::string title) { group_ = std::move(title); }

  void String(Name name, std::string* value);
  void Bool(Name name, bool* value);
  void Int(Name name, std::int64_t* value, std::int64_t least = std::numeric_limits<std::int64_t>::min(),
           std::int64_t most = std::numeric_limits<std::int64_t>::max());
  void Duration(Name name, absl::Duration* value, absl::Duration least = absl::ZeroDuration(),
                absl::Duration most = absl::InfiniteDuration());
  void Size(Name name, std::int64_t* bytes, std::int64_t least = 0,
            std::int64_t most = std::numeric_limits<std::int64_t>::max());
  void Choice(Name name, std::string* value, std::vector<std::string> choices);
  void HostPorts(Name name, std::vector<HostPort>* value);
  // Texts separated by commas, spaces around them dropped: "64.74,64.71".
  void List(Name name, std::vector<std::string>* value);
  // Any other type: `take` parses and stores, and refuses with the rule ("must be ..."); `show` prints the value it
  // has.
  void Custom(Name name, std::string type, std::function<absl::Status(const std::string&)> take,
              std::function<std::string()> show);

  // Sets all variables, or prints and returns the code to exit with: 0 after --help or --version (stdout), 2 after a
  // mistake (stderr: what, where, the rule, what to do).
  [[nodiscard]] std::optional<int> Parse(int argc, const char* const* argv);
  // The same without printing, from any environment. `*text` is what --help or --version print.
  [[nodiscard]] absl::Status ParseFrom(const std::vector<std::string>& arguments, const Environment& environment,
                                       std::optional<std::string>* text);

  std::string Help() const;
  // Each setting's value and where it came from ("flag", the variable's name, "default"); secrets as "(secret)".
  struct Effective {
    std::string flag;
    std::string value;
    std::string source;
  };
  std::vector<Effective> Settings() const;
  // Settings() to the log, at debug.
  void LogSettings() const;

 private:
  struct Setting {
    Name name;
    std::string group;
    std::string type;
    bool is_bool = false;
    std::string shown_default;
    std::function<absl::Status(const std::string&)> take;
    std::function<std::string()> show;
    std::string source = "default";
  };

  std::string OwnVariable(const Setting& setting) const;
  absl::Status Take(Setting& setting, const std::string& text, const std::string& source);

  std::string program_;
  std::string summary_;
  std::string version_;
  std::string group_ = "Settings";
  std::vector<Setting> settings_;
};

}  // namespace padu
