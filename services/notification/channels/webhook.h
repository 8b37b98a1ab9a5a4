// Webhooks, signed as Standard Webhooks has it (https://www.standardwebhooks.com): headers webhook-id,
// webhook-timestamp, webhook-signature.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/secrets.h"
#include "services/notification/channels/channel.h"

namespace padu::notification {

class Webhook final : public Channel {
 public:
  explicit Webhook(const Clock& clock) : clock_(clock) {}
  Outcome Send(const Outgoing& message) const override;

 private:
  const Clock& clock_;
};

// "v1,<Base64>": HMAC-SHA-256 under `secret` (its bytes) over "id.timestamp.body"; the timestamp in seconds.
std::string WebhookSignature(std::string_view secret, std::string_view id, std::int64_t timestamp_s,
                             std::string_view body);
// What a recipient's webhooks are signed with: follows from the city's secret, one for each live version of it, the
// newest first. Kept nowhere.
std::vector<std::string> WebhookSecrets(const CitySecrets& secrets, std::string_view recipient);
// The secret as receivers are given it: "whsec_<Base64>".
std::string WebhookSecretText(std::string_view secret);

}  // namespace padu::notification
