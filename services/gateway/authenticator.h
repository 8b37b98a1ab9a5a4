// What of a request says who sends it.
#pragma once

#include <string>

#include "common/rpc/authenticator.h"
#include "services/gateway/http/message.h"

namespace padu::gateway {

// Goes along with each call to a service, which tells the caller by it and judges what the caller may: the caller's own
// key, or the name that it gives itself if such names are believed.
inline HeaderList CallerMetadata(const Request& request, bool believes) {
  if (const std::string_view key = request.Header("authorization"); !key.empty()) {
    return {{"authorization", std::string(key)}};
  }
  const std::string_view said = believes ? request.Header("padu-caller") : "";
  return said.empty() ? HeaderList() : HeaderList{{"padu-caller", std::string(said)}};
}

inline rpc::Credentials CredentialsOf(const Request& request) {
  return {.authorization = std::string(request.Header("authorization")),
          .said = std::string(request.Header("padu-caller"))};
}

}  // namespace padu::gateway
