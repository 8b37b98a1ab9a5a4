// Short messages by the HTTP interface of a provider of WhatsApp or SMS: one adapter, told by a file what to call.
//
//   {"url": "https://api.provider.example/messages", "content_type": "application/json",
//    "headers": {"Authorization": "Bearer ...", "Idempotency-Key": "{id}"},
//    "body": "{\"to\": \"{to}\", \"text\": \"{text}\"}", "dead_statuses": [404]}
//
// {to} the phone number (E.164), {text} the message, {id} its id, the same at each attempt. In the body they are
// escaped as its content type wants (JSON, or application/x-www-form-urlencoded).
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "services/notification/channels/channel.h"

namespace padu::notification {

struct ProviderOptions {
  std::string url;  // https, or http to this machine
  std::string content_type;
  std::map<std::string, std::string> headers;
  std::string body;
  std::set<int> dead_statuses;  // answers that say that the number will never do
};

class Provider final : public Channel {
 public:
  explicit Provider(ProviderOptions options) : options_(std::move(options)) {}
  Outcome Send(const Outgoing& message) const override;

 private:
  const ProviderOptions options_;
};

// Reads such a file's text. INVALID_ARGUMENT says what is wrong, never what stands in it.
absl::StatusOr<ProviderOptions> ParseProvider(const std::string& json);
// The file, which only its owner may read: it holds the provider's key.
absl::StatusOr<ProviderOptions> LoadProvider(const std::string& path);

// The template with the message put in.
std::string Expanded(const std::string& text, const Outgoing& message, const std::string& content_type);

}  // namespace padu::notification
