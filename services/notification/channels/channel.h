// One way by which a message leaves: the port behind which SMTP, webhooks and providers stand.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.h"
#include "padu/notification/v1/commands.pb.h"

namespace padu::notification {

// A message to one recipient. The same message has the same id and the same bytes at each attempt.
struct Outgoing {
  std::string id;       // unique for ever: "padu-6474-12-1"
  std::string address;  // e-mail address, URL or phone number: never logged
  std::string subject;
  std::string text;        // plain, UTF-8
  std::string short_text;  // for a phone
  std::string json;        // the same for programs
  UnixMicros composed_at = 0;
  // Of webhooks: what it is signed with, the newest first. More than one while the city's secret is changed for
  // another.
  std::vector<std::string> secrets;
};

struct Outcome {
  v1::EndAttempt::Outcome outcome = v1::EndAttempt::OUTCOME_FAILED;
  std::string detail;  // a code: "SMTP_550", "CONNECT_FAILED"; never an address
};

// Any thread. Blocks for as long as its timeouts say (below a minute).
class Channel {
 public:
  virtual ~Channel() = default;
  virtual Outcome Send(const Outgoing& message) const = 0;
};

}  // namespace padu::notification
