#include "services/notification/channels/curl.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "common/base/check.h"

namespace padu::notification {
namespace {

constexpr long kConnectTimeoutMs = 10'000;
constexpr long kTimeoutMs = 30'000;
constexpr std::size_t kAnswerBytesMax = 64 * 1024;

std::size_t Read(char* buffer, std::size_t size, std::size_t count, void* from) noexcept {
  auto& rest = *static_cast<std::string_view*>(from);
  const std::size_t taken = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), taken);
  rest.remove_prefix(taken);
  return taken;
}

// An answer that does not end is not read to its end.
std::size_t Ignore(char*, std::size_t size, std::size_t count, void* to) noexcept {
  auto& answered = *static_cast<std::size_t*>(to);
  answered += size * count;
  return answered > kAnswerBytesMax ? 0 : size * count;
}

bool IsInner(std::uint32_t v4) {
  const std::uint32_t top = v4 >> 24;
  return top == 0 || top == 127 || top >= 224 || v4 >> 16 == 0xA9FE;  // 169.254.0.0/16
}

bool IsInner(const in6_addr& v6) {
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    std::uint32_t v4 = 0;
    std::memcpy(&v4, &v6.s6_addr[12], sizeof v4);
    return IsInner(ntohl(v4));
  }
  return IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_UNSPECIFIED(&v6) || IN6_IS_ADDR_LINKLOCAL(&v6) ||
         IN6_IS_ADDR_MULTICAST(&v6);
}

curl_socket_t OpenOutside(void*, curlsocktype, curl_sockaddr* to) noexcept {
  bool inner = to->family != AF_INET && to->family != AF_INET6;
  if (to->family == AF_INET) {
    sockaddr_in v4 = {};
    std::memcpy(&v4, &to->addr, sizeof v4);
    inner = IsInner(ntohl(v4.sin_addr.s_addr));
  } else if (to->family == AF_INET6) {
    sockaddr_in6 v6 = {};
    std::memcpy(&v6, &to->addr, std::min<std::size_t>(sizeof v6, to->addrlen));
    inner = IsInner(v6.sin6_addr);
  }
  return inner ? CURL_SOCKET_BAD : socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

}  // namespace

Curl::Curl() {
  static std::once_flag once;
  std::call_once(once, [] { PADU_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  handle_ = curl_easy_init();
  PADU_CHECK(handle_ != nullptr);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  Set(CURLOPT_TIMEOUT_MS, kTimeoutMs);
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(CURLOPT_WRITEFUNCTION, &Ignore);
  Set(CURLOPT_WRITEDATA, &answered_);
}

Curl::~Curl() { curl_easy_cleanup(handle_); }

void Curl::Upload(std::string_view bytes) {
  upload_ = bytes;
  Set(CURLOPT_READFUNCTION, &Read);
  Set(CURLOPT_READDATA, &upload_);
  Set(CURLOPT_UPLOAD, 1L);
}

void Curl::StayOutside() {
  Set(CURLOPT_OPENSOCKETFUNCTION, &OpenOutside);
  Set(CURLOPT_PROXY, "");  // whose addresses would be looked at instead
}

CURLcode Curl::Perform() {
  const CURLcode code = curl_easy_perform(handle_);
  return code == CURLE_WRITE_ERROR && answered_ > kAnswerBytesMax ? CURLE_OK : code;
}

long Curl::response_code() const {
  long code = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

CurlList::CurlList(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) list_ = curl_slist_append(list_, entry.c_str());
}

CurlList::~CurlList() { curl_slist_free_all(list_); }

HttpAnswer Post(const std::string& url, std::vector<std::string> headers, const std::string& body, bool outside) {
  headers.emplace_back("Expect:");
  const CurlList lines(headers);
  Curl curl;
  if (outside) curl.StayOutside();
  curl.Set(CURLOPT_URL, url.c_str());
  curl.Set(CURLOPT_PROTOCOLS_STR, "http,https");
  curl.Set(CURLOPT_HTTPHEADER, lines.get());
  curl.Set(CURLOPT_POST, 1L);
  curl.Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl.Set(CURLOPT_POSTFIELDS, body.c_str());
  const CURLcode code = curl.Perform();
  if (code != CURLE_OK) return {.status = 0, .detail = CurlName(code)};
  return {.status = curl.response_code(), .detail = "HTTP_" + std::to_string(curl.response_code())};
}

std::string CurlName(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "HOST_UNKNOWN";
    case CURLE_COULDNT_CONNECT:
      return "CONNECT_FAILED";
    case CURLE_OPERATION_TIMEDOUT:
      return "TIMEOUT";
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "TLS_FAILED";
    case CURLE_LOGIN_DENIED:
      return "LOGIN_DENIED";
    default:
      return "CURL_" + std::to_string(static_cast<int>(code));
  }
}

}  // namespace padu::notification
