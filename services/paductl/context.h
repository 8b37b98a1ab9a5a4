// What every command knows: where things are, who calls, how to print.
#pragma once

#include <iostream>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/stream/kafka/security.h"
#include "common/stream/stream.h"
#include "services/paductl/cli.h"

namespace padu::ctl {

struct Context {
  std::string brokers;
  std::string registry;        // host:port of the registry's gRPC
  std::string registry_admin;  // host:port of its admin page
  std::string ledger;
  std::string ledger_admin;
  std::string matching;
  std::string notification;
  std::string gateway;                       // http://host:port
  std::string key_file;                      // with the caller's key; empty: none is sent
  std::string key;                           // once ReadKey has read it
  std::string caller = "operators/paductl";  // for services that believe it
  stream::KafkaSecurity kafka;
  std::string principals;  // folder with the passwords of the broker's principals, a file each
  std::string city = "64.74";
  std::string format = "text";
  std::string reference = "deploy/data";
  std::int64_t timeout_ms = 10'000;

  bool json() const { return format == "json"; }
  absl::Duration timeout() const { return absl::Milliseconds(timeout_ms); }
  std::string CityName() const { return "cities/" + city; }
  // "baznas" or a whole name -> "cities/64.74/stakeholders/baznas"; `collection` as in the name.
  std::string NameOf(const std::string& collection, const std::string& id) const;

  // Reads the key's file, if one is named.
  absl::Status ReadKey();

  // How to reach `brokers`; why the settings do not do.
  absl::StatusOr<stream::KafkaOptions> Kafka() const;
  // The log at `brokers`. UNAVAILABLE when none answers within the timeout.
  absl::StatusOr<std::unique_ptr<stream::Log>> OpenLog() const;

  std::ostream& out = std::cout;
};

// Defaults from the settings of deploy/settings.env, if they are in the environment.
void SetDefaults(Context& context);
// The flags that every command has.
void AddGlobalFlags(Command root, Context& context);

// The city's day and time: Bontang is at UTC+8 all year.
absl::TimeZone CityZone();

}  // namespace padu::ctl
