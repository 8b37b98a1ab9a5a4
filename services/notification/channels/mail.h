// E-mail by SMTP, with TLS, through libcurl.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/notification/channels/channel.h"

namespace padu::notification {

struct MailOptions {
  std::string url;      // "smtp://mail.example:587", "smtps://mail.example:465"
  std::string tls;      // of smtp://: "required" or "opportunistic" (STARTTLS), or "none" (to this machine only)
  std::string ca_file;  // empty: the system's
  std::string from;     // "padu@bontang.example"
  std::string user;     // empty: no login
  std::string password;
};

// INVALID_ARGUMENT with the setting that does not do: a server that is none, a password in clear over a net.
absl::Status CheckMail(const MailOptions& options);

class Mail final : public Channel {
 public:
  explicit Mail(MailOptions options) : options_(std::move(options)) {}
  Outcome Send(const Outgoing& message) const override;

 private:
  const MailOptions options_;
};

// The whole message as it goes over the wire (RFC 5322): the same for the same message.
std::string MailText(const Outgoing& message, const std::string& from);

}  // namespace padu::notification
