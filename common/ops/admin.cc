#include "common/ops/admin.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/check.h"
#include "common/base/log.h"

namespace padu::ops {
namespace {

constexpr std::size_t kRequestBytesMax = 8 << 10;
constexpr absl::Duration kClientPatience = absl::Seconds(1);
constexpr int kStopCheckMillis = 100;
constexpr int kBacklog = 16;

// Waits until `fd` is ready for `events`; false at the deadline.
bool WaitFor(int fd, short events, absl::Time deadline) {
  for (;;) {
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return false;
    pollfd poll{fd, events, 0};
    const int ready = ::poll(&poll, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

// The request up to the empty line; empty if the client is too slow, too long or gone.
std::string ReadRequest(int connection, absl::Time deadline) {
  std::string request;
  char buffer[2048];
  while (request.find("\r\n\r\n") == std::string::npos) {
    if (request.size() > kRequestBytesMax || !WaitFor(connection, POLLIN, deadline)) return "";
    const ssize_t got = ::recv(connection, buffer, sizeof(buffer), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return "";
    request.append(buffer, static_cast<std::size_t>(got));
  }
  return request;
}

void SendAll(int connection, std::string_view bytes, absl::Time deadline) {
  while (!bytes.empty() && WaitFor(connection, POLLOUT, deadline)) {
    const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (sent < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

const char* Phrase(int code) {
  switch (code) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    default:
      return "Service Unavailable";
  }
}

std::string Rendered(const HttpAnswer& answer, bool with_body) {
  std::string text = absl::StrCat("HTTP/1.1 ", answer.code, " ", Phrase(answer.code), "\r\nContent-Type: ", answer.type,
                                  "\r\nContent-Length: ", answer.body.size(),
                                  "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
  if (with_body) text += answer.body;
  return text;
}

absl::Status Errno(const std::string& what) { return absl::UnavailableError(what + ": " + std::strerror(errno)); }

}  // namespace

std::string JsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x", c);
      out.append(escaped);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

Admin::Admin(AdminOptions options, Metrics& metrics, const Lifecycle& lifecycle)
    : options_(std::move(options)), metrics_(metrics), lifecycle_(lifecycle) {}

Admin::~Admin() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  if (listener_ >= 0) ::close(listener_);
}

absl::Status Admin::Start() {
  PADU_CHECK(listener_ < 0);
  const std::string where = absl::StrCat("admin endpoint ", options_.listen, ":", options_.port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
  if (::inet_pton(AF_INET, options_.listen.c_str(), &address.sin_addr) != 1) {
    return absl::InvalidArgumentError(where + ": must be an IPv4 address");
  }
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (listener_ < 0 || ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0) return Errno(where);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) return Errno(where);
  if (::listen(listener_, kBacklog) != 0) return Errno(where);
  socklen_t size = sizeof(address);
  if (::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) return Errno(where);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
  Log(Severity::kInfo, "admin endpoint serves", {{"address", options_.listen}, {"port", port_}});
  return absl::OkStatus();
}

void Admin::Run() {
  while (!stopping_) {
    pollfd poll{listener_, POLLIN, 0};
    if (::poll(&poll, 1, kStopCheckMillis) <= 0) continue;
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    Serve(connection);
    ::close(connection);
  }
}

void Admin::Serve(int connection) const {
  const std::string request = ReadRequest(connection, absl::Now() + kClientPatience);
  const std::string_view line = std::string_view(request).substr(0, request.find("\r\n"));
  const auto space = line.find(' ');
  const auto end = line.rfind(" HTTP/1.");
  HttpAnswer answer;
  std::string_view method;
  if (space == std::string_view::npos || end == std::string_view::npos || end <= space) {
    answer = {400, "text/plain", "not understood\n"};
  } else {
    method = line.substr(0, space);
    std::string_view path = line.substr(space + 1, end - space - 1);
    path = path.substr(0, path.find('?'));
    answer = method == "GET" || method == "HEAD" ? Get(path) : HttpAnswer{405, "text/plain", "GET only\n"};
  }
  SendAll(connection, Rendered(answer, method != "HEAD"), absl::Now() + kClientPatience);
}

HttpAnswer Admin::Get(std::string_view path) const {
  if (path == "/livez") return {200, "text/plain", "ok\n"};
  if (path == "/metrics") return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_.Scrape()};
  if (path == "/buildinfo") {
    return {.body =
                "{\"service\":" + JsonText(options_.service) + ",\"version\":" + JsonText(options_.version) + "}\n"};
  }
  if (path == "/status") return {.body = options_.status_json ? options_.status_json() : "{}"};
  if (path == "/readyz") {
    const auto reasons = lifecycle_.NotReady();
    std::string listed;
    for (const auto& [check, reason] : reasons) {
      listed += (listed.empty() ? "" : ",") + JsonText(check) + ":" + JsonText(reason);
    }
    return {
        .code = reasons.empty() ? 200 : 503,
        .body = std::string("{\"ready\":") + (reasons.empty() ? "true" : "false") + ",\"reasons\":{" + listed + "}}\n"};
  }
  return {404, "text/plain", "one of /livez /readyz /metrics /buildinfo /status\n"};
}

}  // namespace padu::ops
