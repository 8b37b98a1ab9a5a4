// Answers as bytes of HTTP/1.1.
#pragma once

#include <string>

#include "services/gateway/http/message.h"

namespace padu::gateway {

struct WireOptions {
  bool keep_alive = false;
  bool head = false;    // the headers alone
  bool stream = false;  // no length: the body goes on until the connection ends
  bool hsts = false;
};

// Status line, the answer's headers, those that every answer has (security, Date), and the body.
std::string ToWire(const Response& response, const WireOptions& options);

}  // namespace padu::gateway
