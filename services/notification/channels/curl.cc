#include "services/notification/channels/curl.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "common/base/check.h"

namespace padu::notification {
namespace {

constexpr long kConnectTimeoutMs = 10'000;
constexpr long kTimeoutMs = 30'000;

std::size_t Read(char* buffer, std::size_t size, std::size_t count, void* from) noexcept {
  auto& rest = *static_cast<std::string_view*>(from);
  const std::size_t taken = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), taken);
  rest.remove_prefix(taken);
  return taken;
}

std::size_t Ignore(char*, std::size_t size, std::size_t count, void*) noexcept { return size * count; }

}  // namespace

Curl::Curl() {
  static std::once_flag once;
  std::call_once(once, [] { PADU_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  handle_ = curl_easy_init();
  PADU_CHECK(handle_ != nullptr);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  Set(CURLOPT_TIMEOUT_MS, kTimeoutMs);
  Set(CURLOPT_WRITEFUNCTION, &Ignore);
}

Curl::~Curl() { curl_easy_cleanup(handle_); }

void Curl::Upload(std::string_view bytes) {
  upload_ = bytes;
  Set(CURLOPT_READFUNCTION, &Read);
  Set(CURLOPT_READDATA, &upload_);
  Set(CURLOPT_UPLOAD, 1L);
}

CURLcode Curl::Perform() { return curl_easy_perform(handle_); }

long Curl::response_code() const {
  long code = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

CurlList::CurlList(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) list_ = curl_slist_append(list_, entry.c_str());
}

CurlList::~CurlList() { curl_slist_free_all(list_); }

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
