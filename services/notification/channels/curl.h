// libcurl's easy interface, owned: one transfer on one thread. What every channel has: timeouts, no signals, no
// redirects, no more of an answer than is looked at.
#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>
#include <vector>

namespace padu::notification {

class Curl {
 public:
  Curl();
  ~Curl();
  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;

  template <typename Value>
  void Set(CURLoption option, Value value) {
    curl_easy_setopt(handle_, option, value);
  }
  // What is sent; must stay until Perform has returned.
  void Upload(std::string_view bytes);
  CURLcode Perform();
  // Of HTTP or SMTP; 0: there was no answer.
  long response_code() const;

 private:
  CURL* handle_;
  std::string_view upload_;
};

class CurlList {
 public:
  explicit CurlList(const std::vector<std::string>& entries);
  ~CurlList();
  CurlList(const CurlList&) = delete;
  CurlList& operator=(const CurlList&) = delete;
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// What failed, without addresses: "CONNECT_FAILED", "TLS_FAILED", "TIMEOUT".
std::string CurlName(CURLcode code);

}  // namespace padu::notification
