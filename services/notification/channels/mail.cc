#include "services/notification/channels/mail.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/crypto.h"
#include "services/notification/channels/curl.h"
#include "services/notification/domain/policy.h"

namespace padu::notification {
namespace {

constexpr std::size_t kEncodedWordBytes = 39;  // 52 characters of Base64: with "Subject: " below 76
constexpr std::size_t kLineChars = 76;

// RFC 2047: words of Base64, none of which parts a character of UTF-8.
std::string EncodedHeader(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), kEncodedWordBytes);
    while (size < text.size() && size > 1 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    absl::StrAppend(&out, out.empty() ? "" : "\r\n ", "=?utf-8?B?", Base64(text.substr(0, size)), "?=");
    text.remove_prefix(size);
  }
  return out;
}

std::string Base64Lines(std::string_view text) {
  const std::string encoded = Base64(text);
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); at += kLineChars) {
    absl::StrAppend(&out, encoded.substr(at, kLineChars), "\r\n");
  }
  return out;
}

std::string DomainOf(const std::string& from) { return from.substr(from.find('@') + 1); }

// What was asked last, and what was refused last.
struct Talk {
  std::string command;  // "RCPT"
  std::string refused;  // the command
  std::string reply;    // "550 5.1.1 ..."
};

int Listen(CURL*, curl_infotype type, char* data, std::size_t size, void* to) noexcept {
  auto& talk = *static_cast<Talk*>(to);
  if (type == CURLINFO_HEADER_OUT) talk.command.assign(data, std::min<std::size_t>(size, 4));
  if (type == CURLINFO_HEADER_IN && size > 0 && (data[0] == '4' || data[0] == '5')) {
    talk.refused = talk.command;
    talk.reply.assign(data, std::min<std::size_t>(size, 10));
  }
  return 0;
}

// The server's word on this address, not on the moment, our sender, our text or our standing with it (5.7.x).
bool IsDead(long code, const Talk& talk) {
  if (talk.refused != "RCPT" || (code != 550 && code != 551 && code != 553)) return false;
  const std::string_view status = std::string_view(talk.reply).substr(std::min<std::size_t>(4, talk.reply.size()));
  const bool enhanced = status.size() > 2 && status[0] == '5' && status[1] == '.';
  return !enhanced || status[2] == '1' || status.starts_with("5.2.1");
}

}  // namespace

std::string MailText(const Outgoing& message, const std::string& from) {
  const std::string date =
      absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", absl::FromUnixMicros(message.composed_at), absl::UTCTimeZone());
  return absl::StrCat("Date: ", date, "\r\nFrom: Padu <", from, ">\r\nTo: <", message.address, ">\r\nMessage-ID: <",
                      message.id, "@", DomainOf(from), ">\r\nSubject: ", EncodedHeader(message.subject),
                      "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                      Base64Lines(message.text));
}

absl::Status CheckMail(const MailOptions& options) {
  const bool implicit_tls = options.url.starts_with("smtps://");
  const std::size_t scheme = implicit_tls ? 8 : 7;
  if (!implicit_tls && !options.url.starts_with("smtp://")) {
    return absl::InvalidArgumentError("--smtp-url must be smtp://host:port or smtps://host:port");
  }
  if (options.url.size() == scheme || options.url.find_first_of("/@?# ", scheme) != std::string::npos) {
    return absl::InvalidArgumentError("--smtp-url must be a host and a port, nothing else: --smtp-user is the login");
  }
  if (!IsMailAddress(options.from)) return absl::InvalidArgumentError("--mail-from must be an address of e-mail");
  if (implicit_tls || options.tls == "required" || NamesThisMachine(options.url)) return absl::OkStatus();
  if (options.tls == "none") {
    return absl::InvalidArgumentError("--smtp-tls=none is for a server on this machine only");
  }
  if (!options.user.empty()) {
    return absl::InvalidArgumentError("--smtp-user wants --smtp-tls=required: a password must not go in clear");
  }
  return absl::OkStatus();
}

Outcome Mail::Send(const Outgoing& message) const {
  // The registry's officers write theirs themselves.
  if (!IsMailAddress(message.address)) {
    return {.outcome = v1::EndAttempt::OUTCOME_DEAD, .detail = "ADDRESS_INVALID"};
  }
  Curl curl;
  Talk talk;
  curl.Set(CURLOPT_VERBOSE, 1L);  // to Listen alone
  curl.Set(CURLOPT_DEBUGFUNCTION, &Listen);
  curl.Set(CURLOPT_DEBUGDATA, &talk);
  const std::string body = MailText(message, options_.from);
  const std::string from = "<" + options_.from + ">";
  const std::string to = "<" + message.address + ">";
  curl.Set(CURLOPT_URL, (options_.url + "/" + DomainOf(options_.from)).c_str());
  curl.Set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl.Set(CURLOPT_MAIL_FROM, from.c_str());
  const CurlList recipients({to});
  curl.Set(CURLOPT_MAIL_RCPT, recipients.get());
  const long ssl = options_.tls == "required" ? CURLUSESSL_ALL : CURLUSESSL_TRY;
  curl.Set(CURLOPT_USE_SSL, options_.tls == "none" ? static_cast<long>(CURLUSESSL_NONE) : ssl);
  if (!options_.ca_file.empty()) curl.Set(CURLOPT_CAINFO, options_.ca_file.c_str());
  if (!options_.user.empty()) {
    curl.Set(CURLOPT_USERNAME, options_.user.c_str());
    curl.Set(CURLOPT_PASSWORD, options_.password.c_str());
  }
  curl.Upload(body);
  const CURLcode code = curl.Perform();
  if (code == CURLE_OK) return {.outcome = v1::EndAttempt::OUTCOME_SENT, .detail = "SMTP_250"};
  const long said = curl.response_code();
  if (said < 400) return {.detail = CurlName(code)};
  return {.outcome = IsDead(said, talk) ? v1::EndAttempt::OUTCOME_DEAD : v1::EndAttempt::OUTCOME_FAILED,
          .detail = absl::StrCat("SMTP_", said)};
}

}  // namespace padu::notification
