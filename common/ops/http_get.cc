#include "common/ops/http_get.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <memory>

namespace padu::ops {
namespace {

constexpr std::size_t kBodyBytesMax = 16 << 20;

absl::Status Unreachable(const std::string& host_port) {
  return absl::UnavailableError(host_port + " tidak menjawab | does not answer");
}

// A connected socket, or -1.
int Connect(const std::string& host, const std::string& port, absl::Duration timeout) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return -1;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const timeval limit = absl::ToTimeval(timeout);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect(fd, found->ai_addr, found->ai_addrlen) == 0) return fd;
  close(fd);
  return -1;
}

// Everything until the server ends the connection.
std::string ReadAll(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; text.size() < kBodyBytesMax && (got = recv(fd, buffer, sizeof buffer, 0)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& host_port, const std::string& path, absl::Duration timeout) {
  const std::size_t colon = host_port.rfind(':');
  if (colon == std::string::npos) return absl::InvalidArgumentError(host_port + ": host:port is needed");
  const int fd = Connect(host_port.substr(0, colon), host_port.substr(colon + 1), timeout);
  if (fd < 0) return Unreachable(host_port);
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: " + host_port + "\r\nConnection: close\r\n\r\n";
  const bool sent = send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
  const std::string answer = sent ? ReadAll(fd) : "";
  close(fd);

  const std::size_t body = answer.find("\r\n\r\n");
  if (body == std::string::npos) return Unreachable(host_port);
  if (answer.substr(0, answer.find("\r\n")).find(" 200") == std::string::npos) {
    return absl::UnavailableError(host_port + path + ": " + answer.substr(0, answer.find("\r\n")));
  }
  return answer.substr(body + 4);
}

}  // namespace padu::ops
