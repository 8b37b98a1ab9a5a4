// A record of a letter box as a CloudEvent 1.0: binary mode (attributes in headers), or structured JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/journal/letter_box.h"
#include "padu/ledger/v1/verdict.pb.h"

namespace padu::ledger {

// More in a value is not read.
inline constexpr std::size_t kMaxValueBytes = 64 * 1024;
inline constexpr std::size_t kMaxAttributeBytes = 256;

struct CloudEvent {
  enum class Encoding { kProtobuf, kJson };

  std::string id;
  std::string source;
  std::string type;
  Encoding encoding = Encoding::kProtobuf;
  std::string data;
};

// Why a record is no event. `event_id` is set if it could be read.
struct CloudEventError {
  padu::ledger::v1::Reason reason = padu::ledger::v1::REASON_UNSPECIFIED;
  std::string field;
  std::string event_id;
};

// The error, or nullopt and *event set.
std::optional<CloudEventError> ReadCloudEvent(const stream::Record& record, CloudEvent* event);

}  // namespace padu::ledger
