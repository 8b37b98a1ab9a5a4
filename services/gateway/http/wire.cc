#include "services/gateway/http/wire.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace padu::gateway {
namespace {

// Pages are ours alone: no scripts, styles or frames from elsewhere, nothing guessed, nothing told to others.
constexpr std::string_view kSecurity =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

std::string_view Phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 303:
      return "See Other";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return status >= 500 ? "Internal Server Error" : "Other";
  }
}

bool Has(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return true;
  }
  return false;
}

}  // namespace

std::string ToWire(const Response& response, const WireOptions& options) {
  std::string text = absl::StrCat("HTTP/1.1 ", response.status, " ", std::string(Phrase(response.status)), "\r\n");
  if (!response.type.empty()) absl::StrAppend(&text, "Content-Type: ", response.type, "\r\n");
  for (const auto& [name, value] : response.headers) absl::StrAppend(&text, name, ": ", value, "\r\n");
  if (!Has(response, "Cache-Control")) absl::StrAppend(&text, "Cache-Control: no-store\r\n");
  absl::StrAppend(&text, std::string(kSecurity));
  if (options.hsts) absl::StrAppend(&text, "Strict-Transport-Security: max-age=31536000\r\n");
  absl::StrAppend(&text, "Date: ", absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::Now(), absl::UTCTimeZone()),
                  "\r\n");
  if (!options.stream) absl::StrAppend(&text, "Content-Length: ", response.body.size(), "\r\n");
  absl::StrAppend(&text, "Connection: ", options.keep_alive ? "keep-alive" : "close", "\r\n\r\n");
  if (!options.head) absl::StrAppend(&text, response.body);
  return text;
}

}  // namespace padu::gateway
