// A request and an answer, without the library that carries them. Plain values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace padu::gateway {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  // "GET"; HEAD is told as GET, its body is left out on the way back
  std::string target;  // as sent: "/v1/cities/64.74/regions?pageSize=2"
  HeaderList headers;  // names in lower case, in the order sent
  std::string body;

  // The first value of a header, by its name in lower case; empty if there is none.
  std::string_view Header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return {};
  }
};

struct Response {
  int status = 200;
  std::string type;    // Content-Type
  HeaderList headers;  // further ones
  std::string body;
};

}  // namespace padu::gateway
