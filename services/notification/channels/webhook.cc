#include "services/notification/channels/webhook.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/crypto.h"
#include "services/notification/channels/curl.h"
#include "services/notification/domain/policy.h"

namespace padu::notification {

std::string WebhookSignature(std::string_view secret, std::string_view id, std::int64_t timestamp_s,
                             std::string_view body) {
  return "v1," +
         Base64(HmacSha256(secret, std::string(id) + "." + std::to_string(timestamp_s) + "." + std::string(body)));
}

std::vector<std::string> WebhookSecrets(const CitySecrets& secrets, std::string_view recipient) {
  std::vector<std::string> all;
  for (KeyedDigest& each : secrets.Digests("webhook", recipient)) all.push_back(std::move(each.digest));
  return all;
}

std::string WebhookSecretText(std::string_view secret) { return "whsec_" + Base64(secret); }

Outcome Webhook::Send(const Outgoing& message) const {
  const std::int64_t now_s = clock_.WallNow() / kMicrosPerSecond;
  std::vector<std::string> signatures;
  for (const std::string& secret : message.secrets) {
    signatures.push_back(WebhookSignature(secret, message.id, now_s, message.json));
  }
  const HttpAnswer answer =
      Post(message.address,
           {"Content-Type: application/json", "webhook-id: " + message.id, absl::StrCat("webhook-timestamp: ", now_s),
            "webhook-signature: " + absl::StrJoin(signatures, " ")},
           message.json, !NamesThisMachine(message.address));
  if (answer.status >= 200 && answer.status < 300) {
    return {.outcome = v1::EndAttempt::OUTCOME_SENT, .detail = answer.detail};
  }
  // Standard Webhooks: 410 says that nobody is there any more; everything else is tried again.
  return {.outcome = answer.status == 410 ? v1::EndAttempt::OUTCOME_DEAD : v1::EndAttempt::OUTCOME_FAILED,
          .detail = answer.detail};
}

}  // namespace padu::notification
