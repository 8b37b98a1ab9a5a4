// Notification: who must be told, and did they act.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/secrets.h"
#include "common/host/process.h"
#include "services/notification/api/service.h"
#include "services/notification/channels/address_book.h"
#include "services/notification/channels/dispatcher.h"
#include "services/notification/channels/mail.h"
#include "services/notification/channels/provider.h"
#include "services/notification/channels/webhook.h"
#include "services/notification/domain/machine.h"

namespace padu::notification {
namespace {

struct Settings {
  std::string registry;
  std::string provider_file;
  std::string link_base = "http://127.0.0.1:17080/n/";
  std::string password_file;
  MailOptions mail = {.url = "", .tls = "required", .ca_file = "", .from = "", .user = "", .password = ""};

  void Declare(Config& config) {
    config.Group("Messages");
    config.String({"address-registry", "host:port of the registry that opens officers' addresses; empty: --registry"},
                  &registry);
    config.String({"link-base", "what a link begins with; its token follows"}, &link_base);
    config.Group("E-mail");
    config.String({"smtp-url", "smtp://host:port or smtps://host:port; empty: no e-mail is sent"}, &mail.url);
    config.Choice({"smtp-tls", "of smtp://"}, &mail.tls, {"required", "opportunistic", "none"});
    config.String({"smtp-ca-file", "who vouches for the mail server; empty: the system's authorities"}, &mail.ca_file);
    config.String({"smtp-user", "login name; empty: no login"}, &mail.user);
    config.String({"smtp-password-file", "a private file with its password"}, &password_file);
    config.String({"mail-from", "sender's address"}, &mail.from);
    config.Group("Short messages");
    config.String({"provider-file", "how to call a provider of WhatsApp or SMS (channels/provider.h); empty: none"},
                  &provider_file);
  }
};

int Main(int argc, char** argv) {
  host::Process process("notification", "Padu's notification: who must be told, and did they act.");
  Settings settings;
  if (const auto code = process.SetUp(argc, argv, [&](Config& config) { settings.Declare(config); })) return *code;

  const NotificationMachine machine;
  host::Host host(process.HostParts(machine));
  NotificationService api(process.calls(), {host, process.secrets()});

  if (!settings.password_file.empty()) {
    auto password = ReadPrivateLine(settings.password_file);
    if (!password.ok()) return host::Process::Fail(password.status());
    settings.mail.password = *std::move(password);
  }
  const Mail mail(settings.mail);
  const Webhook webhook(process.clock());
  const rpc::IdentitySettings& identity = process.settings().identity;
  const auto key = identity.ReadKey();
  if (!key.ok()) return host::Process::Fail(key.status());
  AddressBook addresses(settings.registry.empty() ? identity.registry : settings.registry, *key, process.clock());
  std::vector<journal::Partition*> partitions;
  for (const auto& [number, partition] : host.partitions()) partitions.push_back(partition.get());
  std::map<v1::Channel, const Channel*> channels = {{v1::CHANNEL_WEBHOOK, &webhook}};
  if (!settings.mail.url.empty()) {
    if (const absl::Status fits = CheckMail(settings.mail); !fits.ok()) return host::Process::Fail(fits);
    channels[v1::CHANNEL_EMAIL] = &mail;
  }
  std::optional<Provider> provider;
  if (!settings.provider_file.empty()) {
    auto options = LoadProvider(settings.provider_file);
    if (!options.ok()) return host::Process::Fail(options.status());
    provider.emplace(*std::move(options));
    channels[v1::CHANNEL_MESSAGE] = &*provider;
  }
  Dispatcher dispatcher({.doors = {host, process.secrets()},
                         .partitions = std::move(partitions),
                         .channels = std::move(channels),
                         .addresses = addresses,
                         .clock = process.clock(),
                         .random = process.random(),
                         .metrics = process.metrics(),
                         .link_base = settings.link_base});
  dispatcher.Start();
  process.OnDrain("messages", [&dispatcher] { dispatcher.Stop(); });
  return process.Run(host, api, "padu.notification.v1.NotificationService");
}

}  // namespace
}  // namespace padu::notification

int main(int argc, char** argv) { return padu::notification::Main(argc, argv); }
