// Digests as texts: Indonesian, then English; counts, places and a link, and no personal data. Each version stays as it
// is for ever, so that a digest that is sent again has the same bytes.
#pragma once

#include <string>

#include "padu/notification/v1/tables.pb.h"

namespace padu::notification {

struct Rendered {
  std::string subject;
  std::string text;
  std::string short_text;  // for a phone
  std::string json;        // an event for webhooks
};

// `link`: what opens the digest. A version that this binary does not know is written in the newest that it knows.
Rendered Render(std::uint32_t city, const v1::DigestRow& digest, const std::string& link);

// One line of a digest, in each language.
std::string LineText(const v1::DigestLine& line, bool english);

}  // namespace padu::notification
