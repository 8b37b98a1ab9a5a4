// libcurl's easy interface, owned: one transfer on one thread. What every channel has: timeouts, no signals, no
// redirects, TLS 1.2 at least with the server's certificate checked, no more of an answer than is looked at.
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
  // Refuses to connect where no receiver stands that others named: to this machine, and what answers on its link only
  // (a cloud's metadata), whatever the name resolves to. Networks of the city's own may be reached.
  void StayOutside();
  CURLcode Perform();
  // Of HTTP or SMTP; 0: there was no answer.
  long response_code() const;

 private:
  CURL* handle_;
  std::string_view upload_;
  std::size_t answered_ = 0;  // bytes of the answer's body
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

struct HttpAnswer {
  long status = 0;     // 0: there was none
  std::string detail;  // "HTTP_204", or what failed
};

// Posts `body` with these headers; the answer's body is not looked at. `outside`: as StayOutside says.
HttpAnswer Post(const std::string& url, std::vector<std::string> headers, const std::string& body, bool outside);

// What failed, without addresses: "CONNECT_FAILED", "TLS_FAILED", "TIMEOUT".
std::string CurlName(CURLcode code);

}  // namespace padu::notification
