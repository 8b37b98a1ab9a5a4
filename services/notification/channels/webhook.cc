#include "services/notification/channels/webhook.h"

#include <curl/curl.h>

#include "absl/strings/str_cat.h"
#include "common/base/crypto.h"
#include "services/notification/channels/curl.h"

namespace padu::notification {

std::string WebhookSignature(std::string_view secret, std::string_view id, std::int64_t timestamp_s,
                             std::string_view body) {
  return "v1," +
         Base64(HmacSha256(secret, std::string(id) + "." + std::to_string(timestamp_s) + "." + std::string(body)));
}

std::string WebhookSecretText(std::string_view secret) { return "whsec_" + Base64(secret); }

Outcome Webhook::Send(const Outgoing& message) const {
  Curl curl;
  const std::int64_t now_s = clock_.WallNow() / kMicrosPerSecond;
  const CurlList headers(
      {"Content-Type: application/json", "webhook-id: " + message.id, absl::StrCat("webhook-timestamp: ", now_s),
       "webhook-signature: " + WebhookSignature(message.secret, message.id, now_s, message.json), "Expect:"});
  curl.Set(CURLOPT_URL, message.address.c_str());
  curl.Set(CURLOPT_PROTOCOLS_STR, "http,https");
  curl.Set(CURLOPT_HTTPHEADER, headers.get());
  curl.Set(CURLOPT_POST, 1L);
  curl.Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.json.size()));
  curl.Set(CURLOPT_POSTFIELDS, message.json.c_str());
  const CURLcode code = curl.Perform();
  if (code != CURLE_OK) return {.detail = CurlName(code)};
  const long said = curl.response_code();
  if (said >= 200 && said < 300) {
    return {.outcome = v1::EndAttempt::OUTCOME_SENT, .detail = absl::StrCat("HTTP_", said)};
  }
  // Standard Webhooks: 410 says that nobody is there any more; everything else is tried again.
  return {.outcome = said == 410 ? v1::EndAttempt::OUTCOME_DEAD : v1::EndAttempt::OUTCOME_FAILED,
          .detail = absl::StrCat("HTTP_", said)};
}

}  // namespace padu::notification
